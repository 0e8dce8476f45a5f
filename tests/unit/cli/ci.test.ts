import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { addCiCommands } from "../../../cli/ci";
import { exitCodeOf } from "../../../cli/failure";

describe("in a folder without a program", () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "tlsup-ci-"));
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(before));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [["drift", "dev"], 2],
    [["rehearse", "dev"], 2],
    [["tokens", "dev", "--folder", "tokens"], 2],
    [["preview", "dev"], 1],
    [["apply", "dev"], 1],
  ])("`tlsup ci` with %j ends with %i: where 1 means findings, 2 tells that it could not look", async (args, code) => {
    const program = new Command("tlsup").exitOverride();
    addCiCommands(program, undefined);
    const error: unknown = await program.parseAsync(["ci", ...args], { from: "user" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe("in a repository with two programs", () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "tlsup-ci-"));
  for (const each of [".git", "a", "b"]) mkdirSync(join(folder, each));
  for (const each of ["a", "b"]) writeFileSync(join(folder, each, "Pulumi.yaml"), "name: site\n");
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  const init = async (program: string, ...args: readonly string[]): Promise<string> => {
    process.chdir(join(folder, program));
    let said = "";
    const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => ((said += String(text)), true));
    const command = new Command("tlsup").exitOverride();
    addCiCommands(command, undefined);
    await command.parseAsync(["ci", "init", ...(args.length > 0 ? args : ["gitlab"]), "--stack", "dev"], { from: "user" }).finally(() => write.mockRestore());
    return said;
  };

  test("`tlsup ci init gitlab` says what else there is to do, and refuses the file of the other program's stack of the same name", async () => {
    for (let time = 1; time <= 2; time++)
      expect(await init("a")).toMatch(/include:\n {2}- local: \.gitlab\/tlsup-dev\.yml\n\nMake a schedule for `drift` of `main`: /);
    await expect(init("b")).rejects.toThrow("or it is of another version or program");
  });

  test("`tlsup ci init github` says that the default branch must have the files as well, which is where GitHub looks for schedules", async () => {
    expect(await init("a", "github", "--branch", "release")).toMatch(
      /tlsup-dev\.yml\n.*tlsup-dev-drift\.yml\nCommit them to `release` and to the default branch: GitHub runs `drift` from/,
    );
  });

  test("`tlsup ci init github` writes no file when one of them must be left alone", async () => {
    const [main, nightly] = ["", "-drift"].map((suffix) => join(folder, `.github/workflows/tlsup-dev${suffix}.yml`)) as [string, string];
    rmSync(main, { force: true });
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    writeFileSync(nightly, "changed");
    await expect(init("a", "github")).rejects.toThrow("tlsup-dev-drift.yml");
    expect([existsSync(main), readFileSync(nightly, "utf8")]).toEqual([false, "changed"]);
  });
});
