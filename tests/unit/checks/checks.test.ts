import { failedChecks } from "../../checks/run";
import { hostTexts, ownScripts, shellcheck } from "../../checks/scripts";
import { oversizes } from "../../checks/sizes";

test("a check that fails is named with what it said, and the others run", async () => {
  const printed: string[] = [];
  const failed = await failedChecks(
    { fine: ["sh", "-c", "echo unheard"], broken: ["sh", "-c", "echo why; echo and how >&2; exit 3"], other: ["false"] },
    (text) => printed.push(text),
  );
  expect(failed).toEqual(["broken", "other"]);
  expect(printed.join("")).toMatch(/^broken failed:\nwhy\nand how\n\nother failed:\n/);
});

test("a script that a shell would read otherwise than it looks is found, with its line", () => {
  expect(shellcheck("a.sh", "#!/bin/sh\nfolder=$1\nrm -rf $folder\n")).toMatch(/^a\.sh:3:.*SC2086\]\n {4}rm -rf \$folder\n$/);
  expect(shellcheck("a.sh", '#!/bin/sh\nfolder=$1\nrm -rf "$folder"\n')).toBe("");
});

test("every script of the repository is looked at, and the host's as they are joined", () => {
  expect(ownScripts().map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "bin/build.sh",
      ".ci/run",
      "components/certificate/certbot/certbot.sh",
      "components/release/trees/trees.sh",
      "tests/support/fault.sh",
    ]),
  );
  expect(hostTexts().map(({ name }) => name)).toEqual(['the host\'s script "receive"', 'the host\'s script "activate"', 'the host\'s script "inspect"']);
  for (const { text } of hostTexts()) expect(text.length).toBeGreaterThan(1000);
});

test("a file of too many lines and a line of too many characters are found in every language, and in no golden file", () => {
  const long = `# ${"ä".repeat(159)}\n`;
  expect(oversizes({ name: "a.py", text: long.repeat(251) })).toMatch(/^a\.py: 251 lines, .*\na\.py:1: 161 characters, /);
  expect(oversizes({ name: "setup", text: `#!/bin/sh\n${long}` })).toMatch(/^setup:2: 161 characters, [^\n]*\n$/);
  expect(oversizes({ name: "a.ts", text: long.slice(1).repeat(250) })).toBe("");
  for (const name of ["tests/golden/files/a.sh", "a.md", "package-lock.json"]) expect(oversizes({ name, text: long.repeat(251) })).toBe("");
});
