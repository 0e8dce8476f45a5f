import { recordMemoryProvider } from "../../../../../components/edge/cloudflare/memory/execution/record-memory-provider";
import { lifetimeOf, recordEffects, remembered, type RecordMemoryInputs } from "../../../../../components/edge/cloudflare/memory/record-memory";

const straight: RecordMemoryInputs = { domain: "blog.example.com", leadsTo: "198.51.100.7", lifetime: lifetimeOf(60) };
const proxied: RecordMemoryInputs = { domain: "blog.example.com", leadsTo: "edge", lifetime: 0 };
const behind: RecordMemoryInputs = { ...proxied, behind: "198.51.100.7", parting: 1 };
const another: RecordMemoryInputs = { ...behind, host: "ams" };

describe("what resolvers remember of a record", () => {
  test.each<[string, RecordMemoryInputs, RecordMemoryInputs, boolean]>([
    ["that leads to the edge instead of the host is the host's address", straight, proxied, true],
    ["that leads to another host is the first one's address", straight, { ...straight, leadsTo: "198.51.100.8" }, true],
    ["that leads past the edge is the edge, which serves them", proxied, straight, false],
    ["that leads where it did is no other thing", straight, { ...straight, lifetime: 305 }, false],
    ["of another name is of no use to visitors of this one", straight, { ...straight, domain: "www.example.com", leadsTo: "198.51.100.8" }, false],
  ])("of one %s", (_name, before, after, isRemembered) => {
    const { seconds = 0 } = remembered(before, after) ?? {};
    expect([seconds >= 60, seconds === 0]).toEqual([isRemembered, !isRemembered]);
  });

  test.each<[string, RecordMemoryInputs, boolean]>([
    ["another machine", { ...behind, behind: "198.51.100.8" }, true],
    ["the same machine", { ...behind, parting: 10 }, false],
    ["another machine, to which the record leads straight", { ...straight, leadsTo: "198.51.100.8" }, true],
    ["the same machine, to which the record leads straight", straight, false],
  ])("and of the machine behind an edge: it may get visitors for a moment after a change to %s", (_what, after, isRemembered) => {
    const told = { seconds: 1, told: "the edge may pass visitors of blog.example.com on to 198.51.100.7" };
    expect(remembered(behind, after)).toEqual(isRemembered ? told : undefined);
  });

  test("is waited for in an update, which says so; nothing else of it takes time", async () => {
    const said: string[] = [];
    const short = { ...straight, lifetime: 1 };
    const { outs } = await recordMemoryProvider.update("blog.example.com", short, proxied, (step) => said.push(step));
    expect(outs).toEqual(proxied);
    expect(said).toEqual([expect.stringContaining("until then resolvers may lead visitors of blog.example.com to 198.51.100.7")]);
    expect(await recordMemoryProvider.create(straight)).toEqual({ id: "blog.example.com", outs: straight });
    for (const last of [straight, { ...behind, parting: 3600 }]) await recordMemoryProvider.delete("blog.example.com", last);
  });

  test.each<[string, Partial<RecordMemoryInputs>, RecordMemoryInputs | undefined, readonly string[]]>([
    ["a name that is new, by the edge", proxied, undefined, ["makes blog.example.com lead to the edge"]],
    ["a name that is new, and its address", straight, undefined, ["makes blog.example.com lead to 198.51.100.7, an address that everybody can look up"]],
    ["another host of a name", another, undefined, ["has the edge pass visitors of blog.example.com on to the host ams as well"]],
    ["nothing of a record that another memory tells of", { ...behind, isTold: true }, undefined, []],
    ["nothing of another host that stays", { ...another, parting: 2 }, another, []],
    [
      "the host's other version of IP, behind the edge",
      { ...behind, isBeside: true },
      undefined,
      ["has the edge reach the host of blog.example.com by IPv6 as well"],
    ],
    ["nothing of it when its address changes", { ...behind, behind: "2001:db8::7", isBeside: true }, { ...behind, isBeside: true }, []],
    [
      "the host's other version of IP, to which a record leads straight",
      { ...straight, leadsTo: "2001:db8::7", isBeside: true },
      undefined,
      ["makes blog.example.com lead to 2001:db8::7, an address that everybody can look up, as well"],
    ],
    ["nothing of a name whose place is not known yet", { domain: "blog.example.com" }, undefined, []],
    ["nothing when it leads where it did", { ...straight, lifetime: 305 }, straight, []],
    [
      "a name that leads past the edge from now on",
      straight,
      proxied,
      ["makes blog.example.com lead to 198.51.100.7, an address that everybody can look up, and no longer to the edge"],
    ],
    [
      "a name that leads to another machine, and for how long the first one is kept",
      { domain: "blog.example.com" },
      straight,
      [
        "makes blog.example.com lead to another address, and no longer to 198.51.100.7; " +
          "for 65 s more some visitors come to 198.51.100.7, which is kept for them until then",
      ],
    ],
    [
      "a name that led past the edge for so short that resolvers keep nothing of it",
      proxied,
      { ...straight, lifetime: 0 },
      ["makes blog.example.com lead to the edge, and no longer to 198.51.100.7"],
    ],
    ["a name that comes in another one's place", { ...proxied, domain: "www.example.com" }, straight, ["makes www.example.com lead to the edge"]],
  ])("is told in a preview of %s", (_what, news, olds, told) => {
    expect(recordEffects(news, olds)).toEqual(told);
  });

  test.each<[string, RecordMemoryInputs, Partial<RecordMemoryInputs> | undefined, boolean]>([
    ["another machine", straight, { leadsTo: "198.51.100.8" }, true],
    ["another machine behind the edge", behind, { behind: "198.51.100.8" }, true],
    ["another machine, and that of another host with it", { ...behind, isTold: true }, { behind: "198.51.100.8", isTold: false }, false],
    ["the same machine", behind, {}, false],
    ["nothing any more", straight, undefined, false],
    ["another machine by the other version of IP alone", straight, { leadsTo: "2001:db8::8", isBeside: true }, false],
  ])("of a record that goes is waited for where another resource leads the name to %s", async (what, before, changes, isWaitedFor) => {
    const seen = { made: recordMemoryProvider.create, "there already": (record: RecordMemoryInputs) => recordMemoryProvider.diff("", record, record) };
    for (const [how, note] of Object.entries(seen)) {
      const known = { ...before, domain: `${what} ${how}`, ...(before.lifetime > 0 && { lifetime: 1 }) };
      if (changes) await note({ ...known, ...changes });
      const started = Date.now();
      await recordMemoryProvider.delete("", known);
      expect(Date.now() - started >= 990).toBe(isWaitedFor);
    }
  });

  test("of another host is waited for when the host goes, as the name goes on", async () => {
    const began = performance.now();
    await recordMemoryProvider.delete("blog.example.com", another);
    // A timer may end a fraction of a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  test("changes with where the record leads, and not without", () => {
    const { diff } = recordMemoryProvider;
    expect(diff("", straight, straight)).toEqual({ changes: false, replaces: [] });
    expect(diff("", straight, proxied)).toEqual({ changes: true, replaces: [] });
  });
});
