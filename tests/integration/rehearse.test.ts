import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { instanceAt } from "../../localcloud/instance";
import type { Observed, RehearsalFinding } from "../../localcloud/rehearsal/rehearsal";
import { inDays, make } from "../support/certificate-maker";
import { traces } from "../support/cloud-life";
import { root } from "../support/environment";
import { FakeGitHub } from "../support/forge";
import { UserRepository } from "../support/user-repository";
import { commandOf } from "../support/workflow";

/** An application that works while a push looks at it, and for some seconds more. */
const soonFailing = `import time
start = time.monotonic()
def application(environ, start_response):
    start_response("200 OK" if time.monotonic() < start + 6 else "503 Service Unavailable", [])
    return [b"Hello"]
`;

/** `tlsup rehearse` in a repository of a user, in a shell that knows no token and no passphrase. */
describe("a rehearsal", () => {
  const greeting = (text: string) => ({ application: { kind: "demo", environment: { GREETING: text } } }) as const;
  const user = new UserRepository(greeting("Hello"));
  const { program, settings, places, environment, folder } = user;
  let github: FakeGitHub;

  beforeAll(async () => {
    github = await FakeGitHub.start();
    await user.tlsup("ci", "init", "github", "--stack", "production");
    user.commit();
  });
  afterAll(async () => {
    await github.stop();
    user.remove();
  });
  afterEach(() => expect(user.left()).toEqual([]));

  test("of a good change finds nothing, changes nothing in the repository, and is told on the pull request by the job of `ci init`", async () => {
    const old = { provider: "existing", address: "192.0.2.7" } as const;
    user.describeSite({ ...greeting("Hello"), server: { kind: "nginx", maxBodySize: "5m" }, otherHosts: { old } });
    const [status, change] = [user.git("status", "--porcelain"), readFileSync(settings, "utf8")];
    const [summary, event] = [join(folder, "summary.md"), join(folder, "event.json")];
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    const job = { ...environment, ...github.environment(event), GITHUB_BASE_REF: "main", GITHUB_STEP_SUMMARY: summary };
    const command = commandOf(join(program, ".github/workflows/tlsup-production.yml"), "rehearse");
    const { stdout } = await promisify(execFile)("sh", ["-c", command], { cwd: program, env: job });
    expect(stdout).toContain("0 lost");
    expect(stdout).toContain("`otherHosts.old` is played by a new one");
    expect(stdout).toMatch(/reloaded: `nginx.service`\n- files: `\/opt\/tlsup\/\S+\/current\/nginx\/content.conf` changed\n/);
    expect([summary, join(program, "rehearsal.md")].map((file) => readFileSync(file, "utf8"))).toEqual([stdout, stdout]);
    expect(github.comments.map(({ body }) => `${body}\n`)).toEqual([`<!-- tlsup rehearsal tlsup/production -->\n${stdout}`]);
    expect([user.git("status", "--porcelain"), readFileSync(settings, "utf8"), user.git("worktree", "list").split("\n").length]).toEqual([status, change, 2]);
  }, 180_000);

  test("finds that a service restarts, and which, that it fails after a while, and that a certificate of one's own is near its end", async () => {
    const { certificate } = await make({ subject: "CN=blog.example.com", names: ["blog.example.com"], notBefore: inDays(-80), notAfter: inDays(10.5) });
    mkdirSync(join(program, "app"));
    writeFileSync(join(program, "app", "app.py"), soonFailing);
    const application = { kind: "wsgi", directory: "app", callable: "app:application", environment: {} } as const;
    user.describeSite({ application, certificate: { source: "provided", certificate } });
    const { code, stdout } = await user.tlsup("rehearse", "production", "--base", "main", "--json");
    const { findings, base, before, after } = JSON.parse(stdout) as Observed & { readonly findings: readonly RehearsalFinding[] };
    expect({ code, base }).toEqual({ code: 1, base: user.git("rev-parse", "main").trim() });
    expect([before, after].map((seen) => Object.keys(seen))).toEqual(Array(2).fill(["report", "findings", "certificates", "renewer"]));
    expect(findings).toContainEqual({ kind: "restarted", problem: expect.stringMatching(/^tlsup-\S+\.service was restarted on site-/) as string });
    expect(findings).toContainEqual({ kind: "lost-requests", problem: expect.stringContaining("× status 503") as string });
    expect(findings.filter(({ kind }) => kind === "expires")).toEqual([
      {
        kind: "expires",
        problem: expect.stringMatching(/^origin: the certificate is due for renewal, and expires on .*, in 10 days \(renewal-due\)\. /) as string,
      },
    ]);
  }, 180_000);

  test("that is interrupted leaves nothing", async () => {
    const running = spawn(process.execPath, [join(root, "bin", "tlsup.js"), "rehearse"], { cwd: program, env: environment, stdio: "ignore" });
    const backend = (): string | undefined => user.left().find((name) => existsSync(join(places, name, "cloud", "pulumi", "backend", ".pulumi", "locks")));
    while (backend() === undefined) await sleep(100);
    const instance = instanceAt(join(places, backend() ?? "", "cloud"), 0);
    running.kill("SIGINT");
    expect(await once(running, "close")).toEqual([2, null]);
    expect(traces({ ...instance, subnet: instance.id })).toEqual([]);
  });
});
