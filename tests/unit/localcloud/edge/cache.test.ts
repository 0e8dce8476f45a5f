import type { IncomingMessage, ServerResponse } from "node:http";
import { selfSigned } from "./support/authority";
import { World } from "./support/world";

describe("the edge's cache", () => {
  let world: World;
  let asked: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    asked = [];
    answer = (_, response) => response.end(`answer ${asked.length}`);
    world = await World.start();
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
  });
  afterEach(() => world.close());

  const statusOf = async (path: string, ...more: string[]) => (await world.curl(`https://example.test${path}`, ...more)).headers["cf-cache-status"];
  const answering = (headers: Record<string, string>, status = 200) => {
    answer = (_, response) => response.writeHead(status, headers).end(`answer ${asked.length}`);
  };

  test("a file with a static extension is a MISS, then a HIT with its age", async () => {
    expect(await world.curl("https://example.test/style.css")).toMatchObject({ headers: { "cf-cache-status": "MISS" }, body: "answer 1" });

    const hit = await world.curl("https://example.test/style.css");
    expect(hit).toMatchObject({ status: 200, headers: { "cf-cache-status": "HIT", "content-length": "8", server: "cloudflare" }, body: "answer 1" });
    expect(hit.headers["age"]).toMatch(/^\d+$/);
    expect(asked).toEqual(["GET /style.css"]);
  });

  test.each(["/", "/page", "/page.html", "/data.json", "/file.css/", "/file.css/page"])("%s is DYNAMIC", async (path) => {
    expect([await statusOf(path), await statusOf(path)]).toEqual(["DYNAMIC", "DYNAMIC"]);
  });

  test("POST is DYNAMIC", async () => {
    expect(await statusOf("/style.css", "-d", "x")).toBe("DYNAMIC");
  });

  test("the query string, the host name and Accept-Encoding tell answers apart", async () => {
    world.zones.record("www.example.test", "A", "127.0.0.2");
    const visits = [
      ["https://example.test/a.js"],
      ["https://example.test/a.js?v=2"],
      ["https://www.example.test/a.js"],
      ["https://example.test/a.js", "-H", "Accept-Encoding: gzip"],
    ] as const;
    for (const [url, ...more] of visits) expect((await world.curl(url, ...more)).headers["cf-cache-status"]).toBe("MISS");
    for (const [url, ...more] of visits) expect((await world.curl(url, ...more)).headers["cf-cache-status"]).toBe("HIT");
  });

  test("the visitor's scheme does not, as long as the origin is asked by the same", async () => {
    expect((await world.curl("http://example.test/a.js")).headers["cf-cache-status"]).toBe("MISS");
    expect((await world.curl("https://example.test/a.js")).headers["cf-cache-status"]).toBe("HIT");
    world.zones.set("example.test", { ssl: "full" });
    await world.origin((_, response) => response.end("over TLS"), await selfSigned(["example.test"]));
    expect(await world.curl("https://example.test/a.js")).toMatchObject({ headers: { "cf-cache-status": "MISS" }, body: "over TLS" });
  });

  test.each([
    ["Cache-Control: private", { "cache-control": "private, max-age=60" }],
    ["no-store", { "cache-control": "no-store" }],
    ["no-cache", { "cache-control": "no-cache" }],
    ["max-age=0", { "cache-control": "max-age=0" }],
    ["s-maxage=0 beside a longer max-age", { "cache-control": "max-age=60, s-maxage=0" }],
    ["a cookie", { "set-cookie": "session=1" }],
    ["an Expires that is over", { expires: "Thu, 01 Jan 1970 00:00:00 GMT" }],
    ["an Expires that is no date", { expires: "0" }],
    ["Vary on something else than Accept-Encoding", { vary: "Accept-Encoding, Cookie" }],
    ["Vary on everything", { vary: "*" }],
  ])("BYPASS when the origin says %s", async (_, headers) => {
    answering(headers as Record<string, string>);
    expect([await statusOf("/a.js"), await statusOf("/a.js")]).toEqual(["BYPASS", "BYPASS"]);
  });

  test.each([200, 301, 302, 303, 404, 410])("%d without a word on caching is kept", async (status) => {
    answering({ location: "/" }, status);
    expect([await statusOf("/a.js"), await statusOf("/a.js")]).toEqual(["MISS", "HIT"]);
  });

  test.each([201, 307, 400, 403, 500, 503])("%d without a word on caching is not kept", async (status) => {
    answering({}, status);
    expect([await statusOf("/a.js"), await statusOf("/a.js")]).toEqual(["MISS", "MISS"]);
  });

  test("an error page of the edge is not kept", async () => {
    const { http } = world.originPorts;
    world.originPorts.http = 1;
    expect(await world.curl("https://example.test/a.js")).toMatchObject({ status: 521 });
    world.originPorts.http = http;
    expect(await world.curl("https://example.test/a.js")).toMatchObject({ status: 200, headers: { "cf-cache-status": "MISS" } });
  });

  test("what the origin calls old already is EXPIRED at the next visit", async () => {
    answering({ "cache-control": "max-age=60", age: "60" });
    expect([await statusOf("/a.js"), await statusOf("/a.js")]).toEqual(["MISS", "EXPIRED"]);
  });

  test("s-maxage counts for the edge, max-age for the browser", async () => {
    world.zones.set("example.test", { browserCacheTtl: 0 });
    answering({ "cache-control": "max-age=0, s-maxage=60" });
    expect([await statusOf("/a.js"), await statusOf("/a.js")]).toEqual(["MISS", "HIT"]);
    expect((await world.curl("https://example.test/a.js")).headers["cache-control"]).toBe("max-age=0, s-maxage=60");
  });

  test("an answer to an Authorization is kept only if the origin allows it", async () => {
    expect([await statusOf("/a.js", "-u", "me:secret"), await statusOf("/a.js", "-u", "me:secret")]).toEqual(["BYPASS", "BYPASS"]);
    answering({ "cache-control": "public, max-age=60" });
    expect([await statusOf("/b.js", "-u", "me:secret"), await statusOf("/b.js")]).toEqual(["MISS", "HIT"]);
  });

  test("HEAD is answered from what GET has brought", async () => {
    expect(await statusOf("/a.js", "-I")).toBe("MISS");
    expect(await statusOf("/a.js")).toBe("MISS");
    expect(await world.curl("https://example.test/a.js", "-I")).toMatchObject({ headers: { "cf-cache-status": "HIT", "content-length": "8" }, body: "" });
  });

  test("a visitor with the same ETag, or a copy as young, gets 304", async () => {
    answering({ etag: '"one"', "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT" });
    await statusOf("/a.js");

    const conditional = (field: string) => world.curl("https://example.test/a.js", "-H", field);
    expect(await conditional('If-None-Match: "other", W/"one"')).toMatchObject({ status: 304, body: "", headers: { "cf-cache-status": "HIT", etag: '"one"' } });
    expect(await conditional('If-None-Match: "other"')).toMatchObject({ status: 200 });
    expect(await conditional("If-Modified-Since: Wed, 01 Jan 2025 00:00:00 GMT")).toMatchObject({ status: 304 });
    expect(await conditional("If-Modified-Since: Tue, 31 Dec 2024 00:00:00 GMT")).toMatchObject({ status: 200 });
  });

  test("a part is asked of the origin, and neither kept nor taken from what is kept", async () => {
    answer = (request, response) => (request.headers.range ? response.writeHead(206, { "content-range": "bytes 0-0/8" }).end("a") : response.end("answer 0"));
    expect(await world.curl("https://example.test/a.mp4", "-r", "0-0")).toMatchObject({ status: 206, headers: { "cf-cache-status": "BYPASS" }, body: "a" });
    expect(await world.curl("https://example.test/a.mp4")).toMatchObject({ status: 200, headers: { "cf-cache-status": "MISS" } });
    expect(await world.curl("https://example.test/a.mp4", "-r", "0-0")).toMatchObject({ status: 206 });
  });

  test("an answer that breaks off is not kept", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    };
    await statusOf("/a.js");
    answering({});
    expect(await world.curl("https://example.test/a.js")).toMatchObject({ headers: { "cf-cache-status": "MISS" }, body: "answer 2" });
  });

  test.each([
    ["of stated length", true],
    ["of unknown length", false],
  ])("an object of 8 MiB, %s, is kept; a larger one is passed on and not kept", async (_, stated) => {
    const largest = 8 * 1024 * 1024;
    for (const [length, next] of [
      [largest, "HIT"],
      [largest + 1, "MISS"],
    ] as const) {
      answer = (_request, response) => response.writeHead(200, stated ? { "content-length": length } : {}).end(Buffer.alloc(length, "x"));
      for (const status of ["MISS", next]) {
        const { headers, body } = await world.curl(`https://example.test/${length}.bin`);
        expect([headers["cf-cache-status"], body.length]).toEqual([status, length]);
      }
    }
  });

  test("purge forgets the selected URLs", async () => {
    for (const path of ["/a.js", "/a.js?v=2", "/b.js"]) await statusOf(path);
    expect(world.cache.purge((url) => url.startsWith("http://example.test/a.js"))).toBe(2);
    expect([await statusOf("/a.js"), await statusOf("/a.js?v=2"), await statusOf("/b.js")]).toEqual(["MISS", "MISS", "HIT"]);
  });
});
