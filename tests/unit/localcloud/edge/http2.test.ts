import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from "node:http2";
import { connect as connectTls } from "node:tls";
import { selfSigned } from "./support/authority";
import { run, World } from "./support/world";

describe("HTTP/2 to the visitor", () => {
  let world: World;
  const asked: { headers: NodeJS.Dict<string | string[]>; url: string | undefined; body: string }[] = [];
  const ended: (string | undefined)[] = [];

  beforeEach(async () => {
    asked.length = ended.length = 0;
    world = await World.start();
    await world.origin(
      (request, response) => {
        let body = "";
        response.once("close", () => ended.push(request.url));
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        if (request.url === "/endless" || request.url === "/cut") {
          response.write("part");
          if (request.url === "/cut") setImmediate(() => request.socket.destroy());
          return;
        }
        if (request.url === "/refused") return void response.writeHead(413, { connection: "close" }).end("too large");
        request.on("end", () => {
          asked.push({ headers: request.headers, url: request.url, body });
          response.setHeader("content-type", "text/css").setHeader("cache-control", "max-age=60");
          response.write(`${request.method} ${body}`);
          if (request.url === "/post") response.addTrailers({ "x-sum": String(request.trailers["x-sum"]) });
          response.end();
        });
      },
      await selfSigned(["example.test"]),
    );
  });
  afterEach(() => world.close());

  const curl = (path: string, ...more: string[]) => world.curl(`https://example.test${path}`, "--http2", "-w", "\n%{http_version}", ...more);

  const open = (): ClientHttp2Session => {
    const socket = connectTls({
      host: "127.0.0.1",
      port: world.edge.ports.https,
      servername: "example.test",
      ca: world.universal.certificate,
      ALPNProtocols: ["h2"],
    });
    return connect("https://example.test", { createConnection: () => socket });
  };

  const answerOf = async (stream: ClientHttp2Stream) => {
    let body = "";
    stream.on("data", (chunk: Buffer) => (body += chunk.toString()));
    let trailers: IncomingHttpHeaders = {};
    stream.on("trailers", (received) => (trailers = received));
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    await once(stream, "close");
    return { status: headers[":status"], headers, body, trailers };
  };

  test("curl agrees to it, and to HTTP/1.1 where it is asked for", async () => {
    expect(await curl("/")).toMatchObject({ status: 200, body: "GET \n2", exitCode: 0 });
    expect(await curl("/", "--http1.1")).toMatchObject({ status: 200, body: "GET \n1.1" });
    expect(asked[0]?.headers).toMatchObject({ host: "example.test", "x-forwarded-proto": "https", "cf-connecting-ip": "127.0.0.1" });
  });

  test.each([
    ["GET", "/style.css", "MISS"],
    ["GET", "/style.css?again", "MISS"],
    ["HEAD", "/page", "DYNAMIC"],
  ])("%s %s is answered as by HTTP/1.1, from the cache as well", async (method, path, first) => {
    const more = method === "HEAD" ? ["-I"] : [];
    expect(await curl(path, ...more)).toMatchObject({ status: 200, headers: { "cf-cache-status": first, server: "cloudflare" }, exitCode: 0 });
    expect(await curl(path, ...more)).toMatchObject({ status: 200, exitCode: 0 });
    expect(await curl(path, "-I")).toMatchObject({ status: 200, exitCode: 0 });
  });

  test("a body of unknown length arrives, with trailers in both directions; cookies arrive as one field", async () => {
    const session = open();
    const stream = session.request({ ":method": "POST", ":path": "/post", cookie: ["a=1", "b=2"] }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "visitor's" }));
    stream.write("one ");
    stream.end("two");

    expect(await answerOf(stream)).toMatchObject({ status: 200, body: "POST one two", trailers: { "x-sum": "visitor's" } });
    expect(asked[0]?.headers).toMatchObject({ cookie: "a=1; b=2", "transfer-encoding": "chunked" });
    session.close();
    await once(session, "close");
  });

  test("an upload of 8 MB arrives whole, and so does the answer to one that the origin does not read", async () => {
    const size = 8 * 1024 * 1024;
    const upload = (path: string) =>
      run("sh", [
        "-c",
        `head -c ${size} /dev/zero | tr '\\0' x | curl -sS --http2 -o /dev/null -w '%{http_code} %{size_upload}'` +
          ` -T - -X POST --noproxy '*' --cacert ${world.directory}/root.pem ` +
          `--connect-to ::127.0.0.1:${world.edge.ports.https} https://example.test${path}`,
      ]);
    expect((await upload("/upload")).stdout).toBe(`200 ${size}`);
    expect(asked[0]?.body).toHaveLength(size);
    expect((await upload("/refused")).stdout).toMatch(/^413 /);
  });

  test("a stream that the visitor cancels ends the request at the origin, and the others go on", async () => {
    const session = open();
    const cancelled = session.request({ ":path": "/endless" });
    await once(cancelled, "data");
    cancelled.close(constants.NGHTTP2_CANCEL);
    expect(await answerOf(session.request({ ":path": "/other" }))).toMatchObject({ status: 200 });
    await until(() => ended.includes("/endless"));
    session.close();
  });

  test("an answer that the origin breaks off ends in an error, not as a whole answer", async () => {
    expect(await curl("/cut")).toMatchObject({ status: 200, exitCode: 92 });
  });

  test("the edge's own pages and redirects come over it", async () => {
    world.zones.add("other.test");
    world.zones.record("other.test", "A", "127.0.0.2");
    const session = open();
    const misdirected = session.request({ ":path": "/", ":authority": "other.test", ":method": "POST" });
    misdirected.write("part");
    expect(await answerOf(misdirected)).toMatchObject({ status: 421 });
    session.close();
    world.zones.set("example.test", { ssl: "off" });
    expect(await curl("/")).toMatchObject({ status: 301, headers: { location: "http://example.test/" } });
  });

  test("stopping ends a session with GOAWAY while a stream is open", async () => {
    const session = open().on("error", () => undefined);
    const stream = session.request({ ":path": "/endless" }).on("error", () => undefined);
    await once(stream, "data");
    const goaway = once(session, "goaway");
    await world.edge.close();
    const [code] = (await goaway) as [number];
    expect(code).toBe(constants.NGHTTP2_NO_ERROR);
    await world.startEdge();
  });

  test("a connection on which the visitor says nothing is closed", async () => {
    await world.edge.close();
    await world.startEdge({ timeouts: { visitor: 100 } });
    const session = open();
    await once(session, "close");
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
