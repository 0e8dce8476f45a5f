import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { selfSigned } from "./support/authority";
import { World } from "./support/world";

/** How a connection ends: with TLS's own goodbye, without it, by a reset, or not at all. */
const ways = {
  "says goodbye": (socket: TLSSocket) => void socket.end(),
  "closes without a goodbye": (_: TLSSocket, connection: Socket) => void connection.end(),
  "resets the connection": (_: TLSSocket, connection: Socket) => void connection.resetAndDestroy(),
  "falls silent": () => undefined,
};

/** What an origin has sent by then, and what a visitor gets; 0 is an answer that breaks off. */
const moments: Record<string, readonly [sent: string, closed: number, silent: number]> = {
  nothing: ["", 520, 524],
  "half of the status line": ["HTTP/1.1 200 O", 520, 524],
  "half of the fields": ["HTTP/1.1 200 OK\r\nContent-Le", 520, 524],
  "an early hint": ["HTTP/1.1 103 Early Hints\r\n\r\n", 520, 524],
  "half of the body": ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", 0, 0],
  "half of the chunks": ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", 0, 0],
  everything: ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfull", 200, 200],
};

const good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

/** Whatever an origin does, a visitor's request ends within the edge's limits. */
describe.each(["a new connection", "a connection that was kept"])("an origin that breaks off on %s", (connection) => {
  const kept = connection.endsWith("kept");
  let world: World;
  let leaf: Awaited<ReturnType<typeof selfSigned>>;

  beforeAll(async () => {
    world = await World.start({ timeouts: { connect: 500, answer: 200 } });
    leaf = await selfSigned(["example.test"]);
  });
  afterAll(() => world.close());

  /** Answers the first request well if its connection is to be kept, then sends that much and ends the connection. */
  async function start(sent: string, end: (socket: TLSSocket, connection: Socket) => void): Promise<void> {
    const tls = createTlsServer({ key: leaf.key, cert: leaf.certificate });
    world.originPorts.https = await world.listen(
      createServer((raw) => {
        tls.once(
          "secureConnection",
          (socket: TLSSocket) =>
            void serve(
              socket.on("error", () => undefined),
              raw,
            ),
        );
        tls.emit(
          "connection",
          raw.on("error", () => undefined),
        );
      }),
    );
    const serve = async (socket: TLSSocket, raw: Socket): Promise<void> => {
      await once(socket, "data");
      if (kept) {
        socket.write(good);
        await once(socket, "data");
      }
      if (sent === "") end(socket, raw);
      else socket.write(sent, () => end(socket, raw));
    };
  }

  const cases = Object.entries(moments).flatMap(([moment, [sent, closed, silent]]) =>
    Object.entries(ways).map(([way, end]) => ({ moment, way, sent, end, expected: way === "falls silent" ? silent : closed })),
  );

  test.each(cases)("after $moment, where it $way", async ({ sent, end, expected }) => {
    await start(sent, end);
    const ask = () => world.curl("https://example.test/", "--max-time", "8");
    if (kept) expect(await ask()).toMatchObject({ status: 200, body: "good" });
    const { status, exitCode } = await ask();
    // Before an answer has begun, a kept connection that was closed is replaced, which the new one answers well.
    const replaced = kept && expected === 520;
    expect(exitCode === 0 ? status : 0).toBe(replaced ? 200 : expected);
    expect(exitCode).not.toBe(28);
  });
});
