import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { exitCodeOf, explain } from "../../../cli/failure";
import { addMissingCommands, loadLocalCloud } from "../../../cli/local-cloud";

describe("the local cloud of the program in this folder", () => {
  const before = process.cwd();
  let program: string;

  beforeEach(() => {
    program = mkdtempSync(join(tmpdir(), "tlsup-cli-"));
    process.chdir(program);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(program, { recursive: true });
  });

  function install(main: string): void {
    mkdirSync(join(program, "node_modules", "tlsup-local"), { recursive: true });
    writeFileSync(join(program, "node_modules", "tlsup-local", "package.json"), '{ "name": "tlsup-local", "main": "main.js" }');
    writeFileSync(join(program, "node_modules", "tlsup-local", "main.js"), main);
  }

  test("is found where it is installed", () => {
    install("exports.localCloud = { found: true };");
    expect(loadLocalCloud()).toEqual({ found: true });
  });

  test("that cannot be loaded is not taken for one that is not installed", () => {
    install('require("not-there-at-all");');
    expect(loadLocalCloud).toThrow("not-there-at-all");
  });
});

describe.each(["local", "start", "rehearse", "drill"])("`tlsup %s` without the local cloud", (name) => {
  test.each([[[]], [["up"]], [["status", "--json"]]])("says what to install when called with %j", async (args) => {
    const program = new Command("tlsup").exitOverride();
    addMissingCommands(program);
    const error: unknown = await program.parseAsync([name, ...args], { from: "user" }).catch((reason: unknown) => reason);
    expect(explain(error)).toBe(`Cannot run \`tlsup ${name}\` as the local cloud is not installed: run \`npm install --save-dev tlsup-local\` first.`);
    // Of a rehearsal and a drill, 1 means findings.
    expect(exitCodeOf(error)).toBe(["rehearse", "drill"].includes(name) ? 2 : 1);
  });
});
