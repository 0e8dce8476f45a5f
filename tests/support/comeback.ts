import { constants } from "node:crypto";
import { connect, type ConnectionOptions } from "node:tls";

/** How a client may come that keeps its session: each is another way to a server's memory. */
export const resumptions: Readonly<Record<string, ConnectionOptions>> = {
  "TLS 1.3, by a ticket": { minVersion: "TLSv1.3" },
  "TLS 1.2, by a ticket": { maxVersion: "TLSv1.2" },
  "TLS 1.2, by a number": { maxVersion: "TLSv1.2", secureOptions: constants.SSL_OP_NO_TICKET },
};

/** What a client got. */
export interface Comeback {
  /** The status, or why there was no answer. */
  readonly answer: number | string;
  /** Whether the handshake was shortened by the session that the client had. */
  readonly isResumed: boolean;
  /** The session for the next time. */
  readonly session?: Buffer;
}

/** Makes one handshake with a site on its host, and one request, which the server is asked to close the connection after. */
export function comeTo(host: string, domain: string, options: ConnectionOptions): Promise<Comeback> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, servername: domain, rejectUnauthorized: false, timeout: 30_000, ...options });
    let text = "";
    // A session that is resumed may be kept as it is.
    let { session } = options;
    let isResumed = false;
    const end = (failure?: Error): void => {
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
      const answer = status === undefined ? (failure?.message ?? "closed without an answer") : Number(status);
      resolve({ answer, isResumed, ...(session && { session }) });
    };
    socket.on("session", (given: Buffer) => (session = given));
    socket.on("data", (data: Buffer) => (text += data.toString()));
    socket.once("secureConnect", () => {
      isResumed = socket.isSessionReused();
      socket.write(`GET / HTTP/1.1\r\nHost: ${domain}\r\nConnection: close\r\n\r\n`);
    });
    socket.once("timeout", () => socket.destroy(new Error("no answer within 30 s")));
    socket.once("error", end);
    socket.once("close", () => end());
  });
}
