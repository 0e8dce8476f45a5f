import * as v from "valibot";
import { noRoomProblem, ruleChanges, type ApiRule, type EdgeRuleInputs, type EdgeRuleOutputs } from "../../../../components/edge/cloudflare/rules/edge-rule";
import {
  cacheRule,
  configRule,
  hostSetting,
  rateLimitRule,
  ruleRef,
  type CachePath,
  type HostRule,
} from "../../../../components/edge/cloudflare/rules/host-rules";
import { cacheSchema } from "../../../../components/edge/cloudflare/rules/schema";
import { parseExpression } from "../../../../localcloud/zones/rules/expression";

const domain = "blog.example.test";
const cached = (entry: CachePath): HostRule => cacheRule(domain, entry, [entry]);
const visit = { host: domain, uri: "/static/a.css?v=1", method: "GET", address: "192.0.2.1", isTls: true };
const said = ({ parameters }: { readonly parameters: string }): unknown => JSON.parse(parameters);

test("a rule is for the host name alone, and below its path", () => {
  for (const { expression } of [configRule({ domain, ssl: "full" }), rateLimitRule(domain, { requests: 5 }), cached({ path: "/", edge: 7200 })]) {
    expect(parseExpression(expression)(visit)).toBe(true);
    expect(parseExpression(expression)({ ...visit, host: `www.${domain}` })).toBe(false);
  }
  const below = parseExpression(cached({ path: "/static/", browser: 60 }).expression);
  expect([below(visit), below({ ...visit, uri: "/statics" }), below({ ...visit, host: "other.example.test" })]).toEqual([true, false, false]);
});

test("one caching rule matches a path, that of the longest entry, in whatever order the zone has them", () => {
  const cache = [
    { path: "/shop/cart/", bypass: true },
    { path: "/", edge: 7200 },
    { path: "/shop/", edge: 60 },
    { path: "/static/", edge: 1 },
  ] as const;
  const matching = (uri: string): string[] =>
    cache.filter((entry) => parseExpression(cacheRule(domain, entry, cache).expression)({ ...visit, uri })).map(({ path }) => path);
  expect(["/", "/about", "/shop/1", "/shop/cart/2", "/static/a.css"].map(matching)).toEqual([["/"], ["/"], ["/shop/"], ["/shop/cart/"], ["/static/"]]);
});

test("what the settings say is what the rule does", () => {
  expect(said(configRule({ domain, ssl: "strict", underAttack: true }))).toEqual({ ssl: "strict", security_level: "under_attack" });
  expect(said(configRule({ domain, underAttack: false }))).toEqual({ security_level: "medium" });
  const override = (seconds: number): object => ({ mode: "override_origin", default: seconds });
  expect(said(cached({ path: "/", edge: 7200, browser: 60 }))).toEqual({ cache: true, edge_ttl: override(7200), browser_ttl: override(60) });
  expect(said(cached({ path: "/", browser: 60 }))).toEqual({ cache: true, edge_ttl: { mode: "respect_origin" }, browser_ttl: override(60) });
  expect(said(cached({ path: "/", browser: 60, bypass: true }))).toEqual({ cache: false, browser_ttl: override(60) });
});

test("browsers keep what the host says unless the settings say otherwise, and never what the zone says", () => {
  for (const entry of [{ edge: 7200 }, { bypass: true }, { bypass: false }])
    expect(said(cached({ path: "/", ...entry }))).toMatchObject({ browser_ttl: { mode: "respect_origin" } });
});

test("0 seconds keep an answer out of browsers, for which Cloudflare has a mode: as a time it means what the host says", () => {
  for (const bypass of [true, false]) expect(said(cached({ path: "/", browser: 0, bypass }))).toMatchObject({ browser_ttl: { mode: "bypass" } });
  expect(said(cached({ path: "/", edge: 0 }))).toMatchObject({ edge_ttl: { mode: "override_origin", default: 0 } });
});

test("a rule says by its description what it does, and whose it is", () => {
  const rules = [configRule({ domain }), rateLimitRule(domain, { requests: 5 }), cached({ path: "/static/", browser: 60 })];
  expect(rules.map(({ description }) => description)).toEqual([
    "blog.example.test: how the edge serves it, by tlsup",
    "blog.example.test: requests of one visitor, by tlsup",
    "blog.example.test: caching of /static/, by tlsup",
  ]);
});

test.each([
  ["http_config_settings", "Configuration Rules", 'set proxy.sslFor to "zone", which needs no rule and holds for every name in the zone'],
  ["http_ratelimit", "rate limiting rules", "leave proxy.rateLimit out"],
  ["http_request_cache_settings", "Cache Rules", "say fewer paths in proxy.cache"],
] as const)("a zone without room for another rule in %s is told with the rules that are there", (phase, kind, wayOut) => {
  const wanted = { zoneId: "z", phase, ref: "r", description: "mine", expression: "true", parameters: "{}" };
  expect(noRoomProblem(wanted, [{ description: "a" }, { description: "", expression: "b" }] as readonly ApiRule[])).toBe(
    `Cannot keep the rule "mine" as the zone's plan has 2 ${kind}, and all of them are used: "a", "b". ` +
      `Take one away that nobody needs, choose a plan with more, or ${wayOut}`,
  );
});

test("a rule that says something else or is disabled is changed; one with another ref, phase or zone is replaced", () => {
  const news: EdgeRuleInputs = { zoneId: "z", phase: "http_config_settings", ref: "r", description: "d", expression: "true", parameters: "{}" };
  const change = (olds: Partial<EdgeRuleOutputs>): [boolean, readonly string[]] => {
    const { changes, replaces = [] } = ruleChanges({ ...news, isEnabled: true, ...olds }, news);
    return [changes, replaces];
  };
  expect(change({})).toEqual([false, []]);
  for (const olds of [{ description: "e" }, { expression: "false" }, { parameters: '{"ssl":"full"}' }, { isEnabled: false }])
    expect(change(olds)).toEqual([true, []]);
  for (const [key, olds] of Object.entries({ zoneId: { zoneId: "y" }, phase: { phase: "http_ratelimit" }, ref: { ref: "q" } } as const))
    expect(change(olds)).toEqual([true, [key]]);
});

describe("what rules set for a host name", () => {
  const rule = (ssl: string, more: object = {}): ApiRule => ({ expression: configRule({ domain }).expression, action_parameters: { ssl }, ...more });
  const modeBy = (...rules: readonly ApiRule[]): string | undefined => hostSetting(rules, domain, "ssl");

  test("is what the last one in force that is for the name says", () => {
    expect(modeBy()).toBeUndefined();
    expect(modeBy(rule("full"), rule("strict"), rule("off", { enabled: false }), rule("flexible", { expression: "false" }))).toBe("strict");
    expect(modeBy(rule("full"), { expression: "true", action_parameters: { security_level: "under_attack" } })).toBe("full");
    expect(hostSetting([rule("full"), { expression: "true", action_parameters: { security_level: "under_attack" } }], domain, "security_level")).toBe(
      "under_attack",
    );
  });

  test.each([
    "true",
    `(http.host eq "${domain}")`,
    `http.host in {"a.test" "${domain}"}`,
    `(http.host in {"${domain}"})`,
    'http.host contains "example"',
    'ends_with(http.host, ".example.test")',
    'http.host eq "www.blog.example.test"',
    'http.host in {"a.test"}',
    'http.host contains "other"',
    'ends_with(http.host, "blog")',
    `http.host ne "${domain}"`,
  ])("may be said by a rule for other names as well, as the edge reads it: %s", (expression) => {
    expect(modeBy(rule("full"), rule("strict", { expression }))).toBe(parseExpression(expression)(visit) ? "strict" : "full");
  });
});

test("rules of other stacks, domains and kinds have other refs", () => {
  const refs = [
    ["p", "s", "d", "config"],
    ["p", "t", "d", "config"],
    ["p", "s", "e", "config"],
    ["p", "s", "d", "cache-0"],
  ].map(ruleRef);
  expect(new Set(refs).size).toBe(4);
  expect(ruleRef(["p", "s", "d", "config"])).toBe(refs[0]);
});

test.each([
  [[{ path: "static", edge: 7200 }], "must begin with /"],
  [[{ path: '/" or true', edge: 7200 }], "must begin with / and consist of"],
  [[{ path: "/" }], "must say one of edge, browser and bypass"],
  [[{ path: "/", edge: 7200, bypass: true }], "must not say edge beside bypass"],
  [[{ path: "/", edge: 1.5 }], "must be a whole number of seconds"],
  [
    [
      { path: "/", edge: 7200 },
      { path: "/", browser: 60 },
    ],
    "must have each path once",
  ],
])("caching by %j is refused: %s", (cache, message) => {
  expect(v.safeParse(cacheSchema, cache).issues?.map((issue) => issue.message)).toEqual([expect.stringContaining(message)]);
});
