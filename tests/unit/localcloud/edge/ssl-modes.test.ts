import { selfSigned } from "./support/authority";
import { World } from "./support/world";

describe("the edge forwards as the zone's SSL mode says", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.close());

  test("full: over TLS, whatever the origin's certificate", async () => {
    await world.origin((request, response) => response.end(`tls for ${request.headers.host}`), await selfSigned(["other.test"]));

    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 200,
      body: "tls for example.test",
      headers: { server: "cloudflare", "cf-cache-status": "DYNAMIC" },
    });
  });

  test("flexible: in the clear, though the visitor comes over TLS", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => response.end(`clear, ${request.headers["x-forwarded-proto"]}`));

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200, body: "clear, https" });
  });

  test("flexible, and an origin that redirects to https: the visitor goes round in circles", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => response.writeHead(301, { location: `https://${request.headers.host}${request.url}` }).end());

    const tooManyRedirects = 47;
    expect(await world.curl("https://example.test/", "-L", "--max-redirs", "5")).toMatchObject({ exitCode: tooManyRedirects });
  });

  test("strict: a certificate of the Origin CA for the host name is accepted", async () => {
    world.zones.set("example.test", { ssl: "strict" });
    await world.origin((_, response) => response.end("verified"), await world.originCa.leaf(["example.test"], -1, 30));

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200, body: "verified" });
  });

  test("a connection made under full is not used again under strict", async () => {
    await world.origin((_, response) => response.end("ok"), await selfSigned(["example.test"]));

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });
    world.zones.set("example.test", { ssl: "strict" });
    expect(await world.curl("https://example.test/")).toMatchObject({ status: 526 });
    world.zones.set("example.test", { ssl: "full" });
    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });
  });
});
