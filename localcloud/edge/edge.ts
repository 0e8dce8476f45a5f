import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Server as NetServer, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Instance, type Part, ports } from "../instance";
import type { Log } from "../log";
import type { Authority } from "../pki/authority";
import type { Store } from "../store/store";
import type { ZoneData } from "../zones/zone";
import { Certificates } from "./tls/certificates";
import { EdgeCache } from "./cache/cache";
import { fieldsOf, members } from "./fields";
import { Handler, type Upgrade } from "./handler";
import { OriginAgent } from "./origin/agent";
import { TlsFront } from "./tls/front";
import { maxHeaderSize } from "./origin/request";
import { OriginTrust } from "./origin/trust";
import { rawAnswerTo } from "./raw-answer";

export interface EdgeOptions {
  readonly instance: Instance;
  readonly zones: ZoneData;
  /** The "Universal SSL" authority, which issues what visitors see. */
  readonly authority: Authority;
  readonly store: Store;
  /** Roots that SSL mode strict trusts besides the public ones, PEM: the Origin CA's, and the local ACME authority's. */
  readonly strictRoots: () => readonly string[];
  readonly log: Log;
  /** Where the edge listens; 80 and 443 unless given. */
  readonly ports?: { readonly http: number; readonly https: number };
  /** Where origins listen; 80 and 443 unless given. */
  readonly originPorts?: { readonly http: number; readonly https: number };
  /** Milliseconds; Cloudflare's own limits unless given. */
  readonly timeouts?: Partial<EdgeTimeouts>;
}

/** Milliseconds (developers.cloudflare.com/fundamentals/reference/connection-limits). */
export interface EdgeTimeouts {
  /** Until the origin accepts a connection, and again until its TLS handshake is done: 522, 525. */
  readonly connect: number;
  /** Without a byte of the origin's answer: 524. */
  readonly answer: number;
  /** Without a byte on a WebSocket. */
  readonly tunnel: number;
  /** Without a byte on a visitor's connection. */
  readonly visitor: number;
}

const cloudflareTimeouts: EdgeTimeouts = { connect: 19_000, answer: 120_000, tunnel: 100_000, visitor: 400_000 };

export interface Edge extends Part {
  readonly ports: { readonly http: number; readonly https: number };
  /** Forgets what the cache holds for the selected URLs, e.g. `https://example.test/style.css?v=2`, and tells how many. The scheme is the one by which the origin was asked. */
  purge(selects: (url: string) => boolean): number;
}

/** Starts the edge of a local cloud; rejects when an address is taken. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { zones, log, instance } = options;
  const timeouts = { ...cloudflareTimeouts, ...options.timeouts };
  const agents = { pooled: new OriginAgent(timeouts.connect, { keepAlive: true }), fresh: new OriginAgent(timeouts.connect, { keepAlive: false }) };
  const cache = new EdgeCache();
  const handler = new Handler({
    zones,
    cache,
    agents,
    log,
    address: instance.address,
    trust: new OriginTrust(options.strictRoots),
    originPorts: options.originPorts ?? ports,
    answerTimeout: timeouts.answer,
    tunnelTimeout: timeouts.tunnel,
  });
  const http = httpServer(handler, timeouts.visitor);
  const certificates = new Certificates(options.authority, options.store.collection("edge-certificates"));
  const https = new TlsFront({ zones, certificates, log, accept: (socket) => http.emit("connection", socket) }).listener();
  const sockets = new Set<Socket>();
  for (const server of [http, https]) server.on("connection", (socket: Socket) => remember(sockets, socket));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([http, https].map(stop));
    for (const agent of Object.values(agents)) agent.destroy();
  };
  const wanted = options.ports ?? ports;
  try {
    const listening = { http: await listen(http, instance.address, wanted.http), https: await listen(https, instance.address, wanted.https) };
    return { ports: listening, close, purge: (selects) => cache.purge(selects) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Serves both ports: connections that {@link TlsFront} has secured are handed to it. */
function httpServer(handler: Handler, idle: number): Server {
  // An upload may take as long as it goes on, so only silence ends it.
  const server = createServer({ maxHeaderSize, requestTimeout: 0, keepAliveTimeout: idle });
  server.setTimeout(idle);
  const answers = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on("request", (request, response) => {
    const ofSocket = answers.get(request.socket) ?? new Set();
    answers.set(request.socket, ofSocket.add(response));
    response.once("close", () => ofSocket.delete(response));
    serve(handler, request, response);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on("finish", () => socket.end());
    const isWebSocket = request.method === "GET" && members(fieldsOf(request.rawHeaders), "upgrade").includes("websocket");
    serve(handler, request, response, { isWebSocket, head });
  });
  server.on("clientError", (error, socket) => {
    // In the midst of an answer the visitor would take it for a part of that.
    const hasBegun = [...(answers.get(socket) ?? [])].some((response) => response.headersSent);
    if (socket.writable && !hasBegun) socket.end(rawAnswerTo(error));
    else socket.destroy();
  });
  return server;
}

/** A defect of the edge ends one visitor's connection, never the daemon. */
function serve(handler: Handler, request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): void {
  handler.handle(request, response, upgrade).catch(() => response.destroy());
}

function remember(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
}

function listen(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function stop(server: NetServer): Promise<void> {
  return new Promise((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
}
