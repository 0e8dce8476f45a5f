import { connect, type TLSSocket } from "node:tls";
import { leafFacts } from "../../../certificate/x509/bundle";
import type { ExpectedChain, Handshake, Observation } from "../chain";
import { follow, type Remembered } from "../journey";
import { ask, patience, resolve, trustedRoots, type Viewpoint } from "./visit";
import { readZone, type CloudflareApi } from "./zone";

/** How a site is looked at. */
export interface Watching {
  /** From where a host is looked at: of a redirect, the other host as well. */
  readonly viewpoint: (hostname: string) => Viewpoint;
  /**
   * Where the zone's settings are read.
   * @default none: they are not compared
   */
  readonly cloudflare?: CloudflareApi;
}

/** Looks at a site as visitors do, and, when `expected` is given and reachable, at its origin. Problems are part of what is returned. */
export async function observe(url: string, { viewpoint, cloudflare }: Watching, expected?: ExpectedChain): Promise<Observation> {
  const { hostname, port, protocol } = new URL(url);
  const visit = (start: string, remembered?: Remembered) => follow(start, (each) => ask(each, viewpoint(new URL(each).hostname)), remembered);
  const edgePort = protocol === "https:" && port !== "" ? Number(port) : 443;
  const [edge, first, others, origin, zone] = await Promise.all([
    edgeHandshake(hostname, edgePort, viewpoint(hostname)),
    visit(url),
    Promise.all(expected ? otherVisitors(expected).map(([start, remembered]) => visit(start, remembered)) : []),
    expected && handshake(expected.address, 443, expected.domain, trustedRoots(viewpoint(expected.domain))),
    cloudflare && readZone(cloudflare, hostname, expected?.zone?.name),
  ]);
  return { url, edge, journeys: [first, ...others], ...(expected && origin && { origin: { expected, seen: origin } }), ...(zone && { zone }) };
}

/** Who types the name alone comes by http, and who has been there before may remember that https was demanded. */
function otherVisitors({ domain, hsts }: ExpectedChain): [start: string, remembered: Remembered][] {
  const start = `http://${domain}/`;
  return [[start, new Map<string, boolean>()], ...(hsts === true ? [[start, new Map([[domain, false]])] satisfies [string, Remembered]] : [])];
}

async function edgeHandshake(hostname: string, port: number, viewpoint: Viewpoint): Promise<Handshake> {
  const address = await resolve(hostname, viewpoint);
  if (address instanceof Error) return { outcome: "failed", address: hostname, reason: `no address: ${address.message}` };
  return handshake(address, port, hostname, trustedRoots(viewpoint));
}

function handshake(address: string, port: number, servername: string, ca: string[]): Promise<Handshake> {
  return new Promise((done) => {
    // An untrusted certificate is a finding, not the end of looking: the verdict is in `authorized`.
    const socket = connect({ host: address, port, servername, ca, rejectUnauthorized: false, timeout: patience });
    const fail = (reason: string): void => {
      socket.destroy();
      done({ outcome: "failed", address, reason });
    };
    socket.once("timeout", () => fail("no answer within 10 s"));
    socket.once("error", (error) => fail(error.message));
    socket.once("secureConnect", () => {
      done({
        outcome: "done",
        address,
        protocol: socket.getProtocol() ?? "unknown",
        leaf: leafFacts(peerCertificate(socket)),
        verified: socket.authorized || String(socket.authorizationError),
      });
      socket.destroy();
    });
  });
}

function peerCertificate(socket: TLSSocket): string {
  return `-----BEGIN CERTIFICATE-----\n${socket.getPeerCertificate().raw.toString("base64")}\n-----END CERTIFICATE-----\n`;
}
