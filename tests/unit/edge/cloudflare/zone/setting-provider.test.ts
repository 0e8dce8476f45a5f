import { zoneSettingProvider } from "../../../../../components/edge/cloudflare/zone/execution/setting-provider";
import { zoneSettings, type CloudflareProxySettings } from "../../../../../components/edge/cloudflare/zone-settings";
import { claimText, type ZoneSettingInputs, type ZoneSettingOutputs } from "../../../../../components/edge/cloudflare/zone/zone-setting";
import { servedApi } from "../../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_715);

describe("a setting of a whole zone", () => {
  const stated = (stack: string, value?: string): ZoneSettingInputs => ({
    ...{ zoneId: current().zoneId, zone: "example.test", settingId: "min_tls_version", owner: `site/${stack}`, resource: `${stack}.example.test` },
    ...(value !== undefined && { value }),
  });
  const now = async (): Promise<unknown> => (await current().inZone<{ value: unknown }>("GET", "/settings/min_tls_version")).result.value;
  const claimNames = (): string[] => {
    const names = current()
      .zones.records(current().zoneId)
      .map(({ name }) => name);
    return names.filter((name) => name.endsWith("_tlsup.example.test"));
  };
  const claims = (): number => claimNames().length;
  /** Notes what a version that had one name for all claims has set. */
  const claimedBefore = async (stack: string, value: string): Promise<void> => {
    const { settingId: setting, owner, resource } = stated(stack);
    const content = `"${claimText({ setting, value, former: "1.0", owner, resource })}"`;
    expect((await current().inZone("POST", "/dns_records", { type: "TXT", name: "_tlsup", content, ttl: 300 })).status).toBe(200);
    await current().inZone("PATCH", "/settings/min_tls_version", { value });
  };

  test.each(["first", "second"])("who says the same shares it; the zone gets back what it had once both are gone, the %s before the other", async (leaves) => {
    const a = await zoneSettingProvider.create(stated("a", "1.2"));
    const b = await zoneSettingProvider.create(stated("b", "1.2"));
    expect([await now(), a.outs.former, b.outs.former, claims()]).toEqual(["1.2", "1.0", "1.0", 2]);
    const [one, other] = leaves === "first" ? [a, b] : [b, a];
    await zoneSettingProvider.delete(one.id, one.outs);
    expect(await now()).toBe("1.2");
    await zoneSettingProvider.delete(other.id, other.outs);
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test("one that takes more than a string of a TXT record is given back as it was", async () => {
    const header = (maxAge: number): string =>
      JSON.stringify({ strict_transport_security: { enabled: maxAge > 0, max_age: maxAge, include_subdomains: true, preload: false, nosniff: false } });
    const hsts = (value: string): ZoneSettingInputs => ({ ...stated("a"), settingId: "security_header", value });
    const real = async (): Promise<string> => JSON.stringify((await current().inZone<{ value: unknown }>("GET", "/settings/security_header")).result.value);
    await current().inZone("PATCH", "/settings/security_header", { value: JSON.parse(header(300)) as unknown });
    const { id, outs } = await zoneSettingProvider.create(hsts(header(31_536_000)));
    const { outs: changed } = await zoneSettingProvider.update(id, outs, hsts(header(0)));
    expect([outs.former, changed.former, await real()]).toEqual([header(300), header(300), header(0)]);
    await zoneSettingProvider.delete(id, changed);
    expect([await real(), claims()]).toEqual([header(300), 0]);
  });

  test("another stack that says something else is refused with the owner's name, and changes nothing", async () => {
    const { id, outs } = await zoneSettingProvider.create(stated("a", "1.2"));
    await expect(zoneSettingProvider.create(stated("b", "1.3"))).rejects.toThrow(/must have one value: site\/a has set it to 1\.2\. Say the same/);
    expect([await now(), claims()]).toEqual(["1.2", 1]);
    const { outs: changed } = await zoneSettingProvider.update(id, outs, stated("a", "1.3"));
    expect([await now(), changed.former, claims()]).toEqual(["1.3", "1.0", 1]);
    await zoneSettingProvider.update(id, changed, stated("a"));
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test("two stacks that share a default reach another value: one leaves it out, without its default, until the other has set it", async () => {
    const says = (stack: string, more: Pick<CloudflareProxySettings, "minTlsVersion" | "zoneDefaults"> = {}): ZoneSettingInputs =>
      stated(stack, zoneSettings({ provider: "cloudflare", ssl: "full", ...more }).min_tls_version);
    const [a, b] = [await zoneSettingProvider.create(says("a")), await zoneSettingProvider.create(says("b"))];
    const newer = { minTlsVersion: "1.3" } as const;
    for (const [{ id, outs }, stack] of [
      [a, "a"],
      [b, "b"],
    ] as const)
      await expect(zoneSettingProvider.update(id, outs, says(stack, newer))).rejects.toThrow("leave it out there first, with proxy.zoneDefaults false");
    const left = await zoneSettingProvider.update(a.id, a.outs, says("a", { zoneDefaults: false }));
    expect([await now(), claims()]).toEqual(["1.2", 1]);
    await zoneSettingProvider.update(b.id, b.outs, says("b", newer));
    const { outs } = await zoneSettingProvider.update(a.id, left.outs, says("a", newer));
    expect([await now(), outs.former, claims()]).toEqual(["1.3", "1.0", 2]);
  });

  test("one that is no longer stated is taken back with the token of now, as that of before may be revoked", async () => {
    const { id, outs } = await zoneSettingProvider.create(stated("a", "1.2"));
    await zoneSettingProvider.update(id, { ...outs, token: "revoked" }, stated("a"));
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test("another resource of the program that says something else is refused before anything is made", () => {
    const says = (resource: string, value: string, settingId = "min_tls_version") =>
      zoneSettingProvider.refusals?.({ ...stated("one program", value), resource, settingId });
    expect([says("a", "1.2"), says("b", "1.2"), says("b", "on", "tls_1_3"), says("a", "1.2")]).toEqual([{}, {}, {}, {}]);
    expect(says("c", "1.3")).toEqual({ value: "must be one for the whole zone example.test, where a has min_tls_version: 1.2" });
  });

  test.each([1, 2, 3])("two that say the same, and take it back, in the same moment leave the zone as it was (%d)", async () => {
    const made = await Promise.all(["a", "b"].map((stack) => zoneSettingProvider.create(stated(stack, "1.2"))));
    expect([await now(), ...made.map(({ outs }) => outs.former), claims()]).toEqual(["1.2", "1.0", "1.0", 2]);
    await Promise.all(made.map(({ id, outs }) => zoneSettingProvider.delete(id, outs)));
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test.each([1, 2, 3])("of two that say different things in the same moment, at most one has its way (%d)", async () => {
    const values = ["1.2", "1.3"];
    const ended = await Promise.allSettled(values.map((value) => zoneSettingProvider.create(stated(`stack-${value}`, value))));
    const stating = values.filter((_, index) => ended[index]?.status === "fulfilled");
    expect(stating.length).toBeLessThan(2);
    expect([await now(), claims()]).toEqual([stating[0] ?? "1.0", stating.length]);
  });

  test("a change that is refused leaves the claim of before", async () => {
    const { id, outs } = await zoneSettingProvider.create(stated("a", "1.2"));
    await expect(zoneSettingProvider.update(id, outs, stated("a", "9.9"))).rejects.toThrow("it answered 400");
    expect([await now(), claims()]).toEqual(["1.2", 1]);
    await zoneSettingProvider.create(stated("b", "1.2"));
  });

  test("what another resource of the stack still states is the zone's again when one that stated something else is gone", async () => {
    await zoneSettingProvider.create(stated("a", "1.3"));
    const { id, outs } = await zoneSettingProvider.create({ ...stated("b", "1.2"), owner: "site/a" });
    expect([await now(), claims()]).toEqual(["1.2", 2]);
    await zoneSettingProvider.delete(id, outs);
    expect([await now(), claims()]).toEqual(["1.3", 1]);
  });

  test("sixty names of a zone state it, which is more than one name's records may hold, and the zone gets back what it had in the end", async () => {
    const made: { readonly id: string; readonly outs: ZoneSettingOutputs }[] = [];
    const names = Array.from({ length: 60 }, (_, index) => `customer-${String(index)}.one.of.the.shops.of.this.zone`);
    for (const name of names) made.push(await zoneSettingProvider.create({ ...stated(name, "1.2"), owner: "shops/production" }));
    const length = current()
      .zones.records(current().zoneId)
      .reduce((sum, { content }) => sum + content.length, 0);
    expect([claims(), new Set(claimNames()).size, length > 8192]).toEqual([60, 60, true]);
    await expect(zoneSettingProvider.create(stated("another", "1.3"))).rejects.toThrow("must have one value: shops/production has set it to 1.2.");
    for (const { id, outs } of made.slice(1)) await zoneSettingProvider.delete(id, outs);
    expect([await now(), claims()]).toEqual(["1.2", 1]);
    for (const { id, outs } of made.slice(0, 1)) await zoneSettingProvider.delete(id, outs);
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test("a claim of an earlier version, at the name that all had, holds, moves when it is written, and counts once", async () => {
    await claimedBefore("a", "1.2");
    await expect(zoneSettingProvider.create(stated("b", "1.3"))).rejects.toThrow("site/a has set it to 1.2");
    const b = await zoneSettingProvider.create(stated("b", "1.2"));
    expect([b.outs.former, claimNames().filter((name) => name === "_tlsup.example.test")]).toEqual(["1.0", ["_tlsup.example.test"]]);
    const before = { ...stated("a", "1.2"), former: "1.0" };
    const { outs } = await zoneSettingProvider.update("a", before, stated("a", "1.2"));
    expect([claims(), claimNames().includes("_tlsup.example.test")]).toEqual([2, false]);
    await zoneSettingProvider.delete(b.id, b.outs);
    expect([await now(), claims()]).toEqual(["1.2", 1]);
    await zoneSettingProvider.delete("a", outs);
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test.each(["deleted", "written, and then deleted"])("a claim that an earlier version wrote once more is no other's when it is %s", async (end) => {
    const { id, outs } = await zoneSettingProvider.create(stated("a", "1.2"));
    await claimedBefore("a", "1.2");
    expect(claims()).toBe(2);
    if (end !== "deleted") await zoneSettingProvider.update(id, outs, stated("a", "1.2"));
    expect(claims()).toBe(end === "deleted" ? 2 : 1);
    await zoneSettingProvider.delete(id, outs);
    expect([await now(), claims()]).toEqual(["1.0", 0]);
  });

  test("what Cloudflare does not take is not claimed", async () => {
    await expect(zoneSettingProvider.create(stated("a", "9.9"))).rejects.toThrow(
      /Cannot set min_tls_version of the zone example\.test as Cloudflare must answer: it answered 400/,
    );
    expect(claims()).toBe(0);
  });

  test("TLS 1.3 with 0-RTT, which Cloudflare calls zrt, is on: nothing is told or written, and it stays", async () => {
    const inputs = { ...stated("a", "on"), settingId: "tls_1_3" };
    const real = async (): Promise<unknown> => (await current().inZone<{ value: unknown }>("GET", "/settings/tls_1_3")).result.value;
    await current().inZone("PATCH", "/settings/tls_1_3", { value: "zrt" });
    expect(await zoneSettingProvider.effects?.(inputs)).toEqual([]);
    const { id, outs } = await zoneSettingProvider.create(inputs);
    expect([await real(), outs.former]).toEqual(["zrt", "zrt"]);
    const { props } = await zoneSettingProvider.read(id, outs);
    expect(zoneSettingProvider.diff(id, props, inputs)).toEqual({ changes: false, replaces: [] });
    await zoneSettingProvider.update(id, { ...outs, value: "zrt" }, inputs);
    expect([await real(), zoneSettingProvider.diff(id, { ...outs, value: "off" }, inputs).changes]).toEqual(["zrt", true]);
    await zoneSettingProvider.delete(id, props);
    expect([await real(), claims()]).toEqual(["zrt", 0]);
  });

  test("what it does to other names of the zone is told in a preview, and nothing where the zone has the value already", async () => {
    const record = (name: string, proxied: boolean) => ({ type: "A", name: `${name}.example.test`, content: "192.0.2.1", proxied, ttl: 1 });
    for (const each of [record("a", true), record("shop", true), record("mail", false)]) await current().inZone("POST", "/dns_records", each);
    const told = async (news: Partial<ZoneSettingInputs>, olds?: ZoneSettingOutputs) => zoneSettingProvider.effects?.(news, olds);
    expect(await told(stated("a", "1.2"))).toEqual([
      "sets min_tls_version of the whole zone example.test from 1.0 to 1.2: it holds for shop.example.test as well",
    ]);
    expect(await told(stated("a", "1.0"))).toEqual([]);
    expect(await told(stated("a"))).toEqual([]);
    const { outs } = await zoneSettingProvider.create(stated("a", "1.2"));
    expect(await told(stated("a"), outs)).toEqual([
      "sets min_tls_version of the whole zone example.test from 1.2 back to 1.0, unless another stack states it: it holds for shop.example.test as well",
    ]);
    expect([await now(), claims()]).toEqual(["1.2", 1]);
  });

  test("is told without the zone's other names while the zone is not known, or does not tell them", async () => {
    const { zoneId, ...inputs } = stated("a", "1.2");
    const told = ["sets min_tls_version of the whole zone example.test to 1.2: it holds for every proxied name there"];
    expect(zoneId).not.toBe("");
    expect(await zoneSettingProvider.effects?.(inputs)).toEqual(told);
    expect(await zoneSettingProvider.effects?.({ ...inputs, zoneId: "no-such-zone" })).toEqual(told);
  });

  test("a claim that somebody deleted is seen, and written again with what the zone had in the beginning", async () => {
    const inputs = stated("a", "1.2");
    const { id, outs } = await zoneSettingProvider.create(inputs);
    const [record] = current()
      .zones.records(current().zoneId)
      .filter(({ name }) => name.endsWith("_tlsup.example.test"));
    await current().inZone("DELETE", `/dns_records/${record?.id ?? ""}`);
    const { props } = await zoneSettingProvider.read(id, outs);
    expect([claims(), zoneSettingProvider.diff(id, props, inputs)]).toEqual([0, { changes: true, replaces: [] }]);
    const { outs: again } = await zoneSettingProvider.update(id, props, inputs);
    expect([claims(), again.former]).toEqual([1, "1.0"]);
    await zoneSettingProvider.delete(id, again);
    expect(await now()).toBe("1.0");
  });

  test("an object is a value, and what was changed at Cloudflare is seen", async () => {
    const header = { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: false, preload: false, nosniff: false } };
    const inputs = { ...stated("a", JSON.stringify(header)), settingId: "security_header" };
    const { id, outs } = await zoneSettingProvider.create(inputs);
    expect((await current().inZone<{ value: unknown }>("GET", "/settings/security_header")).result.value).toEqual(header);
    expect((await zoneSettingProvider.read(id, outs)).inputs).toEqual(inputs);
    await current().inZone("PATCH", "/settings/security_header", { value: { strict_transport_security: { enabled: false } } });
    const read = await zoneSettingProvider.read(id, outs);
    expect(zoneSettingProvider.diff(id, read.props, inputs)).toEqual({ changes: true, replaces: [] });
    await zoneSettingProvider.delete(id, outs);
    expect(current().zones.zoneOf("example.test")?.settings.hsts).toBeUndefined();
  });
});
