import fc from "fast-check";
import { requirementFaults } from "../../../components/https-server/application/requirements";

describe("requirements", () => {
  test.each([
    "flask==3.1.0",
    "uvicorn[standard] == 0.30.0 ; python_version >= '3.11'",
    "six===1.16.0 --hash=sha256:abcd --hash=sha256:ef01",
    "flask==3.1.0 \\\n    --hash=sha256:abcd",
    "# a comment\n\nflask==3.1.0  # why",
    "--no-index\n--find-links wheels\ngreeting==1.0",
    "-r more.txt",
  ])("that are pinned are taken: %j", (text) => {
    expect(requirementFaults(text, "site.requirements")).toEqual([]);
  });

  test.each(["flask", "flask>=3", "flask==3.*", "flask~=3.1", "git+https://example.com/flask.git", "./flask", "flask==3.1.0,<4", "--editable ."])("that are not pinned are named: %j", (line) => {
    expect(requirementFaults(`six==1.16.0\n${line}\n`, "site.requirements")).toEqual([
      { path: "site.requirements", problem: `must name one version of each requirement: current value is ${JSON.stringify(line)}`, remedy: "Write it like flask==3.1.0, as `pip freeze` does" },
    ]);
  });

  test("whatever the text, it is judged", () => {
    fc.assert(fc.property(fc.string(), (text) => void requirementFaults(text, "path")), { numRuns: 1000 });
  });
});
