import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { environmentFile } from "../../../components/https-server/application/environment";

describe("environmentFile", () => {
  test("writes the variables in order, so that the same variables are the same file", () => {
    expect(environmentFile({ B: "2", A: "1" })).toBe('A="1"\nB="2"\n');
  });

  test("keeps whatever a single line holds, by the rules that systemd shares with the shell for double quotes", () => {
    fc.assert(
      fc.property(fc.string().filter((text) => !/[\0\r\n]/.test(text)), (value) => {
        const read = execFileSync("sh", ["-c", `${environmentFile({ VALUE: value })}printf %s "$VALUE"`], { encoding: "utf8" });
        expect(read).toBe(value);
      }),
      { numRuns: 50 },
    );
  });
});
