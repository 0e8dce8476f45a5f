import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quote, renderEnvironment } from "../../../localcloud/shell";

/** What no variable and no argument can hold. */
const words = fc.string({ unit: "binary", maxLength: 60 }).filter((text) => !text.includes("\0"));
const shell = (script: string): string => execFileSync("sh", ["-c", script], { encoding: "utf8", env: { PATH: process.env["PATH"] } });

test("sh reads a quoted word as exactly the text", () => {
  fc.assert(
    fc.property(words, (text) => {
      expect(shell(`printf '%s.' ${quote(text)}`)).toBe(`${text}.`);
    }),
    { numRuns: 200 },
  );
});

test("a word without special characters stays readable", () => {
  expect(quote("/home/me/.cache:http://127.77.0.1:4001")).toBe("/home/me/.cache:http://127.77.0.1:4001");
});

test("the empty word is a word", () => {
  expect(quote("")).toBe("''");
});

test("a shell that evaluates the environment has every variable with its value", () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      const script = `${renderEnvironment({ ONE: one, OTHER: other })}printf '%s.%s.' "$ONE" "$OTHER"`;
      expect(shell(script)).toBe(`${one}.${other}.`);
    }),
    { numRuns: 100 },
  );
});

test("a variable that must not be set is unset", () => {
  expect(shell(`ONE=1; ${renderEnvironment({ ONE: undefined })}echo "\${ONE-gone}"`)).toBe("gone\n");
});
