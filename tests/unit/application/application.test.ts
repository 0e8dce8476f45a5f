import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { environmentEntries, environmentFile } from "../../../components/application/common/environment";
import { faultsOf } from "../../../components/shared/validation";
import * as v from "valibot";

describe("environmentFile", () => {
  test("writes the variables in order, so that the same variables are the same file", () => {
    expect(environmentFile({ B: "2", A: "1" })).toBe('A="1"\nB="2"\n');
  });

  test.each(["X; touch /root/p; Y", "", "1A", "A-B", "A B", "A=B", "A\n", "É", "A".repeat(256)])(
    "is not written with the name %j, and does not tell it",
    (name) => {
      const write = () => environmentFile({ GOOD: "1", [name]: "canary" });
      expect(write).toThrow(/^Cannot write the file of environment variables as the name of a variable must /);
      expect(write).not.toThrow(/canary|touch/);
    },
  );

  const values = [
    ["two\nlines", "must be a single line"],
    ["a\0b", "must be a single line"],
    ["a\rb", "must be a single line"],
    ["\ud800", "must be text in Unicode"],
    ["\ufffe", "must be text in Unicode"],
    ["\ufdd0", "must be text in Unicode"],
    ["\u{1ffff}", "must be text in Unicode"],
    ["é".repeat(65_408), "must have at most 130815 bytes"],
  ] as const;
  test.each(values)("is not written with the value %j, and does not tell it", (value, rule) => {
    const write = () => environmentFile({ NAME: value });
    expect(write).toThrow(`Cannot write the file of environment variables as the value of NAME ${rule}`);
    expect(faultsOf(v.object(environmentEntries), { environment: { NAME: value } }, "application")).toEqual([
      expect.objectContaining({ path: "application.environment.NAME", problem: expect.stringContaining(rule) as string }),
    ]);
  });

  test("takes the longest name and value that Linux takes", () => {
    expect(environmentFile({ ["N".repeat(255)]: "x".repeat(130_815) })).toHaveLength(255 + 1 + 130_815 + 3);
  });

  test("keeps whatever a single line holds, by the rules that systemd shares with the shell for double quotes", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[\0\r\n]/.test(text)),
        (value) => {
          const read = execFileSync("sh", ["-c", `${environmentFile({ VALUE: value })}printf %s "$VALUE"`], { encoding: "utf8" });
          expect(read).toBe(value);
        },
      ),
      { numRuns: 50 },
    );
  });
});
