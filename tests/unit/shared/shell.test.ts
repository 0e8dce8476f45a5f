import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quote } from "../../../components/shared/shell";

test("a shell reads a quoted text back as it was", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
      (text) => {
        expect(execFileSync("sh", ["-c", `printf %s ${quote(text)}`], { encoding: "utf8" })).toBe(text);
      },
    ),
    { numRuns: 50 },
  );
});

test("a text that no argument can carry is refused", () => {
  expect(() => quote("a\0b")).toThrow(/NUL/);
});
