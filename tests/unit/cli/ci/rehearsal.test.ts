import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { addCiCommands } from "../../../../cli/ci";
import type { LocalCloud, Rehearsal } from "../../../../cli/local-cloud";
import { FakeGitHub } from "../../../support/forge";

/** `tlsup ci rehearse` with a local cloud that has its answer ready. */
describe("a rehearsal in a pipeline", () => {
  const before = { folder: process.cwd(), environment: process.env };
  let program: string;
  let github: FakeGitHub;
  let said: string[];

  beforeEach(async () => {
    program = mkdtempSync(join(tmpdir(), "tlsup-ci-rehearsal-"));
    writeFileSync(join(program, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(program, "event.json"), JSON.stringify({ pull_request: { number: 7 } }));
    github = await FakeGitHub.start();
    process.chdir(program);
    process.env = { ...before.environment, ...github.environment(join(program, "event.json")), GITHUB_STEP_SUMMARY: "" };
    said = [];
    for (const output of [process.stdout, process.stderr]) jest.spyOn(output, "write").mockImplementation((text) => said.push(String(text)) > 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.chdir(before.folder);
    process.env = before.environment;
    await github.stop();
    rmSync(program, { recursive: true });
  });

  function run(rehearsal: () => Promise<Rehearsal>): Promise<unknown> {
    const command = new Command("tlsup").exitOverride();
    addCiCommands(command, { rehearse: rehearsal } as unknown as LocalCloud);
    return command.parseAsync(["ci", "rehearse", "production", "--markdown", "rehearsal.md"], { from: "user" });
  }
  const found = (): Promise<Rehearsal> => Promise.resolve({ report: "### Found", isGood: false });

  test("with findings exits with 1", async () => {
    await expect(run(found)).rejects.toMatchObject({ exitCode: 1 });
    expect(github.comments[0]?.body).toBe("<!-- tlsup rehearsal shop/production -->\n### Found");
  });

  test("that could not be made exits with 2, and says why in place of the earlier report", async () => {
    await run(() => Promise.resolve({ report: "### Good", isGood: true }));
    await expect(run(() => Promise.reject(new Error("the base is not there")))).rejects.toMatchObject({ exitCode: 2 });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/### Rehearsal of `production`[^]*the base is not there/);
  });

  test("with a token that may not comment is in the file and in the log, which says so", async () => {
    process.env.GITHUB_TOKEN = "of-a-fork";
    await expect(run(found)).rejects.toMatchObject({ exitCode: 1 });
    expect(readFileSync("rehearsal.md", "utf8")).toBe("### Found\n");
    expect(said.join("")).toMatch(/^### Found\nThe report is not on the pull request: .*status 401/);
  });

  test("needs the local cloud", async () => {
    const command = new Command("tlsup").exitOverride();
    addCiCommands(command, undefined);
    await expect(command.parseAsync(["ci", "rehearse", "production"], { from: "user" })).rejects.toThrow("run `npm install --save-dev tlsup-local` first");
  });
});
