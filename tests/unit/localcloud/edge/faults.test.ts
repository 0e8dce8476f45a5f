import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createTcpServer } from "node:net";
import { selfSigned } from "./support/authority";
import { World } from "./support/world";

describe("an origin that fails", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ timeouts: { connect: 1_000, answer: 1_000 } });
  });
  afterEach(() => world.close());

  test("521: it refuses the connection", async () => {
    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 521,
      headers: { server: "cloudflare", "cf-ray": expect.stringMatching(/^[0-9a-f]{16}-LOC$/), "content-type": "text/plain; charset=UTF-8" },
      body: expect.stringMatching(/^error code: 521\n.*example\.test\nThe origin 127\.0\.0\.2:1 refused the connection\.\n/),
    });
  });

  test("a browser gets a page with the same reason", async () => {
    const answer = await world.curl("https://example.test/", "-H", "Accept: text/html,*/*");

    expect(answer).toMatchObject({ status: 521, headers: { "content-type": "text/html; charset=UTF-8" } });
    expect(answer.body).toContain("<title>example.test | 521: Web server is down</title>");
    expect(answer.body).toContain("The origin 127.0.0.2:1 refused the connection.");
  });

  test("HEAD gets the status alone", async () => {
    expect(await world.curl("https://example.test/", "-I")).toMatchObject({ status: 521, body: "" });
  });

  test("522: it does not take the connection", async () => {
    const { port, end } = await deafListener();
    world.onClose(end);
    world.originPorts.https = port;

    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 522,
      body: expect.stringContaining("did not accept the connection within 1 seconds"),
    });
  });

  test("523: there is no route to it", async () => {
    world.zones.forget("example.test");
    world.zones.record("example.test", "A", "224.0.0.1");

    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 523,
      body: expect.stringContaining("There is no route to the origin 224.0.0.1:1."),
    });
  });

  test("524: it takes the request and says nothing", async () => {
    await world.origin(() => undefined, await selfSigned(["example.test"]));

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 524, body: expect.stringContaining("sent nothing for 1 seconds") });
  });

  test("525: it does not speak TLS", async () => {
    world.originPorts.https = await world.listen(createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n")));

    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 525,
      body: expect.stringContaining("The TLS handshake with the origin failed:"),
    });
  });

  test("525: it takes the connection and does not answer the handshake", async () => {
    world.originPorts.https = await world.listen(createTcpServer());

    expect(await world.curl("https://example.test/")).toMatchObject({
      status: 525,
      body: expect.stringContaining("did not finish the TLS handshake within 1 seconds"),
    });
  });

  test.each([
    ["closes the connection", "", "closed the connection without an answer"],
    ["answers in another language", "220 mail ESMTP\r\n", "is no valid HTTP"],
    ["frames its answer in two ways", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "is no valid HTTP"],
    ["answers with no status known to HTTP", "HTTP/1.1 001 What\r\nContent-Length: 0\r\n\r\n", "cannot be passed on"],
    ["switches protocols unasked", "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", "switched protocols"],
  ])("520: it %s", async (_, answer, reason) => {
    world.zones.set("example.test", { ssl: "flexible" });
    world.originPorts.http = await world.listen(createTcpServer((socket) => socket.once("data", () => socket.end(answer)).on("error", () => undefined)));

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 520, body: expect.stringContaining(reason) });
  });

  test("the visitor's connection breaks off when the origin breaks off in mid-answer", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    });

    const answer = await world.curl("https://example.test/");
    expect(answer).toMatchObject({ status: 200, body: "half" });
    expect(answer.exitCode).not.toBe(0);
  });

  test("the visitor's connection breaks off when the origin stalls in mid-answer", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((_, response) => void response.writeHead(200, { "content-length": "1000" }).write("half"));

    expect((await world.curl("https://example.test/")).exitCode).not.toBe(0);
  });

  test("a connection that the origin closed while it was idle is replaced unnoticed", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    let served = 0;
    world.originPorts.http = await world.listen(
      createTcpServer((socket) => {
        // Keeps the connection open after the first answer, and closes it on the second request, as a server at its idle limit does.
        let answered = false;
        socket.on("error", () => undefined);
        socket.on("data", () => {
          if (answered) return socket.destroy();
          answered = true;
          served += 1;
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
      }),
    );

    for (let visit = 0; visit < 3; visit += 1) expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });
    expect(served).toBe(3);
  });
});

describe("526: strict mode refuses the origin's certificate and says why", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    world.zones.set("example.test", { ssl: "strict" });
  });
  afterAll(() => world.close());

  const cases: [string, () => ReturnType<typeof selfSigned>, string][] = [
    ["self-signed", () => selfSigned(["example.test"]), "is self-signed (example.test)"],
    ["of an unknown authority", () => world.universal.leaf(["example.test"], -1, 30), "was issued by Universal SSL, which is not trusted"],
    ["expired", () => world.originCa.leaf(["example.test"], -30, -1), "has expired"],
    ["not valid yet", () => world.originCa.leaf(["example.test"], 1, 30), "is not valid yet"],
    [
      "for another name",
      () => world.originCa.leaf(["www.example.test", "blog.example.test"], -1, 30),
      "does not name example.test. It names: www.example.test, blog.example.test.",
    ],
  ];

  test.each(cases)("%s", async (_, leaf, reason) => {
    await world.origin((_request, response) => response.end("never seen"), await leaf());

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 526, body: expect.stringContaining(reason) });
  });

  test("over http, strict asks the origin in the clear and checks nothing", async () => {
    await world.origin((_, response) => response.end("clear"));

    expect(await world.curl("http://example.test/")).toMatchObject({ status: 200, body: "clear" });
  });
});

describe("a host name that the edge does not serve", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    world.zones.record("grey.example.test", "A", "127.0.0.2", false);
    world.zones.record("loop.example.test", "A", "127.0.0.1");
    world.zones.record("lost.example.test", "CNAME", "elsewhere.invalid");
    world.zones.add("other.test");
    world.zones.record("other.test", "A", "127.0.0.2");
  });
  afterAll(() => world.close());

  test.each([
    ["an address: 1003", "http://192.0.2.1/", 403, 1003],
    ["unknown: 1001", "http://nobody.invalid/", 409, 1001],
    ["DNS-only: 1001", "http://grey.example.test/", 409, 1001],
    ["one whose record points to the edge: 1000", "https://loop.example.test/", 403, 1000],
    ["one whose CNAME leads nowhere: 1016", "https://lost.example.test/", 530, 1016],
  ])("%s", async (_, url, status, code) => {
    expect(await world.curl(url)).toMatchObject({ status, body: expect.stringMatching(new RegExp(`^error code: ${code}\n`)) });
  });

  test("a Host of another zone than the handshake's: 421", async () => {
    expect(await world.curl("https://example.test/", "-H", "Host: other.test")).toMatchObject({ status: 421 });
  });

  test("a request that comes back for the sixteenth time: 1000", async () => {
    const passes = Array.from({ length: 16 }, () => "cloudflare").join(", ");
    expect(await world.curl("https://example.test/", "-H", `CDN-Loop: ${passes}`)).toMatchObject({
      status: 403,
      body: expect.stringContaining("error code: 1000"),
    });
  });
});

/** A listener whose queue of connections is full and that never takes one, so that the kernel drops what comes. */
async function deafListener(): Promise<{ port: number; end: () => Promise<void> }> {
  const program = `
    const { createServer, connect } = require("node:net");
    const server = createServer().listen({ port: 0, host: "127.0.0.2", backlog: 1 }, () => {
      const { port } = server.address();
      for (let filler = 0; filler < 4; filler += 1) connect(port, "127.0.0.2");
      process.nextTick(() => {
        require("node:fs").writeSync(1, port + "\\n");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });
    });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(child.stdout, "data")) as [Buffer];
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { port: Number(printed.toString()), end };
}
