import type { EventEmitter } from "node:events";
import type { ServerHttp2Session } from "node:http2";
import type { Server as NetServer, Socket } from "node:net";
import { type Instance, type Part, ports } from "../instance";
import type { Log } from "../log";
import type { Authority } from "../pki/authority";
import type { Store } from "../store/store";
import type { Traffic } from "../traffic/traffic";
import type { ClientCertificate } from "../zones/origin-pulls";
import type { Zone, ZoneData } from "../zones/zone";
import { Certificates } from "./tls/certificates";
import type { EdgeCache } from "./cache/cache";
import { Handler } from "./handler";
import { OriginAgent } from "./origin/agent";
import { TlsFront } from "./tls/front";
import { OriginTrust } from "./origin/trust";
import type { ZoneRules } from "./rule-effects";
import { http1Server, http2Server } from "./servers";

export interface EdgeOptions {
  readonly instance: Instance;
  readonly zones: ZoneData;
  /** The "Universal SSL" authority, which issues the certificates that visitors see. */
  readonly authority: Authority;
  readonly store: Store;
  /** Roots that SSL mode strict trusts in addition to the public ones, PEM: those of the Origin CA and the local ACME authority. */
  readonly strictRoots: () => readonly string[];
  /** The certificate for an origin that asks for one, if there is one. */
  readonly clientCertificate: (zone: Zone, host: string) => ClientCertificate | undefined;
  /** The rules of a zone. */
  readonly rules: ZoneRules;
  /** Its cache; the API purges it. */
  readonly cache: EdgeCache;
  /** Counts every request; the API answers from it. */
  readonly traffic: Traffic;
  readonly log: Log;
  /** The edge's ports. @default 80 and 443 */
  readonly ports?: { readonly http: number; readonly https: number };
  /** The origins' ports. @default 80 and 443 */
  readonly originPorts?: { readonly http: number; readonly https: number };
  /** Milliseconds. @default Cloudflare's own limits */
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
}

/** Starts the edge of a local cloud; rejects if an address is taken. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { zones, log, instance } = options;
  const timeouts = { ...cloudflareTimeouts, ...options.timeouts };
  const agents = { pooled: new OriginAgent(timeouts.connect, { keepAlive: true }), fresh: new OriginAgent(timeouts.connect, { keepAlive: false }) };
  const handler = new Handler({
    zones,
    cache: options.cache,
    rules: options.rules,
    traffic: options.traffic,
    agents,
    log,
    address: instance.address,
    trust: new OriginTrust(options.strictRoots),
    clientCertificate: options.clientCertificate,
    originPorts: options.originPorts ?? ports,
    answerTimeout: timeouts.answer,
    tunnelTimeout: timeouts.tunnel,
  });
  const http = http1Server(handler, timeouts.visitor);
  const http2 = http2Server(handler, timeouts.visitor);
  const certificates = new Certificates(options.authority, options.store.collection("edge-certificates"));
  const https = new TlsFront({
    zones,
    certificates,
    log,
    accept: (socket) => (socket.alpnProtocol === "h2" ? http2 : http).emit("connection", socket),
  }).listener();
  const sockets = new Set<Socket>();
  for (const server of [http, https]) server.on("connection", (socket: Socket) => remember(sockets, socket));
  const sessions = new Set<ServerHttp2Session>();
  http2.on("session", (session) => remember(sessions, session));
  const close = async () => {
    await Promise.all([...sessions].map(sayGoodbye));
    for (const socket of sockets) socket.destroy();
    await Promise.all([http, https].map(stop));
    for (const agent of Object.values(agents)) agent.destroy();
  };
  const wanted = options.ports ?? ports;
  try {
    const listening = { http: await listen(http, instance.address, wanted.http), https: await listen(https, instance.address, wanted.https) };
    return { ports: listening, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function remember<T extends EventEmitter>(open: Set<T>, opened: T): void {
  open.add(opened);
  opened.once("close", () => open.delete(opened));
}

/** Ends a session with GOAWAY, so that the visitor knows which of its requests were processed. */
function sayGoodbye(session: ServerHttp2Session): Promise<void> {
  return new Promise((resolve) => {
    session.once("close", () => resolve());
    session.destroy();
  });
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
