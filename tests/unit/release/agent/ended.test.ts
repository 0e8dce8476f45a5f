import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostScripts } from "../../../../components/release/agent/execution/host-scripts";

const root = mkdtempSync(join(tmpdir(), "tlsup-ended-"));
afterAll(() => rmSync(root, { recursive: true }));

/** How an activation ends, by its code or a signal, that gets a signal while it waits for the host, as all of its processes do. */
function ended(verb: string, signal: NodeJS.Signals): Promise<unknown> {
  const home = join(root, "blog.example.com");
  mkdirSync(home, { recursive: true });
  const script = `flock() { echo waits; sleep 20; }\n${hostScripts.activate.replaceAll("/opt/tlsup", root)}`;
  const run = spawn("bash", ["-c", script, "activate", verb, home, "release", "me@here"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  run.stdout.once("data", () => process.kill(-(run.pid ?? 0), signal));
  return new Promise((resolve) => run.on("exit", (code, by) => resolve(code ?? by)));
}

test("an activation that is ended by a signal fails, also by those that systemd takes for a proper end; one is no reason to end", async () => {
  const verbs = ["activate", "renew", "remove"];
  expect(await Promise.all(verbs.map((verb) => ended(verb, "SIGTERM")))).toEqual([143, 143, 143]);
  expect(await Promise.all([ended("activate", "SIGINT"), ended("activate", "SIGKILL")])).toEqual([143, "SIGKILL"]);
});

test("an activation is started again when it is killed, but not without end, and goes on when a check of its is killed for want of memory", () => {
  const folder = join(root, "blog.example.com/releases/release/.tlsup");
  mkdirSync(folder, { recursive: true });
  const script = `${hostScripts.receive}\nexec() { printf '%s\\n' "$@"; }\nhome=$0/blog.example.com folder=release pusher=me@here\nenter`;
  const words = execFileSync("bash", ["-c", script, root], { encoding: "utf8" }).split("\n");
  const asked = ["Restart=on-abnormal", "RestartForceExitStatus=143", "StartLimitIntervalSec=1h", "StartLimitBurst=4", "OOMPolicy=continue"];
  expect(words).toEqual(expect.arrayContaining(asked));
});

test("an activation that was killed three times refuses the release, however often systemd has read its units again", () => {
  const home = join(root, "blog.again.com");
  mkdirSync(join(home, "releases/release/.tlsup"), { recursive: true });
  const script = `flock() { :; }; systemctl() { [ "$2" != --property=NRestarts ] || echo 3; }\n${hostScripts.activate.replaceAll("/opt/tlsup", root)}`;
  const { stdout } = spawnSync("bash", ["-c", script, "activate", "activate", home, "release", "me@here"], { encoding: "utf8" });
  expect(stdout).toContain("it was killed 3 times");
  expect(existsSync(home)).toBe(false);
});
