import { createServer as createTlsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Part } from "../instance";
import type { Authority } from "../pki/authority";

/** Where an app is served, and who signs its certificate. */
export interface ApiPlace {
  readonly hostname: string;
  readonly port: number;
  /** The names and addresses that its clients may use. */
  readonly names: readonly string[];
  /** Signs its certificate. HTTPS is needed as some clients of the vendors refuse to send a token over plain HTTP. */
  readonly authority: Authority;
}

/** The first byte of a TLS record that begins a handshake (RFC 8446, section 5.1); no HTTP request begins with it. */
const handshakeRecord = 0x16;

/** How long a client may take for its first byte, in milliseconds. */
const silence = 60_000;

/** Longer than any local cloud runs. */
const days = 825;

type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/** Serves an app over HTTP and HTTPS on the same port until it is closed, which cuts open connections. @throws if the port is taken. */
export async function serveApp(fetch: Fetch, { hostname, port, names, authority }: ApiPlace): Promise<Part> {
  const { key, certificate } = await authority.issue(names, { days });
  const plain = createAdaptorServer({ fetch });
  const secure = createAdaptorServer({ fetch, createServer: createTlsServer, serverOptions: { key, cert: certificate } });
  const sockets = new Set<Socket>();
  const front = createServer((socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
    dispatch(socket, plain, secure);
  });
  await listen(front, port, hostname);
  return { close: () => close(front, sockets) };
}

/** Hands a connection to the server for its client's protocol. */
function dispatch(socket: Socket, plain: ServerType, secure: ServerType): void {
  const give = (): void => void socket.destroy();
  socket.on("error", give).setTimeout(silence, give);
  socket.once("data", (first: Buffer) => {
    socket.off("error", give).setTimeout(0).off("timeout", give).pause();
    socket.unshift(first);
    (first[0] === handshakeRecord ? secure : plain).emit("connection", socket);
    process.nextTick(() => socket.resume());
  });
}

function listen(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((closed, failed) => {
    server.close((error) => {
      if (error) failed(error);
      else closed();
    });
    for (const socket of sockets) socket.destroy();
  });
}
