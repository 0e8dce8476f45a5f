import { edgeRuleProvider } from "../../../../components/edge/cloudflare/rules/execution/rule-provider";
import { modeByRule } from "../../../../components/edge/cloudflare/rules/execution/mode-by-rule";
import type { EdgeRuleInputs } from "../../../../components/edge/cloudflare/rules/edge-rule";
import { cachePurgeProvider } from "../../../../components/edge/cloudflare/purge/execution/purge-provider";
import type { CachePurgeInputs } from "../../../../components/edge/cloudflare/purge/cache-purge";
import { heardBy } from "../../../../components/shared/execution/tell";
import { configRule, rateLimitRule, ruleRef } from "../../../../components/edge/cloudflare/rules/host-rules";
import { zoneSettingProvider } from "../../../../components/edge/cloudflare/zone/execution/setting-provider";
import type { ZoneSettingInputs, ZoneSettingOutputs } from "../../../../components/edge/cloudflare/zone/zone-setting";
import { servedApi } from "../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_702);

const phase = "http_config_settings";
const entryPoint = `/rulesets/phases/${phase}/entrypoint`;
const inputsFor = (domain: string, ssl: string): EdgeRuleInputs => ({
  zoneId: current().zoneId,
  phase,
  ref: ruleRef(["project", "stack", domain, "config"]),
  ...configRule({ domain, ssl }),
});
const rules = async (): Promise<[string, unknown][]> => {
  const { result } = await current().inZone<{ rules?: { expression: string; action_parameters: { ssl: string } }[] } | null>("GET", entryPoint);
  return (result?.rules ?? []).map(({ expression, action_parameters: parameters }) => [expression, parameters.ssl]);
};
const foreign = { action: "set_config", expression: 'http.host eq "theirs.example.test"', action_parameters: { ssl: "off" }, description: "theirs" };
const theirs = [foreign.expression, "off"];

describe("the rule of a host name", () => {
  test.each(["first", "second"])("two stacks keep theirs in one phase, where there is none and beside another's: the %s goes first", async (leaves) => {
    const [a, b] = [inputsFor("a.example.test", "strict"), inputsFor("b.example.test", "full")];
    const made = await edgeRuleProvider.create(a);
    await current().inZone("POST", `/rulesets/${(await current().inZone("GET", entryPoint)).result.id}/rules`, foreign);
    const other = await edgeRuleProvider.create(b);
    expect(await rules()).toEqual([[a.expression, "strict"], theirs, [b.expression, "full"]]);
    const changed = inputsFor("a.example.test", "flexible");
    const { outs } = await edgeRuleProvider.update(made.id, made.outs, changed);
    expect(await rules()).toEqual([[a.expression, "flexible"], theirs, [b.expression, "full"]]);
    expect(await modeByRule(current().zoneId, "a.example.test", undefined)).toBe("flexible");
    expect(await modeByRule(current().zoneId, "c.example.test", undefined)).toBeUndefined();
    const order = leaves === "first" ? [outs, other.outs] : [other.outs, outs];
    for (const each of order) await edgeRuleProvider.delete(each.ref, each);
    expect(await rules()).toEqual([theirs]);
    await edgeRuleProvider.delete(outs.ref, outs);
    expect(await rules()).toEqual([theirs]);
  });

  test("what was changed, switched off or taken away at Cloudflare is seen, and put back", async () => {
    const inputs = inputsFor("a.example.test", "strict");
    const { id, outs } = await edgeRuleProvider.create(inputs);
    expect(await edgeRuleProvider.read(id, outs)).toEqual({ id, props: outs, inputs });
    const { result } = await current().inZone<{ id: string; rules: { id: string }[] }>("GET", entryPoint);
    const rule = `/rulesets/${result.id}/rules/${result.rules[0]?.id ?? ""}`;
    await current().inZone("PATCH", rule, { ...foreign, ref: inputs.ref, enabled: false });
    const read = await edgeRuleProvider.read(id, outs);
    expect(read.inputs).toMatchObject({ expression: foreign.expression, parameters: '{"ssl":"off"}' });
    expect(edgeRuleProvider.diff(id, read.props, inputs)).toEqual({ changes: true, replaces: [], because: ["isEnabled"] });
    await edgeRuleProvider.update(id, read.props, inputs);
    expect(await edgeRuleProvider.read(id, outs)).toEqual({ id, props: outs, inputs });
    await current().inZone("DELETE", rule);
    expect((await edgeRuleProvider.read(id, outs)).id).toBe("");
  });

  test("the plan's rules being used up is told in words, with a way out; nothing of others' is touched", async () => {
    const nine = Array.from({ length: 10 }, (_, index) => ({ ...foreign, description: `rule ${String(index)}` }));
    await current().inZone("PUT", entryPoint, { rules: nine });
    await expect(edgeRuleProvider.create(inputsFor("a.example.test", "strict"))).rejects.toThrow(
      /plan has 10 Configuration Rules, and all of them are used: "rule 0", .*"rule 9"\. .*set proxy\.sslFor to "zone"/,
    );
    expect(await rules()).toHaveLength(10);
  });

  test.each(["which is the phase's first", "beside another"])(
    "a limit of requests to one host name, %s, is told in words to need a higher plan",
    async (there) => {
      const limit: EdgeRuleInputs = { ...inputsFor("a.example.test", "full"), phase: "http_ratelimit", ...rateLimitRule("a.example.test", { requests: 9 }) };
      if (there === "beside another") await current().inZone("PUT", "/rulesets/phases/http_ratelimit/entrypoint", { rules: [] });
      await expect(edgeRuleProvider.create(limit)).rejects.toThrow(
        /^Cannot keep the rule "a\.example\.test: .*" as the zone's plan must allow it\. .*: it answered 400 not entitled: .*http\.host/,
      );
      await current().inZone("PUT", "/subscription", { rate_plan: { id: "pro" } });
      await expect(edgeRuleProvider.create(limit)).resolves.toMatchObject({ id: limit.ref });
    },
  );

  test("a token that is refused is told in words, with the permission that it needs, also when the rule is only read or taken away", async () => {
    const { id, outs } = await edgeRuleProvider.create(inputsFor("a.example.test", "strict"));
    const refused = { ...outs, token: "n".repeat(40) };
    const words = (verb: string): RegExp =>
      new RegExp(`^Cannot ${verb} the rule ".*" as the token must be allowed to\\. It needs the permission "Zone: Config Rules: Edit": it answered 40[13] `);
    await expect(edgeRuleProvider.update(id, outs, refused)).rejects.toThrow(words("keep"));
    await expect(edgeRuleProvider.read(id, refused)).rejects.toThrow(words("read"));
    await expect(edgeRuleProvider.delete(id, refused)).rejects.toThrow(words("remove"));
    expect(await rules()).toHaveLength(1);
  });
});

describe("a setting of a whole zone", () => {
  const stated = (stack: string, value?: string): ZoneSettingInputs => ({
    ...{ zoneId: current().zoneId, zone: "example.test", settingId: "min_tls_version", owner: `site/${stack}`, resource: `${stack}.example.test` },
    ...(value !== undefined && { value }),
  });
  const now = async (): Promise<unknown> => (await current().inZone<{ value: unknown }>("GET", "/settings/min_tls_version")).result.value;
  const claims = (): number => current().zones.recordsAt("_tlsup.example.test").length;

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

  test("what Cloudflare does not take is not claimed", async () => {
    await expect(zoneSettingProvider.create(stated("a", "9.9"))).rejects.toThrow(
      /Cannot set min_tls_version of the zone example\.test as Cloudflare must answer: it answered 400/,
    );
    expect(claims()).toBe(0);
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

describe("what the edge keeps of a site of files", () => {
  const inputs = (contents: Readonly<Record<string, string>>): CachePurgeInputs => ({ zoneId: current().zoneId, domain: "blog.example.test", contents });
  const forgets = (url: string): boolean => current().purged.some((selects) => selects(url));
  const before = { "index.html": "1", "a.css": "1", "b.css": "1" };

  test("is kept when the site is new, and forgotten where it changes, and nowhere else", async () => {
    const { id, outs } = await cachePurgeProvider.create(inputs(before));
    expect([current().purged.length, cachePurgeProvider.diff(id, outs, inputs(before))]).toEqual([0, { changes: false, replaces: [] }]);
    const after = inputs({ "index.html": "2", "a.css": "1", "b.css": "2" });
    expect(cachePurgeProvider.diff(id, outs, after)).toEqual({ changes: true, replaces: [] });
    expect(await cachePurgeProvider.effects?.(after, outs)).toEqual(["has the edge forget what it keeps of /b.css, /index.html, and nothing else"]);
    await cachePurgeProvider.update(id, outs, after);
    const urls = ["https://blog.example.test/", "https://blog.example.test/b.css", "http://blog.example.test/b.css"];
    const others = ["https://blog.example.test/a.css", "https://shop.example.test/b.css"];
    expect([urls.map(forgets), others.map(forgets)]).toEqual([urls.map(() => true), others.map(() => false)]);
  });

  test("stays until it expires when the token may not purge: that is told, with the permission, and is no failure", async () => {
    const told: string[] = [];
    const { id, outs } = await cachePurgeProvider.create({ ...inputs(before), token: "n".repeat(40) });
    await heardBy(
      (text) => told.push(text),
      () => cachePurgeProvider.update(id, outs, { ...outs, contents: {} }),
    );
    expect(current().purged).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^blog\.example\.test: warning: Cannot have the edge forget .*"Zone: Cache Purge: Purge".* Until it expires/)]);
  });
});
