import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { connect as connectTcp } from "node:net";
import { World } from "./support/world";

describe("what the edge makes of a request and an answer", () => {
  let world: World;
  let asked: { headers: IncomingHttpHeaders; url: string | undefined; method: string | undefined }[];

  beforeEach(async () => {
    asked = [];
    world = await World.start();
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => {
      asked.push({ headers: request.headers, url: request.url, method: request.method });
      if (request.url === "/endless") return void response.write("part");
      request.pipe(response.writeHead(200, { "x-accel-redirect": "/secret", "alt-svc": 'h3=":443"', server: "nginx", "x-origin": "yes" }));
    });
  });
  afterEach(() => world.close());

  test("the origin learns who asked, how and through what", async () => {
    await world.curl("https://example.test/path?q=1");

    expect(asked[0]).toMatchObject({
      url: "/path?q=1",
      headers: {
        host: "example.test",
        "cf-connecting-ip": "127.0.0.1",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "cf-visitor": '{"scheme":"https"}',
        "cf-ipcountry": "XX",
        "cdn-loop": "cloudflare",
        "cf-ray": expect.stringMatching(/^[0-9a-f]{16}-LOC$/),
      },
    });
  });

  test("the visitor sees the same ray, and Cloudflare as the server", async () => {
    const { headers } = await world.curl("https://example.test/");

    expect(headers).toMatchObject({ server: "cloudflare", "cf-ray": asked[0]?.headers["cf-ray"], "x-origin": "yes" });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["alt-svc"]));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["x-accel-redirect"]));
  });

  test("what the visitor made up about itself is replaced, and X-Forwarded-For continued", async () => {
    const made = {
      "CF-Connecting-IP": "192.0.2.1",
      "CF-Visitor": "x",
      "CF-IPCountry": "DE",
      "CF-Worker": "other.test",
      "X-Forwarded-For": "192.0.2.2",
      "X-Forwarded-Proto": "gopher",
      "X-Real-IP": "192.0.2.3",
      "CDN-Loop": "other",
    };
    await world.curl("http://example.test/", ...Object.entries(made).flatMap(([name, value]) => ["-H", `${name}: ${value}`]));

    expect(asked[0]?.headers).toMatchObject({
      "cf-connecting-ip": "127.0.0.1",
      "cf-visitor": '{"scheme":"http"}',
      "cf-ipcountry": "XX",
      "x-forwarded-for": "192.0.2.2, 127.0.0.1",
      "x-forwarded-proto": "http",
      "cdn-loop": "other, cloudflare",
    });
    for (const name of ["x-real-ip", "cf-worker"]) expect(asked[0]?.headers).not.toHaveProperty(name);
  });

  test("names with an underscore go on to the origin, which must not take them for the edge's", async () => {
    await world.curl("http://example.test/", "-H", "CF_Connecting_IP: 192.0.2.1", "-H", "X_Forwarded_For: 192.0.2.2");

    expect(asked[0]?.headers).toMatchObject({
      "cf-connecting-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      cf_connecting_ip: "192.0.2.1",
      x_forwarded_for: "192.0.2.2",
    });
  });

  test("fields of the visitor's connection end at the edge", async () => {
    await world.curl(
      "http://example.test/",
      "-H",
      "Connection: close, X-Private",
      "-H",
      "X-Private: 1",
      "-H",
      "TE: trailers",
      "-H",
      "Keep-Alive: 5",
      "-H",
      "Accept-Encoding: br;q=1, gzip",
    );

    expect(asked[0]?.headers).toMatchObject({ connection: "keep-alive", "accept-encoding": "br;q=1, gzip" });
    for (const name of ["x-private", "te", "keep-alive"]) expect(asked[0]?.headers).not.toHaveProperty(name);
  });

  test("an absolute target overrides Host", async () => {
    await world.curl("http://example.test/", "--request-target", "http://example.test/absolute?1", "-H", "Host: other.test");

    expect(asked[0]).toMatchObject({ url: "/absolute?1", headers: { host: "example.test" } });
  });

  test("a path goes to the origin as it came", async () => {
    await world.curl("http://example.test/", "--request-target", "/a/../%2e//b;c?x=%00&y=[z]");

    expect(asked[0]?.url).toBe("/a/../%2e//b;c?x=%00&y=[z]");
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s: the body arrives, of known length and chunked", async (method) => {
    expect(await world.curl("https://example.test/", "-X", method, "-d", "content")).toMatchObject({ status: 200, body: "content" });
    expect(await world.curl("https://example.test/", "-X", method, "-d", "content", "-H", "Transfer-Encoding: chunked")).toMatchObject({
      status: 200,
      body: "content",
    });
  });

  test("a POST without a body says so to the origin", async () => {
    expect(await world.curl("https://example.test/", "-X", "POST")).toMatchObject({ status: 200 });
    expect(asked[0]?.headers["content-length"]).toBe("0");
  });

  test("Expect: 100-continue is answered by the edge", async () => {
    expect(await world.curl("https://example.test/", "--http1.1", "-H", "Expect: 100-continue", "-d", "content", "--expect100-timeout", "60")).toMatchObject({
      status: 100,
      body: expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\ncontent$/),
    });
  });

  describe("redirects", () => {
    test("Always Use HTTPS sends http to https, path and query kept", async () => {
      world.zones.set("example.test", { alwaysUseHttps: true });

      expect(await world.curl("http://example.test/path?q=1")).toMatchObject({
        status: 301,
        headers: { location: "https://example.test/path?q=1", server: "cloudflare" },
      });
      expect(await world.curl("https://example.test/path?q=1")).toMatchObject({ status: 200 });
    });

    test("mode off sends https to http, Always Use HTTPS or not", async () => {
      world.zones.set("example.test", { ssl: "off", alwaysUseHttps: true });

      expect(await world.curl("https://example.test/path?q=1")).toMatchObject({ status: 301, headers: { location: "http://example.test/path?q=1" } });
      expect(await world.curl("http://example.test/path?q=1")).toMatchObject({ status: 200 });
    });
  });

  describe("HSTS", () => {
    test("is added over https only, with what the zone says", async () => {
      world.zones.set("example.test", { hsts: { maxAge: 31536000, includeSubdomains: true, preload: true } });

      expect((await world.curl("https://example.test/")).headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains; preload");
      expect((await world.curl("http://example.test/")).headers).not.toHaveProperty("strict-transport-security");
    });

    test("is left to the origin when the zone has none", async () => {
      expect((await world.curl("https://example.test/")).headers).not.toHaveProperty("strict-transport-security");
    });
  });

  describe("ambiguous framing reaches no origin", () => {
    const raw = async (...lines: string[]) => {
      const socket = connectTcp(world.edge.ports.http, "127.0.0.1");
      socket.end([...lines].join("\r\n"));
      let answer = "";
      socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
      await once(socket, "close");
      return answer;
    };

    test.each([
      [
        "both Content-Length and Transfer-Encoding",
        ["Content-Length: 6", "Transfer-Encoding: chunked", "", "0", "", "GET /smuggled HTTP/1.1", "Host: example.test", "", ""],
      ],
      ["two different Content-Lengths", ["Content-Length: 3", "Content-Length: 30", "", "abc"]],
      ["a Transfer-Encoding in disguise", ["Transfer-Encoding : chunked", "", "0", "", ""]],
      ["a folded Transfer-Encoding", ["Transfer-Encoding:", " chunked", "", "0", "", "GET /smuggled HTTP/1.1", "Host: example.test", "", ""]],
      ["another coding before chunked", ["Transfer-Encoding: gzip, chunked", "", "0", "", ""]],
      ["an unknown coding", ["Transfer-Encoding: xchunked", "", "0", "", ""]],
      ["a chunk size that is no number", ["Transfer-Encoding: chunked", "", "0x3", "abc", "0", "", ""]],
      ["a bare line feed in the head", ["X: 1\nTransfer-Encoding: chunked", "", "0", "", ""]],
      ["a NUL in a field", ["X: 1\0", "", ""]],
    ])("%s", async (_, lines) => {
      const answer = await raw("POST / HTTP/1.1", "Host: example.test", ...lines);

      expect(answer).toMatch(/^HTTP\/1\.1 (400|501) [^]*^server: cloudflare\r$/im);
      expect(asked.filter(({ url }) => url === "/smuggled")).toEqual([]);
      expect(answer.match(/^HTTP\/1\.1 2/gm)).toBeNull();
    });

    test("nonsense that arrives during an answer ends the connection and does not get into the answer", async () => {
      const socket = connectTcp(world.edge.ports.http, "127.0.0.1");
      socket.write("GET /endless HTTP/1.1\r\nHost: example.test\r\n\r\n");
      let answer = "";
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString();
        if (answer.includes("part") && !socket.writableEnded) socket.end("NONSENSE\r\n\r\n");
      });
      await once(socket, "close");
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    });

    test("a request without Host, and one with two", async () => {
      expect(await raw("GET / HTTP/1.1", "", "")).toMatch(/^HTTP\/1\.1 400 /);
      expect(await raw("GET / HTTP/1.1", "Host: example.test", "Host: other.test", "", "")).toMatch(/^HTTP\/1\.1 400 /);
      expect(asked).toEqual([]);
    });

    test("a head beyond 128 KB is refused", async () => {
      expect(await raw("GET / HTTP/1.1", "Host: example.test", `X: ${"x".repeat(130 * 1024)}`, "", "")).toMatch(/^HTTP\/1\.1 431 /);
      expect(asked).toEqual([]);
    });
  });
});
