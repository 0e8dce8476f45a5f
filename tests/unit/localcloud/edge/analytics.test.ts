import { World } from "./support/world";

describe("the edge counts what it answers", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
    world.zones.record("www.example.test", "A", "127.0.0.2");
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => {
      const status = request.url === "/gone" ? 404 : 200;
      response.writeHead(status, { "content-type": "text/html" }).end("x".repeat(1000));
    });
  });
  afterEach(() => world.close());

  const zoneId = () => world.zones.zoneOf("example.test")?.id ?? "";
  const counts = (...names: string[]): Record<string, number> => {
    const counted: Record<string, number> = {};
    for (const { dimensions, count } of world.traffic.requests.in(zoneId())) {
      const key = names.map((name) => dimensions[name]).join(" ");
      counted[key] = (counted[key] ?? 0) + count;
    }
    return counted;
  };
  const sum = (name: string): number => world.traffic.requests.in(zoneId()).reduce((total, { sums }) => total + (sums[name] ?? 0), 0);

  test("each request once, by host, status and what the cache said, over HTTP/1.1 and HTTP/2", async () => {
    for (const version of ["--http1.1", "--http2"]) {
      for (const path of ["/style.css", "/style.css", "/", "/gone"]) await world.curl(`https://example.test${path}`, version);
      await world.curl("https://www.example.test/", version);
    }
    expect(counts("clientRequestHTTPHost", "edgeResponseStatus", "cacheStatus")).toEqual({
      "example.test 200 miss": 1,
      "example.test 200 hit": 3,
      "example.test 200 dynamic": 2,
      "example.test 404 dynamic": 2,
      "www.example.test 200 dynamic": 2,
    });
  });

  test("the bytes of heads and bodies, and no body of an answer to HEAD", async () => {
    const seen = await world.curl("http://example.test/");
    const body = sum("edgeResponseBytes");
    expect(body).toBeGreaterThan(1000);
    expect(body).toBeLessThan(1000 + 1000);
    expect(seen.body).toHaveLength(1000);
    await world.curl("http://example.test/", "--head");
    expect(sum("edgeResponseBytes") - body).toBeLessThan(1000);
  });

  test("a visit is a page that was not opened from another one of the site", async () => {
    await world.curl("https://example.test/");
    await world.curl("https://example.test/next", "-e", "https://example.test/");
    await world.curl("https://example.test/", "-e", "https://elsewhere.test/");
    await world.curl("https://example.test/gone");
    expect(sum("visits")).toBe(2);
  });

  test("what it answers itself: errors of the origin, redirects, challenges, and blocked visitors, of whom the last two are events", async () => {
    world.setRules("http_ratelimit", {
      action: "block",
      expression: 'http.host eq "www.example.test"',
      ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period: 10, requests_per_period: 1, mitigation_timeout: 10 },
    });
    for (let visit = 0; visit < 3; visit += 1) await world.curl("https://www.example.test/");
    world.zones.set("example.test", { underAttack: true });
    await world.curl("https://example.test/");
    world.zones.set("example.test", { underAttack: false });
    world.originPorts.http = 1;
    await world.curl("https://example.test/");
    expect(counts("edgeResponseStatus", "cacheStatus")).toEqual({ "200 dynamic": 1, "429 none": 2, "403 none": 1, "521 none": 1 });
    const events = world.traffic.events
      .in(zoneId())
      .map(({ dimensions, count }) => Array.from({ length: count }, () => `${dimensions.action} ${dimensions.source}`));
    expect(events.flat()).toEqual(["block ratelimit", "block ratelimit", "managed_challenge securitylevel"]);
  });

  test("nothing of a name that no zone serves", async () => {
    expect((await world.curl("http://nowhere.test/")).status).toBe(409);
    expect((await world.curl("http://other.example.test/")).status).toBe(409);
    expect(counts("clientRequestHTTPHost")).toEqual({});
  });
});
