import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import type * as Check from "../../../../cli/check";
import { addCiCommands } from "../../../../cli/ci";
import { exitCodeOf } from "../../../../cli/failure";

const ended = { code: "leaf-expired", severity: "error", hop: "origin", problem: "the certificate ended", remedy: "renew it" };
const mockLookAt = jest.fn((): Promise<object> => Promise.resolve({ findings: [ended] }));
jest.mock("../../../../cli/check", () => ({ lookAt: () => mockLookAt() }));

const before = { folder: process.cwd(), environment: { ...process.env } };
let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsup-ci-looks-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: site\n");
  process.chdir(folder);
  process.env = { PATH: `${folder}:${before.environment.PATH ?? ""}` };
  pulumi("echo '{}'");
  said = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => ((said += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = before.environment;
  process.chdir(before.folder);
  rmSync(folder, { recursive: true });
});

function pulumi(command: string): void {
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}

/** The exit code of `tlsup ci`. */
async function ci(verb: string, ...options: readonly string[]): Promise<number> {
  const program = new Command("tlsup").exitOverride();
  addCiCommands(program, undefined);
  return program.parseAsync(["ci", verb, "dev", ...options], { from: "user" }).then(() => 0, exitCodeOf);
}

test("a token that cannot be looked at takes nothing from what `tlsup ci drift` found before", async () => {
  Object.assign(process.env, { CLOUDFLARE_API_TOKEN: "t".repeat(40), CLOUDFLARE_BASE_URL: "nowhere" });
  expect([await ci("drift"), said]).toEqual([2, expect.stringMatching(/Failed:[^]*Invalid URL[^]*Nothing to change[^]*the certificate ended/)]);
});

test("an empty token, as of a secret that is missing, counts as no token", async () => {
  Object.assign(process.env, { CLOUDFLARE_API_TOKEN: "", CLOUDFLARE_BASE_URL: "nowhere" });
  expect([await ci("drift"), said]).toEqual([1, expect.not.stringContaining("Failed")]);
});

test("`tlsup ci drift` tells of each look why it failed, and a reason that two have once", async () => {
  pulumi("echo 'no such stack' >&2; exit 1");
  mockLookAt.mockRejectedValueOnce(new Error("no answer"));
  expect([await ci("drift"), said]).toEqual([2, expect.stringMatching(/no such stack\n.*no answer\n/)]);
  mockLookAt.mockRejectedValueOnce(new Error("pulumi preview failed: no such stack"));
  said = "";
  expect([await ci("drift"), said.split("no such stack").length - 1]).toEqual([2, 1]);
});

test("`tlsup ci apply` tells what visitors see also of a change that failed", async () => {
  pulumi("echo 'the host refused it' >&2; exit 1");
  expect([await ci("apply"), said]).toEqual([1, expect.stringMatching(/the host refused it[^]*the certificate ended/)]);
});

test("`tlsup ci apply --no-refresh` leaves alone what somebody changed by hand", async () => {
  pulumi('echo "$*"');
  await ci("apply");
  await ci("apply", "--no-refresh");
  expect(said.match(/^up .*--yes/gm)).toEqual(["up --refresh --yes", "up --yes"]);
});

describe("a program without an output `chain`, as of a fleet or of parts", () => {
  const { lookAt } = jest.requireActual<typeof Check>("../../../../cli/check");
  beforeEach(() => void mockLookAt.mockImplementationOnce(() => lookAt("dev", undefined)));
  const unseen = "Not looked at from outside: the stack has no output `chain`.";

  test.each(["apply", "drift"])("is not looked at from outside by `tlsup ci %s`, which says so and goes well", async (verb) => {
    expect([await ci(verb), said]).toEqual([0, expect.stringContaining(unseen)]);
    expect(said).not.toContain("every hop holds");
  });

  test("fails still if its outputs cannot be read, or are of another kind", async () => {
    for (const outputs of ["echo 'no backend' >&2; exit 1", `echo '{"chain":"[secret]"}'`]) {
      pulumi(`case "$1" in stack) ${outputs};; *) echo '{}';; esac`);
      expect([await ci("drift"), said]).toEqual([2, expect.stringMatching(/Failed:[^]*(no backend|must have the output)/)]);
      expect(said).not.toContain(unseen);
      said = "";
      mockLookAt.mockImplementationOnce(() => lookAt("dev", undefined));
    }
    mockLookAt.mockReset();
  });
});
