import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../support/environment";

jest.setTimeout(600_000);

/** The commands of the README's block about the local cloud. */
function readmeCommands(): string {
  const blocks = readFileSync(join(root, "README.md"), "utf8")
    .split("```sh\n")
    .slice(1)
    .map((text) => text.split("```")[0] ?? "");
  const block = blocks.find((text) => text.includes("tlsup local env"));
  if (block === undefined) throw new Error("The README has no block about the local cloud");
  return block;
}

/** What a newcomer does who has cloned the repository, with a local cloud that nobody else has. */
describe("a fresh clone", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-clone-"));
  const [clone, cloud] = [join(folder, "clone"), join(folder, "cloud")];
  // A terminal would ask; and nothing of the tests' own local cloud is in the shell of a newcomer.
  const { PATH = "", HOME } = process.env;
  const environment = {
    PATH: PATH.split(":")
      .filter((directory) => !/pulumi|tlsup/.test(directory))
      .join(":"),
    HOME,
    TLSUP_LOCAL_DIR: cloud,
    PULUMI_SKIP_CONFIRMATIONS: "true",
  };
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=newcomer", "-c", "user.email=newcomer@example.test", ...args], { cwd: clone, encoding: "utf8" });
  const shell = (script: string) => promisify(execFile)("bash", ["-e", "-c", script], { cwd: clone, env: environment, maxBuffer: 64 * 1024 * 1024 });

  beforeAll(async () => {
    mkdirSync(clone);
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], { cwd: root });
    // With their times: what is installed is as new as what asks for it.
    execFileSync(
      "bash",
      ["-c", 'xargs -0 sh -c \'for file; do [ ! -e "$file" ] || printf "%s\\0" "$file"; done\' sh | xargs -0 cp -p --parents -t "$1"', "bash", clone],
      { cwd: root, input: files },
    );
    execFileSync("cp", ["-a", "--reflink=auto", join(root, "node_modules"), clone]);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "clone");
    // What npm runs when dependencies are installed, as far as a run needs it.
    await shell("node bin/prepare.js");
  });
  afterAll(async () => {
    await shell("node bin/tlsup.js local reset");
    rmSync(folder, { recursive: true, force: true });
  });

  test("runs the README's commands as they stand, before anything was started", async () => {
    const { stdout } = await shell(readmeCommands());
    expect(stdout).toMatch(/✓ every hop holds/);
  });

  test("is as it was after npm start, and after a plain `pulumi up` of the stack whose file a user edits", async () => {
    expect((await shell("npm start")).stdout).toMatch(/✓ every hop holds/);
    expect(git("status", "--porcelain")).toBe("");
    const { stdout } = await shell(
      'sed -i "s/GREETING: .*}/GREETING: Edited }/" stacks/Pulumi.local.yaml; eval "$(npx tlsup local env)"; pulumi up --stack local',
    );
    expect(stdout).toContain("1 updated");
    expect(git("status", "--porcelain")).toBe("");
  });
});
