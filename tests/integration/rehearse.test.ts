import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { instanceAt } from "../../localcloud/instance";
import type { Observed, RehearsalFinding } from "../../localcloud/rehearsal/rehearsal";
import { traces } from "../support/cloud-life";
import { root } from "../support/environment";
import { tlsupIn, type Said } from "../support/check";
import { FakeGitHub } from "../support/forge";
import { localSite } from "../support/program";
import { commandOf } from "../support/workflow";

/** `tlsup rehearse` in a repository of a user, in a shell that knows no token and no passphrase. */
describe("a rehearsal", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-rehearse-"));
  const program = join(folder, "program");
  const settings = join(program, "stacks", "Pulumi.production.yaml");
  // Rehearsals are below this folder, so that the test sees what they leave.
  const places = join(folder, "places");
  const environment: NodeJS.ProcessEnv = { HOME: process.env.HOME, PATH: process.env.PATH, TMPDIR: places };
  const secure = `v1:${"A".repeat(16)}:${Buffer.alloc(16 + 20).toString("base64")}`;

  function describeSite(changes: Parameters<typeof localSite>[1]): void {
    const site = localSite("blog.example.com", { application: { kind: "demo", environment: { GREETING: "Hello" } }, ...changes });
    writeFileSync(
      settings,
      stringify({ encryptionsalt: "v1:of:production", config: { "tlsup:site": site, "tlsup:secretEnvironment": { PASSWORD: { secure } } } }),
    );
  }
  const git = (...args: string[]): string => execFileSync("git", ["-C", program, ...args], { encoding: "utf8" });
  const rehearse = (...args: string[]): Promise<Said> => tlsupIn(program, environment, "rehearse", ...args);
  let github: FakeGitHub;

  beforeAll(async () => {
    github = await FakeGitHub.start();
    for (const each of [join(program, "stacks"), places]) mkdirSync(each, { recursive: true });
    for (const file of ["Pulumi.yaml", "package.json", "tsconfig.json", "tsconfig.pulumi.json", "index.ts", "stacks/config.ts"])
      cpSync(join(root, file), join(program, file));
    const ignored = ["bin", "components", "dist", "node_modules"];
    for (const each of ignored) symlinkSync(join(root, each), join(program, each));
    writeFileSync(join(program, ".gitignore"), [...ignored, "rehearsal.md"].join("\n"));
    describeSite({});
    git("init", "--quiet", "--initial-branch=main");
    await tlsupIn(program, environment, "ci", "init", "github", "--stack", "production");
    git("add", "--all");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=The site");
    git("update-ref", "refs/remotes/origin/main", "main");
  });
  afterAll(async () => {
    await github.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => expect(readdirSync(places)).toEqual([]));

  test("of a good change finds nothing, changes nothing in the repository, and is told on the pull request by the job of `ci init`", async () => {
    describeSite({ server: { kind: "nginx", maxBodySize: "5m" } });
    const [status, change] = [git("status", "--porcelain"), readFileSync(settings, "utf8")];
    const [summary, event] = [join(folder, "summary.md"), join(folder, "event.json")];
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    const job = { ...environment, ...github.environment(event), GITHUB_BASE_REF: "main", GITHUB_STEP_SUMMARY: summary };
    const command = commandOf(join(program, ".github/workflows/tlsup-production.yml"), "rehearse");
    const { stdout } = await promisify(execFile)("sh", ["-c", command], { cwd: program, env: job });
    expect(stdout).toContain("0 lost");
    expect(stdout).toMatch(/reloaded: `nginx.service`\n- files: `\/opt\/tlsup\/\S+\/current\/nginx\/site.conf` changed\n/);
    expect([summary, join(program, "rehearsal.md")].map((file) => readFileSync(file, "utf8"))).toEqual([stdout, stdout]);
    expect(github.comments.map(({ body }) => `${body}\n`)).toEqual([`<!-- tlsup rehearsal tlsup/production -->\n${stdout}`]);
    expect([git("status", "--porcelain"), readFileSync(settings, "utf8"), git("worktree", "list").split("\n").length]).toEqual([status, change, 2]);
  }, 180_000);

  test("finds that a service restarts, and which", async () => {
    describeSite({ application: { kind: "demo", environment: { GREETING: "Good evening" } } });
    const { code, stdout } = await rehearse("production", "--base", "main", "--json");
    const { findings, base } = JSON.parse(stdout) as Observed & { readonly findings: readonly RehearsalFinding[] };
    expect({ code, base }).toEqual({ code: 1, base: git("rev-parse", "main").trim() });
    expect(findings).toContainEqual({ kind: "restarted", problem: expect.stringMatching(/^tlsup-\S+\.service was restarted on site-/) as string });
  }, 180_000);

  test("that is interrupted leaves nothing", async () => {
    const running = spawn(process.execPath, [join(root, "bin", "tlsup.js"), "rehearse"], { cwd: program, env: environment, stdio: "ignore" });
    const backend = (): string | undefined =>
      readdirSync(places).find((name) => existsSync(join(places, name, "cloud", "pulumi", "backend", ".pulumi", "locks")));
    while (backend() === undefined) await sleep(100);
    const instance = instanceAt(join(places, backend() ?? "", "cloud"), 0);
    running.kill("SIGINT");
    expect(await once(running, "close")).toEqual([2, null]);
    expect(traces({ ...instance, subnet: instance.id })).toEqual([]);
  }, 60_000);
});
