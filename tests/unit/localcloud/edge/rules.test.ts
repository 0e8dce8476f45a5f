import { World } from "./support/world";
import { selfSigned } from "./support/authority";

describe("the edge follows a zone's rules", () => {
  let world: World;
  let asked: string[];
  let headers: Record<string, string>;
  beforeEach(async () => {
    asked = [];
    headers = {};
    world = await World.start();
    world.zones.record("www.example.test", "A", "127.0.0.2");
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(200, headers).end(`answer ${asked.length}`);
    });
  });
  afterEach(() => world.close());

  const forHost = 'http.host eq "www.example.test"';
  const statuses = async (url: string, count = 2): Promise<(string | undefined)[]> => {
    const seen: (string | undefined)[] = [];
    for (let index = 0; index < count; index += 1) seen.push((await world.curl(url)).headers["cf-cache-status"]);
    return seen;
  };

  test("SSL mode by host name: the zone's for all others", async () => {
    await world.origin((_, response) => response.end("over TLS"), await selfSigned(["www.example.test"]));
    world.setRules("http_config_settings", { action: "set_config", expression: forHost, action_parameters: { ssl: "full" } });
    expect((await world.curl("https://www.example.test/")).body).toBe("over TLS");
    expect((await world.curl("https://example.test/")).body).toBe("answer 1");
    world.setRules(
      "http_config_settings",
      { action: "set_config", expression: forHost, action_parameters: { ssl: "full" } },
      { action: "set_config", expression: "true", action_parameters: { ssl: "strict", bic: false } },
    );
    expect((await world.curl("https://www.example.test/")).status).toBe(526);
  });

  test("under attack: every visitor of the host name is challenged, and the origin is not asked", async () => {
    world.setRules("http_config_settings", { action: "set_config", expression: forHost, action_parameters: { security_level: "under_attack" } });
    const challenged = await world.curl("https://www.example.test/");
    expect([challenged.status, challenged.headers["cf-mitigated"]]).toEqual([403, "challenge"]);
    expect(challenged.body).toContain("Just a moment...");
    expect(asked).toEqual([]);
    expect((await world.curl("https://example.test/")).status).toBe(200);
    world.zones.set("example.test", { underAttack: true });
    expect((await world.curl("https://example.test/")).status).toBe(403);
  });

  test("a cache rule keeps what is never kept, for its paths, without the visitor's cookie", async () => {
    headers = { "set-cookie": "session=1", "cache-control": "private, no-store" };
    world.setRules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: `${forHost} and starts_with(http.request.uri.path, "/news")`,
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 7200 }, browser_ttl: { mode: "override_origin", default: 60 } },
    });
    const first = await world.curl("https://www.example.test/news/1");
    expect(first.headers).toMatchObject({ "cf-cache-status": "MISS", "cache-control": "max-age=60" });
    expect(first.headers).not.toHaveProperty("set-cookie");
    const second = await world.curl("https://www.example.test/news/1");
    expect(second).toMatchObject({ body: "answer 1", headers: { "cf-cache-status": "HIT", "cache-control": "max-age=60" } });
    expect(second.headers).not.toHaveProperty("set-cookie");
    expect(await statuses("https://www.example.test/other")).toEqual(["DYNAMIC", "DYNAMIC"]);
    expect(await statuses("https://example.test/news/1")).toEqual(["DYNAMIC", "DYNAMIC"]);
  });

  test("a cache rule passes the cache by, and another one leaves to the origin what is kept", async () => {
    world.setRules(
      "http_request_cache_settings",
      { action: "set_cache_settings", expression: 'http.request.uri.path eq "/a.js"', action_parameters: { cache: false } },
      { action: "set_cache_settings", expression: 'http.request.uri.path eq "/b.js"', action_parameters: { edge_ttl: { mode: "bypass_by_default" } } },
      {
        action: "set_cache_settings",
        expression: 'http.request.uri.path eq "/c.js"',
        action_parameters: { edge_ttl: { mode: "respect_origin", status_code_ttl: [{ status_code_range: { from: 200, to: 299 }, value: -1 }] } },
      },
    );
    expect(await statuses("https://example.test/a.js")).toEqual(["DYNAMIC", "DYNAMIC"]);
    expect(await statuses("https://example.test/b.js")).toEqual(["BYPASS", "BYPASS"]);
    expect(await statuses("https://example.test/c.js")).toEqual(["BYPASS", "BYPASS"]);
    expect(await statuses("https://example.test/d.js")).toEqual(["MISS", "HIT"]);
  });

  test("a cache rule that passes the cache by still says how long browsers keep an answer; of others the origin says it", async () => {
    headers = { "cache-control": "max-age=5" };
    world.setRules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: 'http.request.uri.path eq "/a.js"',
      action_parameters: { cache: false, browser_ttl: { mode: "override_origin", default: 60 } },
    });
    const told = async (path: string) => (await world.curl(`https://example.test${path}`)).headers["cache-control"];
    expect([await told("/a.js"), await told("/page")]).toEqual(["max-age=60", "max-age=5"]);
    world.zones.set("example.test", { developmentMode: true });
    expect(await told("/b.js")).toBe("max-age=5");
  });

  test("the zone says how long browsers keep what the cache handles, unless a rule leaves it to the origin", async () => {
    headers = { "cache-control": "public, max-age=0, must-revalidate" };
    const told = async (path: string) => (await world.curl(`https://example.test${path}`)).headers["cache-control"];
    const raised = "public, max-age=14400, must-revalidate";
    expect([await told("/a.js"), await told("/page")]).toEqual([raised, headers["cache-control"]]);
    const cached = (more: object): void => {
      const parameters = { cache: true, edge_ttl: { mode: "override_origin" as const, default: 7200 }, ...more };
      world.setRules("http_request_cache_settings", { action: "set_cache_settings", expression: "true", action_parameters: parameters });
    };
    cached({});
    expect([await told("/page"), await told("/page")]).toEqual([raised, raised]);
    cached({ browser_ttl: { mode: "respect_origin" } });
    expect(await told("/page")).toBe(headers["cache-control"]);
    world.zones.set("example.test", { browserCacheTtl: 0 });
    cached({});
    expect(await told("/page")).toBe(headers["cache-control"]);
  });

  test("the zone's cache level and its development mode", async () => {
    world.zones.set("example.test", { ssl: "flexible", cacheLevel: "basic" });
    expect(await statuses("https://example.test/a.js?v=1")).toEqual(["DYNAMIC", "DYNAMIC"]);
    world.zones.set("example.test", { cacheLevel: "simplified" });
    expect(await statuses("https://example.test/a.js?v=1")).toEqual(["MISS", "HIT"]);
    expect(await statuses("https://example.test/a.js?v=2", 1)).toEqual(["HIT"]);
    world.zones.set("example.test", { developmentMode: true });
    expect(await statuses("https://example.test/a.js?v=2")).toEqual(["BYPASS", "BYPASS"]);
  });

  test("a rate limit blocks the visitor who asks more often", async () => {
    const ratelimit = { characteristics: ["cf.colo.id", "ip.src"], period: 10, requests_per_period: 2, mitigation_timeout: 10 };
    world.setRules("http_ratelimit", { action: "block", expression: forHost, ratelimit });
    const codes: number[] = [];
    for (let index = 0; index < 4; index += 1) codes.push((await world.curl("https://www.example.test/")).status);
    expect(codes).toEqual([200, 200, 429, 429]);
    expect((await world.curl("https://www.example.test/")).body).toContain("error code: 1015");
    expect((await world.curl("https://example.test/")).status).toBe(200);
  });

  test("a redirect goes before everything else", async () => {
    world.setRules("http_request_dynamic_redirect", {
      action: "redirect",
      expression: forHost,
      action_parameters: { from_value: { status_code: 308, target_url: { value: "https://example.test/new" }, preserve_query_string: true } },
    });
    const answer = await world.curl("https://www.example.test/old?a=1");
    expect([answer.status, answer.headers.location]).toEqual([308, "https://example.test/new?a=1"]);
  });
});
