import { setTimeout as sleep } from "node:timers/promises";
import { onHost, status } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { watchVisits } from "../support/visits";
import { webServers } from "../support/web-release";

const [first, second] = ["first.example.test", "second.example.test"];
const limit = 300_000;

/** A site whose domain becomes another one, by the real engine, while visitors come by both names through the edge. */
describe("a site gets another domain", () => {
  let stack: Stack;
  /** What the edge answers for a name that has no record. */
  let gone: number | string;

  const configure = (domain: string, kind: (typeof webServers)[number]): Promise<void> =>
    stack.configure({ site: localSite(domain, { server: { kind }, application: { kind: "demo" } }) });

  beforeAll(async () => {
    stack = await Stack.create("rename");
    [gone = ""] = [...(await watchVisits("absent.example.test", status(), 50, () => sleep(300))).keys()];
    expect(gone).not.toBe(200);
  }, limit);
  afterAll(() => stack.dispose(), limit);

  test.each(webServers)("behind %s: no visitor of either name fails, and its application's state stays", async (kind) => {
    await configure(first, kind);
    await stack.up();
    const address = String((await stack.outputs()).address);
    const home = onHost(address, `readlink -f /opt/tlsup/${first}`).trim();
    await configure(second, kind);
    const seen = { old: new Map<number | string, number>() as ReadonlyMap<number | string, number> };
    const renamed = await watchVisits(second, status(), 50, async () => {
      seen.old = await watchVisits(first, status(), 50, () => stack.up());
    });
    expect([...seen.old.keys()].filter((answer) => answer !== 200 && answer !== gone)).toEqual([]);
    expect([...renamed.keys()].filter((answer) => answer !== 200 && answer !== gone)).toEqual([]);
    expect([...(await watchVisits(second, status(), 50, () => sleep(300))).keys()]).toEqual([200]);
    expect([...(await watchVisits(first, status(), 50, () => sleep(300))).keys()]).toEqual([gone]);
    expect(onHost(address, `readlink -f /opt/tlsup/${second}`).trim()).toBe(home);
    expect(onHost(address, `ls /opt/tlsup; grep -rlF ${first} ${home}/current/ || true`)).not.toContain(first);
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.expect("refresh", "--yes", "--expect-no-changes");
  }, limit);
});
