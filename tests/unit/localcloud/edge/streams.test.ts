import { fork } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as connectTcp } from "node:net";
import type { Readable } from "node:stream";
import { connect as connectTls } from "node:tls";
import { WebSocket, WebSocketServer } from "ws";
import { selfSigned } from "./support/authority";
import { World } from "./support/world";

describe("bodies stream through", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
    world.zones.set("example.test", { ssl: "flexible" });
  });
  afterEach(() => world.close());

  const ask = (path: string, method = "GET") =>
    httpRequest({ host: "127.0.0.1", port: world.edge.ports.http, path, method, headers: { host: "example.test" }, agent: false });

  test("the first part of an answer arrives before the last is sent", async () => {
    let finish = () => {};
    await world.origin((_, response) => {
      response.write("first");
      finish = () => void response.end("last");
    });
    const asking = ask("/");
    asking.end();
    const [response] = (await once(asking, "response")) as [Readable];

    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toBe("first");
    finish();
    const [last] = (await once(response, "data")) as [Buffer];
    expect(last.toString()).toBe("last");
  });

  test("the first part of a request arrives before the last is sent", async () => {
    const parts: string[] = [];
    await world.origin((request, response) => {
      request.on("data", (chunk: Buffer) => {
        parts.push(chunk.toString());
        if (parts.length === 1) response.write("more");
      });
      request.on("end", () => response.end());
    });
    const asking = ask("/", "POST");
    asking.write("first");
    const [response] = (await once(asking, "response")) as [Readable];
    expect(parts).toEqual(["first"]);
    asking.end("last");
    await once(response.resume(), "end");
    expect(parts).toEqual(["first", "last"]);
  });

  test("trailers arrive in both directions", async () => {
    const trailers: unknown[] = [];
    await world.origin((request, response) => {
      request.resume().on("end", () => {
        trailers.push(request.trailers);
        response.write("body");
        response.addTrailers({ "x-sum": "origin's" });
        response.end();
      });
    });
    const asking = ask("/", "POST");
    asking.write("body");
    asking.addTrailers({ "x-sum": "visitor's" });
    asking.end();
    const [response] = await once(asking, "response");
    await once(response.resume(), "end");

    expect(trailers).toEqual([{ "x-sum": "visitor's" }]);
    expect(response.trailers).toEqual({ "x-sum": "origin's" });
  });

  test("a visitor who leaves ends the request at the origin, before and during the answer", async () => {
    const ended: string[] = [];
    const arrived: string[] = [];
    await world.origin((request, response) => {
      arrived.push(request.url ?? "");
      if (request.url === "/during") response.write("first");
      response.on("close", () => ended.push(request.url ?? ""));
    });
    for (const path of ["/before", "/during"]) {
      const asking = ask(path).on("error", () => undefined);
      asking.end();
      if (path === "/during") await once(asking, "response");
      else await until(() => arrived.includes(path));
      asking.destroy();
      await until(() => ended.includes(path));
    }
    expect(ended).toEqual(["/before", "/during"]);
  });

  test("an answer to an upload that is not finished arrives, and the connection is not stuck", async () => {
    await world.origin((_, response) => response.writeHead(413, { connection: "close" }).end("too large"));

    expect(await world.curl("http://example.test/", "-d", "x".repeat(100_000))).toMatchObject({ status: 413, body: "too large" });
  });

  test("512 MB in each direction leave the edge's memory flat", async () => {
    const child = fork(require.resolve("./support/flow.ts"), { execArgv: ["-r", require.resolve("ts-node/register/transpile-only")], stdio: "inherit" });
    const [report] = (await once(child, "message")) as [{ down: number; up: number; growth: number }];
    await once(child, "exit");

    const megabyte = 1024 * 1024;
    expect(report).toMatchObject({ down: 512 * megabyte, up: 512 * megabyte });
    expect(report.growth).toBeLessThan(128 * megabyte);
  });
});

describe("WebSockets", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ timeouts: { tunnel: 2_000 } });
  });
  afterEach(() => world.close());

  /** A visitor that reaches the edge whatever the host name. */
  const visit = () =>
    new WebSocket("wss://example.test/chat?room=1", {
      createConnection: () => connectTls({ host: "127.0.0.1", port: world.edge.ports.https, servername: "example.test", ca: world.universal.certificate }),
    });

  test("messages pass both ways, over TLS to the origin, with the edge's headers", async () => {
    const origin = await world.origin(() => undefined, await selfSigned(["example.test"]));
    const sockets = new WebSocketServer({ server: origin });
    sockets.on("connection", (socket, request) => {
      socket.send(`${request.url} ${request.headers["cf-connecting-ip"]} ${request.headers["x-forwarded-proto"]}`);
      socket.on("message", (message: Buffer) => socket.send(message.toString().toUpperCase()));
    });

    const visitor = visit();
    const received: string[] = [];
    visitor.on("message", (message: Buffer) => received.push(message.toString()));
    await once(visitor, "open");
    visitor.send("hello");
    await until(() => received.length === 2);
    visitor.close(1000, "done");
    const [code] = (await once(visitor, "close")) as [number];

    expect(received).toEqual(["/chat?room=1 127.0.0.1 https", "HELLO"]);
    expect(code).toBe(1000);
  });

  test("an origin that declines is heard", async () => {
    await world.origin(() => undefined, await selfSigned(["example.test"]));
    (await world.origin((_, response) => response.end(), await selfSigned(["example.test"]))).on("upgrade", (_, socket) =>
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied"),
    );

    const visitor = visit();
    const [, response] = await once(
      visitor.on("error", () => undefined),
      "unexpected-response",
    );
    expect(response.statusCode).toBe(403);
    expect(response.headers.server).toBe("cloudflare");
    visitor.terminate();
  });

  test("an origin that is down gives the visitor 521", async () => {
    const visitor = visit();
    const [, response] = await once(
      visitor.on("error", () => undefined),
      "unexpected-response",
    );
    expect(response.statusCode).toBe(521);
    visitor.terminate();
  });

  test("when one side goes, so does the other", async () => {
    const origin = await world.origin(() => undefined, await selfSigned(["example.test"]));
    const sockets = new WebSocketServer({ server: origin });
    const visitor = visit();
    const [peer] = (await once(sockets, "connection")) as [WebSocket];
    await once(visitor, "open");
    visitor.terminate();
    await once(peer, "close");
  });

  test("a tunnel on which nobody speaks is closed", async () => {
    const origin = await world.origin(() => undefined, await selfSigned(["example.test"]));
    new WebSocketServer({ server: origin });
    const visitor = visit();
    await once(visitor, "open");
    await once(visitor, "close");
  });

  test("a request to switch to another protocol is answered in HTTP/1.1", async () => {
    world.zones.set("example.test", { ssl: "flexible" });
    await world.origin((request, response) => response.end(`upgrade: ${request.headers.upgrade}`));

    expect(
      await world.curl(
        "http://example.test/",
        "-H",
        "Connection: Upgrade, HTTP2-Settings",
        "-H",
        "Upgrade: h2c",
        "-H",
        "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
      ),
    ).toMatchObject({ status: 200, body: "upgrade: undefined", exitCode: 0 });
  });

  test("a visitor who breaks off in the middle of the switch harms nobody", async () => {
    await world.origin(() => undefined, await selfSigned(["example.test"]));
    const socket = connectTcp(world.edge.ports.http, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: example.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", () => socket.resetAndDestroy());
    await once(socket, "close");

    expect(await world.curl("http://nobody.invalid/")).toMatchObject({ status: 409 });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
