import { recordMemoryProvider } from "../../../../../components/edge/cloudflare/memory/execution/record-memory-provider";
import type { RecordMemoryInputs } from "../../../../../components/edge/cloudflare/memory/record-memory";
import { servedApi } from "../../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_713);

const [domain, own, other] = ["blog.example.test", "203.0.113.7", "198.51.100.7"];
const proxied: Partial<RecordMemoryInputs> = { domain, leadsTo: "edge", lifetime: 0 };
const straight: Partial<RecordMemoryInputs> = { domain, lifetime: 65 };

const records: Readonly<Record<string, { readonly type: string; readonly name: string; readonly content: string }>> = {
  "another machine's record": { type: "A", name: domain, content: other },
  "another machine's record by IPv6": { type: "AAAA", name: domain, content: "2001:db8::7" },
  "the host's record": { type: "A", name: domain, content: own },
  "a CNAME record": { type: "CNAME", name: domain, content: "shop.example.net" },
  "a text record": { type: "TXT", name: domain, content: '"v=spf1 -all"' },
};

/** Adds records to the zone; each test has a zone of its own. */
async function add(...names: readonly string[]): Promise<void> {
  for (const name of names) await current().inZone("POST", "/dns_records", { ...records[name], ttl: 60, proxied: false });
}

/** What a preview says of the records that a name has already. */
async function told(news: Partial<RecordMemoryInputs>, olds?: Partial<RecordMemoryInputs>): Promise<string[]> {
  const effects = await recordMemoryProvider.effects?.({ ...news, zoneId: current().zoneId }, olds as RecordMemoryInputs | undefined);
  return (effects ?? []).filter((effect) => effect.includes("already"));
}

describe("who gives a name its first record", () => {
  const address = `${domain} has an A record to ${other} already: visitors will be led there as well`;

  test.each<[string, readonly string[], Partial<RecordMemoryInputs>, readonly string[]]>([
    ["nothing if it has none yet", [], proxied, []],
    ["another machine's, behind the edge", ["another machine's record"], { ...proxied, behind: own }, [address]],
    ["another machine's, when the site's own is not made yet", ["another machine's record"], straight, [address]],
    [
      "another machine's by both versions of IP",
      ["another machine's record", "another machine's record by IPv6"],
      proxied,
      [`${domain} has an A record to ${other} and an AAAA record to 2001:db8::7 already: visitors will be led there as well`],
    ],
    [
      "nothing if its own is among them, as after a run that broke off, or an import",
      ["the host's record", "another machine's record"],
      { ...proxied, behind: own, isMade: true },
      [],
    ],
    ["nothing if its own is among them, past the edge", ["the host's record"], { ...straight, leadsTo: own, isMade: true }, []],
    ["nothing of other types", ["a text record"], proxied, []],
  ])("is told in a preview of the records that it has: %s", async (_what, names, news, expected) => {
    await add(...names);
    expect(await told(news)).toEqual(expected);
  });

  test("is refused in a preview if it has a CNAME, beside which no other record can be", async () => {
    await add("a CNAME record");
    await expect(told(proxied)).rejects.toThrow(
      `Cannot make a record of ${domain} as the name must have no CNAME: it has one to shop.example.net. Delete it first`,
    );
  });

  test.each<[string, Partial<RecordMemoryInputs>]>([
    ["behind the edge", { ...proxied, behind: own }],
    ["past the edge", { ...straight, leadsTo: own }],
    ["beside a record by IPv4", { ...proxied, behind: own, isBeside: true }],
    ["of another host", { ...proxied, behind: own, isTold: true }],
  ])("is refused in a preview a record that it has already, and told how to take that over: %s", async (_what, news) => {
    await add("another machine's record", "the host's record");
    const { result } = await current().inZone<readonly { readonly id: string; readonly content: string }[]>("GET", "/dns_records");
    const id = result.find(({ content }) => content === own)?.id;
    await expect(told(news)).rejects.toThrow(
      `Cannot make the A record of ${domain} to ${own} as Cloudflare must not have it yet: it has ${current().zoneId}/${id}. ` +
        'Take that over as docs/import.md says ("A record that is there"), or delete it first',
    );
    expect(await told({ ...news, isMade: true })).toEqual([]);
    // As after a refresh that did not find the stack's own, because somebody made it anew.
    await expect(told(news, news)).rejects.toThrow("as Cloudflare must not have it yet");
  });

  test("is not refused the other's record where two names that are outputs change places", async () => {
    await add("the host's record");
    expect(await told({ ...proxied, behind: own, isMade: true }, { ...proxied, domain: "www.example.test", behind: own })).toEqual([]);
  });

  test("is told of them when it comes in another one's place, and not when its record changes", async () => {
    await add("another machine's record");
    expect(await told({ ...proxied, behind: own }, { ...proxied, domain: "www.example.test", behind: own })).toEqual([address]);
    expect(await told({ ...proxied, behind: own }, { ...proxied, behind: other })).toEqual([]);
  });

  test("is not told of them again with another host of the site, or with its IPv6 address", async () => {
    await add("another machine's record");
    expect(await told({ ...proxied, behind: own, host: "ams" })).toEqual([]);
    expect(await told({ ...proxied, behind: "2001:db8::8", isBeside: true })).toEqual([]);
  });

  test("gets a preview without them if Cloudflare does not say", async () => {
    await add("another machine's record");
    expect(await recordMemoryProvider.effects?.({ ...proxied, zoneId: "0".repeat(32) })).toEqual([`makes ${domain} lead to the edge`]);
    expect(await recordMemoryProvider.effects?.({ ...proxied, zoneId: current().zoneId, token: "wrong" })).toEqual([`makes ${domain} lead to the edge`]);
  });
});

test("where a preview looks for a name's records is no change", () => {
  const stored = { ...proxied, behind: own } as RecordMemoryInputs;
  expect(recordMemoryProvider.diff("", stored, { ...stored, zoneId: "1", token: "a", isMade: true })).toEqual({ changes: false, replaces: [] });
});
