import { mkdtempSync, rmSync } from "node:fs";
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
