import { createConnection, isIPv6, type Socket } from "node:net";
import { connect as connectTls, type SecureContext, type TLSSocket } from "node:tls";
import { certificateFault } from "./certificate-fault";
import { EdgeFault } from "../fault";
import type { Connection } from "../ssl-mode";

export interface OriginTls {
  readonly context: SecureContext;
  /** Identifies what the context trusts: connections with different ids are never shared. */
  readonly id: string;
}

/** Where and how to reach an origin. */
export interface Origin {
  readonly host: string;
  /** The first is tried, and the second if that cannot be used. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly connection: Connection;
  /** Undefined for a plain connection. */
  readonly tls?: OriginTls;
}

/**
 * The errors of an address after which the edge tries one more, once: "Zero-Downtime Failover"
 * (developers.cloudflare.com/load-balancing/understand-basics/adaptive-routing). Nothing of the request has been sent by then.
 */
const triedElsewhere = [521, 522, 523, 525, 526];

const noRoute = ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EACCES", "EPERM"];

/** A connection that is ready for HTTP, or an {@link EdgeFault} that says which step failed. */
export async function connectToOrigin(origin: Origin, timeout: number): Promise<Socket> {
  let failure = new EdgeFault(1016, `The record of ${origin.host} is a CNAME that leads to no address.`);
  for (const address of origin.addresses.slice(0, 2)) {
    try {
      const socket = await connectTcp(address, origin.port, timeout);
      return origin.tls ? await secure(socket, origin, origin.tls, timeout) : socket;
    } catch (error) {
      if (!(error instanceof EdgeFault)) throw error;
      if (!triedElsewhere.includes(error.code)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function connectTcp(address: string, port: number, timeout: number): Promise<Socket> {
  const place = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: address, port, noDelay: true });
    const timer = setTimeout(
      () => socket.destroy(new EdgeFault(522, `The origin ${place} did not accept the connection within ${timeout / 1000} seconds.`)),
      timeout,
    );
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(error instanceof EdgeFault ? error : connectionFault(error, place));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", failed);
      resolve(socket);
    });
  });
}

function connectionFault(error: NodeJS.ErrnoException, place: string): EdgeFault {
  if (error.code === "ETIMEDOUT") return new EdgeFault(522, `The origin ${place} did not accept the connection.`, { cause: error });
  if (noRoute.includes(error.code ?? "")) return new EdgeFault(523, `There is no route to the origin ${place}.`, { cause: error });
  return new EdgeFault(521, `The origin ${place} refused the connection.`, { cause: error });
}

function secure(socket: Socket, origin: Origin, tls: OriginTls, timeout: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      socket,
      servername: origin.host,
      // The result is checked below, so that the answer to the visitor can say what is wrong with the certificate.
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
      secureContext: tls.context,
    });
    const timer = setTimeout(
      () => secured.destroy(new EdgeFault(525, `The origin did not finish the TLS handshake within ${timeout / 1000} seconds.`)),
      timeout,
    );
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(
        error instanceof EdgeFault ? error : new EdgeFault(525, `The TLS handshake with the origin failed: ${handshakeFailure(error)}.`, { cause: error }),
      );
    };
    secured.once("error", failed);
    secured.once("secureConnect", () => {
      clearTimeout(timer);
      secured.off("error", failed);
      const refusal = origin.connection === "verified" ? verdict(secured) : undefined;
      if (refusal === undefined) return resolve(secured);
      const reason = certificateFault(refusal, origin.host, secured.getPeerCertificate());
      secured.destroy();
      reject(new EdgeFault(526, reason));
    });
  });
}

/** The error code of OpenSSL or node for the peer's certificate. Node declares an error, but returns the code. */
function verdict(secured: TLSSocket): string | undefined {
  return secured.authorized ? undefined : String(secured.authorizationError);
}

/** Why a handshake failed, in words. */
export function handshakeFailure(error: NodeJS.ErrnoException & { readonly reason?: string }): string {
  if (error.code === "ECONNRESET") return "the origin closed the connection";
  return error.reason ?? error.message;
}
