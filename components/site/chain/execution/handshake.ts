import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type ConnectionOptions, type DetailedPeerCertificate, type SecureVersion, type TLSSocket } from "node:tls";
import { leafFacts } from "../../../certificate/x509/bundle";
import { pem } from "../../../certificate/x509/pem";
import type { Handshake, IssuerFacts, Obstacle } from "../handshake";
import { patience } from "./viewpoint";

/** A TLS server's address, and the name to ask for. */
export interface Place {
  readonly address: string;
  readonly port: number;
  readonly servername: string;
  /** The trusted roots, PEM. */
  readonly ca: readonly string[];
}

/** An address is never asked for by name (RFC 6066, section 3). */
const sni = (servername: string): Pick<ConnectionOptions, "servername"> => (isIP(servername) === 0 ? { servername } : {});

/** Does one handshake. Problems are part of the result. */
export function handshake({ address, port, servername, ca }: Place): Promise<Handshake> {
  return new Promise((done) => {
    // An untrusted certificate is a finding, and must not end the handshake: `authorized` has the verdict.
    const socket = connect({ host: address, port, ...sni(servername), ca: [...ca], rejectUnauthorized: false, timeout: patience });
    let connected = false;
    const fail = (reason: string, obstacle?: Obstacle): void => {
      socket.destroy();
      done({ outcome: "failed", address, reason, ...(obstacle && { obstacle }) });
    };
    socket.once("connect", () => (connected = true));
    socket.once("timeout", () => fail("no answer within 10 s", "silent"));
    socket.once("error", (error: NodeJS.ErrnoException) => fail(inWords(error), obstacleOf(error.code, connected)));
    socket.once("secureConnect", () => {
      done(seen(socket, address));
      socket.destroy();
    });
  });
}

/** OpenSSL's reason, as its message names the lines of its source. */
export function inWords({ message }: Error): string {
  return /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

function obstacleOf(code: string | undefined, connected: boolean): Obstacle | undefined {
  if (code === "ECONNREFUSED") return "refused";
  return connected ? "no-tls" : undefined;
}

/** The deprecated versions (RFC 8996), by their names in a handshake. */
const oldVersions = ["TLSv1", "TLSv1.1"] as const satisfies readonly SecureVersion[];

/** Which versions before 1.2 a server still speaks. */
export async function oldProtocols(place: Place): Promise<string[]> {
  const spoken = await Promise.all(oldVersions.map((version) => speaks(place, version)));
  return oldVersions.filter((_, index) => spoken[index]);
}

function speaks({ address, port, servername }: Place, version: SecureVersion): Promise<boolean> {
  return new Promise((done) => {
    // OpenSSL only uses them at its lowest security level.
    const options = { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0", rejectUnauthorized: false, timeout: patience };
    const socket = connect({ host: address, port, ...sni(servername), ...options });
    const end = (spoken: boolean): void => {
      socket.destroy();
      done(spoken);
    };
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("secureConnect", () => end(true));
  });
}

function seen(socket: TLSSocket, address: string): Handshake {
  const [leaf, ...issuers] = sent(socket.getPeerCertificate(true));
  if (!leaf) return { outcome: "failed", address, reason: "no certificate was shown", obstacle: "no-tls" };
  const verified = socket.authorized || String(socket.authorizationError);
  const missingIssuer = withoutIssuer.includes(String(verified)) ? publishedIssuer(issuers.at(-1) ?? leaf) : undefined;
  return {
    outcome: "done",
    address,
    protocol: socket.getProtocol() ?? "unknown",
    leaf: leafFacts(pem("CERTIFICATE", leaf.raw)),
    // Clients have the roots. Node.js adds the one that it trusts, whether it was sent or not.
    intermediates: issuers.filter(({ subject, issuer }) => subject !== issuer).map(factsOf),
    ...(missingIssuer !== undefined && { missingIssuer }),
    verified,
  };
}

/** OpenSSL's errors for a chain that ends before a root. */
const withoutIssuer: readonly string[] = ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"];

/** Where a certificate's issuer is published. Only a certificate whose issuer is not a root says so (Baseline Requirements, section 7.1.2.7.7). */
function publishedIssuer({ subject, issuer, infoAccess }: X509Certificate): string | undefined {
  return subject === issuer ? undefined : /CA Issuers - URI:(\S+)/.exec(infoAccess ?? "")?.[1];
}

/** The certificates from the leaf up. */
function sent(leaf: Partial<DetailedPeerCertificate>): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let each: Partial<DetailedPeerCertificate> | undefined = leaf; each?.raw; each = each.issuerCertificate) {
    const certificate = new X509Certificate(each.raw);
    // A root is its own issuer here.
    if (chain.some(({ raw }) => raw.equals(certificate.raw))) break;
    chain.push(certificate);
  }
  return chain;
}

function factsOf({ subject, issuer, validFrom, validTo, fingerprint256 }: X509Certificate): IssuerFacts {
  return {
    subject: subject.replaceAll("\n", ", "),
    issuer: issuer.replaceAll("\n", ", "),
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    sha256: fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}
