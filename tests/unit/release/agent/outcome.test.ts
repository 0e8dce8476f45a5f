import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeEnd, describeFailure, failureOf, outcomes, type Failure } from "../../../../components/release/agent/outcome";
import { expectGolden } from "../../../support/golden";
import { root } from "../../../support/environment";

describe("what a push answers", () => {
  test("has the exit codes that the host's script ends with", () => {
    const [, table = ""] = /exit_codes=\(([^)]*)\)/.exec(readFileSync(join(root, "components/release/agent/common.sh"), "utf8")) ?? [];
    const codes = [...table.matchAll(/\[([a-z-]+)\]=(\d+)/g)].map(([, name = "", code]) => [
      name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      Number(code),
    ]);
    expect(Object.fromEntries(codes)).toEqual(outcomes);
  });

  test("is a failure for each code but that of a proof, and none for a code of something else", () => {
    expect([0, 1, 128, 137].map(failureOf)).toEqual([undefined, undefined, undefined, undefined]);
    for (const [name, code] of Object.entries(outcomes).filter(([, each]) => each !== 0)) expect(failureOf(code)).toBe(name);
  });

  test("is told from the line of a journal as well, and a line of something else as it is", () => {
    expect(describeEnd("broken-before\tx")).toBe(describeFailure("brokenBefore", "x"));
    expect(["proven\tab", "", "bash: not found"].map(describeEnd)).toEqual(["proven\tab", "", "bash: not found"]);
  });

  test("is a sentence for each outcome but a proof, with the host's own words in it", () => {
    const failures = Object.keys(outcomes).flatMap((name) => (name === "proven" ? [] : [name as Failure]));
    expectGolden("outcomes.txt", failures.map((name) => `${name}: ${describeFailure(name, "DETAIL")}\n`).join(""));
  });

  test("never says that nothing was changed: packages may have been installed", () => {
    const says = (Object.keys(outcomes) as (keyof typeof outcomes)[]).filter(
      (name) => name !== "proven" && /Nothing was changed/.test(describeFailure(name, "x")),
    );
    expect(says).toEqual([]);
  });
});
