import { Resolver } from "node:dns/promises";
import { request } from "node:https";
import { connect, rootCertificates, type TLSSocket } from "node:tls";
import { leafFacts } from "../../certificate/bundle";
import type { Answer, ExpectedChain, Handshake, Observation } from "../chain";

const timeout = 10_000;
const longestBody = 64 * 1024;

/** From where the chain is looked at. */
export interface Viewpoint {
  /**
   * The DNS server to ask, `address:port`.
   * @default the machine's own
   */
  readonly resolver?: string;
  /**
   * Roots that are trusted beside the public ones, PEM.
   * @default none
   */
  readonly roots?: readonly string[];
}

/** Looks at a site as a visitor does, and, when `expected` is given and reachable, at its origin. Problems are part of what is returned. */
export async function observe(url: string, viewpoint: Viewpoint, expected?: ExpectedChain): Promise<Observation> {
  const { hostname, port } = new URL(url);
  const ca = [...rootCertificates, ...(viewpoint.roots ?? [])];
  const address = await resolve(hostname, viewpoint.resolver);
  if (address instanceof Error) {
    return { url, edge: { outcome: "failed", address: hostname, reason: `no address: ${address.message}` }, answer: { error: address.message } };
  }
  const [edge, answer, origin] = await Promise.all([
    handshake(address, Number(port || 443), hostname, ca),
    ask(url, address, ca),
    expected && handshake(expected.address, 443, expected.domain, ca),
  ]);
  return { url, edge, answer, ...(expected && origin ? { origin: { expected, seen: origin } } : {}) };
}

async function resolve(hostname: string, server: string | undefined): Promise<string | Error> {
  const resolver = new Resolver({ timeout, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  try {
    const [address = ""] = await resolver.resolve4(hostname);
    return address;
  } catch (error) {
    return error as Error;
  }
}

function handshake(address: string, port: number, servername: string, ca: string[]): Promise<Handshake> {
  return new Promise((done) => {
    // An untrusted certificate is a finding, not the end of looking: the verdict is in `authorized`.
    const socket = connect({ host: address, port, servername, ca, rejectUnauthorized: false, timeout });
    const fail = (reason: string): void => {
      socket.destroy();
      done({ outcome: "failed", address, reason });
    };
    socket.once("timeout", () => fail("no answer within 10 s"));
    socket.once("error", (error) => fail(error.message));
    socket.once("secureConnect", () => {
      done({ outcome: "done", address, protocol: socket.getProtocol() ?? "unknown", leaf: leafFacts(peerCertificate(socket)), verified: socket.authorized || String(socket.authorizationError) });
      socket.destroy();
    });
  });
}

function peerCertificate(socket: TLSSocket): string {
  return `-----BEGIN CERTIFICATE-----\n${socket.getPeerCertificate().raw.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

function ask(url: string, address: string, ca: string[]): Promise<Answer> {
  return new Promise((done) => {
    const visit = request(url, { ca, timeout, lookup: (_name, { all }, found) => (all === true ? found(null, [{ address, family: 4 }]) : found(null, address, 4)) }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (body = (body + text).slice(0, longestBody)));
      response.on("end", () => done({ status: response.statusCode ?? 0, server: response.headers["server"] as string | undefined, body }));
      response.on("error", (error) => done({ error: error.message }));
    });
    visit.once("timeout", () => visit.destroy(new Error("no answer within 10 s")));
    visit.once("error", (error) => done({ error: error.message }));
    visit.end();
  });
}
