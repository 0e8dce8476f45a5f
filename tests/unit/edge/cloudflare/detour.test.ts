import { detourEffects, isLedElsewhere, type DetourInputs } from "../../../../components/edge/cloudflare/detour/detour";
import { detourProvider } from "../../../../components/edge/cloudflare/detour/execution/detour-provider";
import { servedApi } from "../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_714);

const [domain, reserved, own, another] = ["blog.example.test", "203.0.113.7", "198.51.100.7", "198.51.100.8"];
const around: DetourInputs = { zoneId: "", domain, records: reserved, to: own, machine: "2" };

/** Makes a record in the zone, proxied unless told otherwise. Returns its id. */
async function make(content: string, more: { readonly name?: string; readonly type?: string; readonly proxied?: boolean } = {}): Promise<string> {
  const { result } = await current().inZone("POST", "/dns_records", { name: domain, type: "A", content, proxied: true, ttl: 1, ...more });
  return result.id;
}

async function contentOf(id: string): Promise<string> {
  return (await current().inZone<{ readonly content: string }>("GET", `/dns_records/${id}`)).result.content;
}

describe("an address that moves to another machine", () => {
  const record = { id: "1", type: "A", content: reserved, proxied: true };

  test.each<[string, Partial<DetourInputs>, Partial<typeof record>, boolean]>([
    ["that leads to it goes past it", {}, {}, true],
    ["of another host stays", {}, { content: another }, false],
    ["that leads past the edge stays", {}, { proxied: false }, false],
    ["of another type stays", {}, { type: "TXT" }, false],
    ["goes back by its id, wherever it was left", { records: "1", to: reserved }, { content: another }, true],
    ["that is back already stays", { records: "1", to: reserved }, {}, false],
    ["with another id stays", { records: "2", to: reserved }, { content: own }, false],
  ])("a record %s", (_what, detour, changes, isChanged) => {
    expect(isLedElsewhere({ ...around, ...detour }, { ...record, ...changes })).toBe(isChanged);
  });

  test("is gone past and back by the machine's change, of the name's records alone, and by no other change", async () => {
    const { zoneId } = current();
    const shop = `shop.${domain}`;
    const [led, left] = [await make(reserved), await make(another, { name: shop })];
    const others = [await make(reserved, { name: `www.${domain}` }), await make("2001:db8::7", { type: "AAAA" })];
    const [past, back] = [
      { ...around, zoneId },
      { ...around, zoneId, domain: shop, records: left, to: reserved },
    ];
    for (const detour of [past, back]) await detourProvider.update("", { ...detour, to: "192.0.2.1" }, detour);
    expect(await contentOf(led)).toBe(reserved);
    const said: string[] = [];
    await Promise.all([past, back].map((detour) => detourProvider.update("", { ...detour, machine: "1" }, detour, (step) => said.push(step))));
    expect([await contentOf(led), await contentOf(left)]).toEqual([own, reserved]);
    expect(await Promise.all(others.map(contentOf))).toEqual([reserved, "2001:db8::7"]);
    expect(said.sort()).toEqual([domain, shop].map((name) => `waits 10 s: until then the edge may pass visitors of ${name} on to another address`));
  });

  test("stays with its old machine if the token may not edit records, as the run fails before the move", async () => {
    const { zoneId } = current();
    const record = await make(reserved);
    const detour = { ...around, zoneId, token: "w".repeat(40) };
    await expect(detourProvider.update("", { ...detour, machine: "1" }, detour)).rejects.toThrow(
      `Cannot lead ${domain} to ${own} as the token must be allowed to. It needs the permission "Zone: DNS: Edit"`,
    );
    expect(await contentOf(record)).toBe(reserved);
  });

  test("is told in a preview once, before the move, and for another machine only", () => {
    const told = [`has the edge reach ${domain} past ${reserved} while that address moves to another machine`];
    // The machine is not made yet.
    expect(detourEffects({ zoneId: "", domain, records: reserved }, { ...around, machine: "1" })).toEqual(told);
    expect(detourEffects(around, { ...around, machine: "1" })).toEqual(told);
    expect(detourEffects(around, around)).toEqual([]);
    expect(detourEffects(around)).toEqual([]);
    expect(detourEffects({ ...around, records: "1" }, { ...around, records: "1", machine: "1" })).toEqual([]);
  });

  test("another token changes nothing", () => {
    const { diff } = detourProvider;
    expect(diff("", around, { ...around, token: "another" })).toEqual({ changes: false, replaces: [] });
    expect(diff("", around, { ...around, machine: "3" })).toEqual({ changes: true, replaces: [] });
  });
});
