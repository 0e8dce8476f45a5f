import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { statusOf } from "../support/cloud-life";
import { shellEnvironment, tlsup } from "../support/environment";
import { containers, status, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";

const domain = "blog.example.test";

/** A local cloud of its own: its daemon is killed while the engine is at work. */
describe("a daemon that is killed during `pulumi up`", () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-crash-"));
  let stack: Stack;

  beforeAll(async () => {
    tlsup(directory, "local", "up");
    stack = await Stack.create("crash", undefined, shellEnvironment(directory));
    await stack.configure({ site: localSite(domain) });
  });

  afterAll(() => tlsup(directory, "local", "reset"));

  test("is started again, and the next `up` converges: one site, no orphan", async () => {
    const up = stack.run("up", "--yes", "--skip-preview");
    await firstContainer();
    process.kill((await statusOf(directory)).pid, "SIGKILL");
    await up;
    tlsup(directory, "local", "up");
    await stack.up();
    expect((await visit(`https://${domain}/`, status(directory))).status).toBe(200);
    expect(containers(directory)).toHaveLength(1);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("destroy", "--yes", "--skip-preview");
    expect(containers(directory)).toEqual([]);
  }, 240_000);

  async function firstContainer(): Promise<void> {
    while (containers(directory).length === 0) await sleep(50);
  }
});
