import { Api, refusal, type Answer } from "./api-fixture";

interface ShownRule {
  readonly id: string;
  readonly ref: string;
  readonly version: string;
  readonly expression: string;
}
interface ShownRuleset {
  readonly id: string;
  readonly version: string;
  readonly rules?: readonly ShownRule[];
}

const entryPoint = (phase: string): string => `/rulesets/phases/${phase}/entrypoint`;
const config = entryPoint("http_config_settings");
let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const rule = (host: string, more: object = {}): object => ({
  action: "set_config",
  action_parameters: { ssl: "strict" },
  expression: `http.host eq "${host}"`,
  ...more,
});
const put = (rules: readonly object[]): Promise<Answer<ShownRuleset>> => api.inZone<ShownRuleset>("PUT", config, { rules });
const expressions = async (): Promise<string[]> =>
  ((await api.inZone<ShownRuleset>("GET", config)).result.rules ?? []).map(({ expression }) => expression.slice(14, -1));

describe("the entry point of a phase", () => {
  it("is not there until somebody makes it, and then once", async () => {
    const missing = await api.inZone("GET", config);
    expect(refusal(missing)).toEqual([404, 10003]);
    expect(missing.errors[0]?.message).toBe("could not find entrypoint ruleset in the http_config_settings phase");
    const made = await api.inZone<ShownRuleset>("POST", "/rulesets", { name: "mine", kind: "zone", phase: "http_config_settings" });
    expect(made.result).toMatchObject({ name: "mine", kind: "zone", version: "1", phase: "http_config_settings" });
    expect(made.result).not.toHaveProperty("rules");
    const again = await api.inZone("POST", "/rulesets", { name: "other", kind: "zone", phase: "http_config_settings", rules: [] });
    expect(again.errors).toMatchObject([{ code: 20217, source: { pointer: "/kind" } }]);
    expect((await api.inZone<ShownRuleset>("GET", config)).result.id).toBe(made.result.id);
    expect((await api.inZone<ShownRuleset[]>("GET", "/rulesets")).result.map(({ id }) => id)).toEqual([made.result.id]);
  });

  it("is made and replaced by PUT, where a rule that has the ref of a former one stays that one", async () => {
    const { result } = await put([rule("a", { ref: "one" }), rule("b")]);
    const [one, other] = result.rules ?? [];
    expect(result.version).toBe("1");
    expect(other?.ref).toBe(other?.id);
    const next = (await put([rule("c"), rule("d", { ref: "one" })])).result;
    expect([next.id, next.version]).toEqual([result.id, "2"]);
    expect(next.rules?.[1]).toMatchObject({ id: one?.id, ref: "one", version: "2" });
    expect(next.rules?.[0]?.id).not.toBe(other?.id);
  });

  it("is deleted as a whole, and with its zone", async () => {
    const { result } = await put([rule("a")]);
    const gone = await api.gone(`/zones/${api.zoneId}/rulesets/${result.id}`);
    expect(gone).toBe(204);
    expect(refusal(await api.inZone("GET", config))).toEqual([404, 10003]);
  });
});

describe("a rule", () => {
  it("is added, moved, changed and taken away beside others", async () => {
    const { id } = (await put([rule("a")])).result;
    const added = (await api.inZone<ShownRuleset>("POST", `/rulesets/${id}/rules`, rule("b"))).result;
    expect(added.version).toBe("2");
    const b = added.rules?.[1]?.id ?? "";
    await api.inZone("POST", `/rulesets/${id}/rules`, rule("c", { position: { before: b } }));
    expect(await expressions()).toEqual(["a", "c", "b"]);
    await api.inZone("PATCH", `/rulesets/${id}/rules/${b}`, rule("bb"));
    expect(await expressions()).toEqual(["a", "c", "bb"]);
    await api.inZone("PATCH", `/rulesets/${id}/rules/${b}`, rule("bb", { position: { index: 1 } }));
    expect(await expressions()).toEqual(["bb", "a", "c"]);
    const left = (await api.inZone<ShownRuleset>("DELETE", `/rulesets/${id}/rules/${b}`)).result;
    expect(left.rules?.map(({ expression }) => expression)).toEqual(['http.host eq "a"', 'http.host eq "c"']);
    expect(refusal(await api.inZone("DELETE", `/rulesets/${id}/rules/${b}`))).toEqual([404, 10004]);
  });

  it("is kept when another is added at the same time", async () => {
    const { id } = (await put([rule("a")])).result;
    await Promise.all(["b", "c"].map((name) => api.inZone("POST", `/rulesets/${id}/rules`, rule(name))));
    expect(await expressions()).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["action", { expression: "true" }],
    ["expression", { action: "set_config" }],
  ])("is refused without an %s", async (missing, body) => {
    const { status, errors } = await api.inZone("PUT", config, { rules: [body] });
    expect([status, errors]).toMatchObject([400, [{ code: 20125, message: `${missing} must be provided` }]]);
  });

  it("is refused with what it says that the plan does not have", async () => {
    const { id } = (await put([])).result;
    const refused = async (phase: string, body: object): Promise<unknown> => {
      const { errors } = await api.inZone("PUT", entryPoint(phase), { rules: [body] });
      return errors.map(({ code, message }) => [code, message]);
    };
    expect(refusal(await api.inZone("POST", `/rulesets/${id}/rules`, { action: "set_config" }))).toEqual([400, 20125]);
    expect(await refused("http_config_settings", rule("a", { expression: 'host is "a"' }))).toEqual([
      [20127, `'host is "a"' is not a valid value for expression because there is no field host`],
    ]);
    expect(await refused("http_config_settings", rule("a", { action_parameters: { ssl: "tight" } }))).toEqual([
      [20127, "'tight' is not a valid value for ssl"],
    ]);
    expect(await refused("http_config_settings", rule("a", { action_parameters: { polish: "off" } }))).toEqual([
      [10501, "The parameter action_parameters/polish of a rule is not implemented by the local cloud"],
    ]);
    const ratelimit = { characteristics: ["cf.colo.id", "ip.src"], period: 10, requests_per_period: 20, mitigation_timeout: 10 };
    const limit = (more: object): object => ({ action: "block", expression: "true", ratelimit: { ...ratelimit, ...more } });
    expect(await refused("http_ratelimit", limit({ period: 60 }))).toEqual([[20127, "not entitled to use the period 60, can only use one of [10]"]]);
    expect(await refused("http_ratelimit", limit({ characteristics: ["ip.src"] }))).toEqual([[20155, expect.stringContaining("cf.colo.id")]]);
    const cache = { action: "set_cache_settings", expression: "true", action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 60 } } };
    expect(await refused("http_request_cache_settings", cache)).toEqual([[20127, "not entitled to use an edge TTL below 7200 seconds"]]);
    expect(await refused("http_custom_errors", rule("a"))).toEqual([[10501, "The phase http_custom_errors is not implemented by the local cloud"]]);
    expect(await refused("nonsense", rule("a"))).toEqual([[20127, "'nonsense' is not a valid value for phase"]]);
  });

  it("has what it does not say by default: it is enabled, and a redirect is a permanent one without the query", async () => {
    const redirect = { action: "redirect", expression: "true", action_parameters: { from_value: { target_url: { value: "https://a.test/" } } } };
    const { result } = await api.inZone<{ rules: unknown[] }>("PUT", entryPoint("http_request_dynamic_redirect"), { rules: [redirect] });
    expect(result.rules).toMatchObject([
      {
        ...{ enabled: true, description: "", expression: "true" },
        action_parameters: { from_value: { status_code: 301, target_url: { value: "https://a.test/" }, preserve_query_string: false } },
      },
    ]);
  });

  const redirect = (status: number, value = "https://a.test/"): object => ({
    action: "redirect",
    expression: "true",
    action_parameters: { from_value: { status_code: status, target_url: { value } } },
  });
  const limiting = (more: object): object => ({
    action: "block",
    expression: "true",
    ratelimit: { characteristics: ["cf.colo.id"], period: 10, requests_per_period: 20, mitigation_timeout: 10, ...more },
  });
  const caching = (parameters: object): object => ({ action: "set_cache_settings", expression: "true", action_parameters: parameters });
  const edge = (more: object): object => caching({ edge_ttl: { mode: "override_origin", ...more } });
  const byStatus = (value: number): object => edge({ status_code_ttl: [{ status_code: 404, value }] });

  it.each([
    [
      "http_request_dynamic_redirect",
      [...[301, 302, 303, 307, 308].map((status) => redirect(status)), redirect(301, "/")],
      [...[300, 304, 305, 306, 309].map((status) => redirect(status)), redirect(301, "")],
    ],
    ["http_ratelimit", [limiting({ requests_per_period: 1 })], [{ requests_per_period: 0 }, { period: 11 }, { mitigation_timeout: 11 }].map(limiting)],
    [
      "http_request_cache_settings",
      [edge({ default: 7200 }), byStatus(-1), caching({ browser_ttl: { mode: "override_origin", default: 0 } })],
      [edge({ default: 7199 }), byStatus(-2), byStatus(0.5), caching({ browser_ttl: { mode: "override_origin", default: -1 } })],
    ],
  ])("of the phase %s has the values of the Free plan, and no others", async (phase, allowed, refused) => {
    const status = async (each: object): Promise<number> => (await api.inZone("PUT", entryPoint(phase), { rules: [each] })).status;
    for (const each of allowed) expect([each, await status(each)]).toEqual([each, 200]);
    for (const each of refused) expect([each, await status(each)]).toEqual([each, 400]);
  });

  it.each([
    ["http_request_dynamic_redirect", 10, redirect(302)],
    ["http_config_settings", 10, rule("a")],
    ["http_ratelimit", 1, limiting({})],
    ["http_request_cache_settings", 10, caching({ cache: true })],
  ])("is one of those that the phase %s may have: %d", async (phase, most, each) => {
    expect((await api.inZone("PUT", entryPoint(phase), { rules: Array(most).fill(each) })).status).toBe(200);
    expect(refusal(await api.inZone("PUT", entryPoint(phase), { rules: Array(most + 1).fill(each) }))).toEqual([400, 50001]);
  });

  it("is placed by its number from 1 to one past the others, and nowhere else", async () => {
    const { id } = (await put([rule("a"), rule("b")])).result;
    const added = async (host: string, index: number): Promise<number> =>
      (await api.inZone("POST", `/rulesets/${id}/rules`, rule(host, { position: { index } }))).status;
    expect([await added("first", 1), await added("last", 4)]).toEqual([200, 200]);
    expect(await expressions()).toEqual(["first", "a", "b", "last"]);
    expect([await added("x", 0), await added("x", 6), await added("x", 1.5)]).toEqual([400, 400, 400]);
  });

  it("more than the plan has is refused", async () => {
    const ten = Array.from({ length: 10 }, (_, index) => rule(`h${String(index)}`));
    const { id } = (await put(ten)).result;
    const { status, errors } = await api.inZone("POST", `/rulesets/${id}/rules`, rule("one-more"));
    expect([status, errors]).toEqual([400, [{ code: 50001, message: "exceeded the maximum number of rules in the phase http_config_settings: 11 out of 10" }]]);
    expect(await expressions()).toHaveLength(10);
  });
});

describe("a token", () => {
  it("needs the permission of the phase, or of the purge", async () => {
    const groups = (await api.call<{ id: string; name: string }[]>("GET", "/user/tokens/permission_groups")).result;
    const group = groups.find(({ name }) => name === "Config Settings Write");
    const { value } = (
      await api.call<{ value: string }>("POST", "/user/tokens", {
        name: "config",
        policies: [{ effect: "allow", permission_groups: [{ id: group?.id }], resources: { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" } }],
      })
    ).result;
    const as = { Authorization: `Bearer ${value}` };
    expect((await api.inZone("PUT", config, { rules: [rule("a")] }, as)).status).toBe(200);
    const refused = await api.inZone("PUT", entryPoint("http_request_cache_settings"), { rules: [] }, as);
    expect([refused.status, refused.errors]).toEqual([403, [{ message: "request is not authorized" }]]);
    expect(refusal(await api.inZone("POST", "/purge_cache", { purge_everything: true }, as))).toEqual([403, 10000]);
  });
});

describe("a purge", () => {
  const urls = [
    "https://example.test/a.js",
    "http://example.test/a.js",
    "https://www.example.test/static/b.js",
    "https://www.example.test/statics.js",
    "https://other.test/a.js",
  ];
  const selected = async (body: object): Promise<string[]> => {
    expect((await api.inZone("POST", "/purge_cache", body)).result).toEqual({ id: api.zoneId });
    return urls.filter((url) => api.purged.at(-1)?.(url));
  };

  it("selects URLs, host names, paths or all of the zone", async () => {
    expect(await selected({ files: ["https://example.test/a.js", { url: "https://other.test/a.js" }] })).toEqual([urls[0]]);
    expect(await selected({ hosts: ["www.example.test"] })).toEqual([urls[2], urls[3]]);
    expect(await selected({ prefixes: ["www.example.test/static"] })).toEqual([urls[2]]);
    expect(await selected({ purge_everything: true })).toEqual(urls.slice(0, 4));
    expect(await selected({ hosts: ["example.test", ...Array<string>(99).fill("www.example.test")] })).toEqual(urls.slice(0, 4));
  });

  it.each([
    [{}, [400, 1012]],
    [{ files: "https://example.test/a.js" }, [400, 1014]],
    [{ files: [] }, [400, 1014]],
    [{ files: ["/a.js"] }, [400, 1016]],
    [{ files: ["ftp://example.test/a.js"] }, [400, 1016]],
    [{ hosts: Array.from({ length: 101 }, () => "example.test") }, [400, 1094]],
    [{ tags: ["a"] }, [501, 10501]],
  ])("%j is refused: %j", async (body, answer) => {
    expect(refusal(await api.inZone("POST", "/purge_cache", body))).toEqual(answer);
  });
});
