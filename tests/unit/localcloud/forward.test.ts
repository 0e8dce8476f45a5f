import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { forward } from "../../../localcloud/forward";
import type { Part } from "../../../localcloud/instance";
import { jsonLog } from "../../../localcloud/log";

describe("a forwarder", () => {
  const entries: string[] = [];
  const log = jsonLog((line) => entries.push(line));
  const parts: Part[] = [];
  const servers: Server[] = [];

  afterEach(async () => {
    for (const part of parts.splice(0)) await part.close();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    entries.length = 0;
  });

  async function listen(serve: (socket: Socket) => void, address = "127.0.0.1", port = 0): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, serve);
    servers.push(server);
    server.listen(port, address);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  async function reach(address: string, port: number): Promise<Socket> {
    for (;;) {
      const socket = connect({ port, host: address, allowHalfOpen: true });
      const reached = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      if (reached) return socket;
      await sleep(10);
    }
  }

  /** All that is said, without ending the connection as an iterator over it would. */
  async function heard(socket: Socket): Promise<string> {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, "end");
    return text;
  }

  test("carries what either side says, and its end", async () => {
    const port = await listen((socket) => void heard(socket).then((question) => socket.end(`heard ${question}`)));
    parts.push(forward({ from: { address: "127.0.0.2", port }, to: { address: "127.0.0.1", port }, log }));
    const client = await reach("127.0.0.2", port);
    client.end("a question");
    expect(await heard(client)).toBe("heard a question");
    client.destroy();
  });

  test("ends a connection whose other side cannot be reached", async () => {
    const port = await listen(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    parts.push(forward({ from: { address: "127.0.0.2", port }, to: { address: "127.0.0.1", port }, log }));
    const client = await reach("127.0.0.2", port);
    expect(await heard(client)).toBe("");
    client.destroy();
  });

  test("says when its address is taken, and goes on without it", async () => {
    const port = await listen(() => undefined, "127.0.0.2");
    parts.push(forward({ from: { address: "127.0.0.2", port }, to: { address: "127.0.0.1", port }, log }));
    while (entries.length === 0) await sleep(5);
    expect(entries[0]).toContain("EADDRINUSE");
  });

  test("waits for an address that the machine does not have", async () => {
    // RFC 5737: an address that no host has.
    parts.push(forward({ from: { address: "203.0.113.77", port: 14_000 }, to: { address: "127.0.0.1", port: 1 }, log }));
    await sleep(50);
    expect(entries).toEqual([]);
  });
});
