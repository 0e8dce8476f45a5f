import { edgeRuleProvider } from "../../../../components/edge/cloudflare/rules/execution/rule-provider";
import { modeByRule } from "../../../../components/edge/cloudflare/rules/execution/mode-by-rule";
import type { EdgeRuleInputs } from "../../../../components/edge/cloudflare/rules/edge-rule";
import { cachePurgeProvider } from "../../../../components/edge/cloudflare/purge/execution/purge-provider";
import type { CachePurgeInputs } from "../../../../components/edge/cloudflare/purge/cache-purge";
import { heardBy } from "../../../../components/shared/execution/tell";
import { configRule, rateLimitRule, ruleRef } from "../../../../components/edge/cloudflare/rules/host-rules";
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
    for (const [ref, mode] of [
      [a.ref, "flexible"],
      [b.ref, undefined],
    ] as const)
      expect(await modeByRule(current().zoneId, "a.example.test", undefined, ref)).toBe(mode);
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
