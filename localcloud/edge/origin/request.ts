import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { EdgeFault } from "../fault";
import { entriesOf, type Fields, trailersOf } from "../fields";
import type { OriginAgent, OriginRequestArgs } from "./agent";
import { handshakeFailure, type Origin } from "./connection";
import type { VisitorRequest } from "../visitor";
import { Watchdog } from "./watchdog";

/** The limit for the head of a request or response, in bytes (developers.cloudflare.com/fundamentals/reference/connection-limits). */
export const maxHeaderSize = 128 * 1024;

export interface Agents {
  readonly pooled: OriginAgent;
  readonly fresh: OriginAgent;
}

export interface OriginRequest {
  /** Looked up for each attempt, as what the edge shows an origin may have changed since the first. */
  readonly origin: () => Origin;
  readonly path: string;
  readonly fields: Fields;
  readonly hasBody: boolean;
  readonly answerTimeout: number;
  /** Aborted when the visitor disconnects. */
  readonly gone: AbortSignal;
}

/** The head of the origin's answer. */
export interface OriginAnswer {
  readonly response: IncomingMessage;
  /** Fed while the body arrives; barks if the origin stalls. */
  readonly watchdog: Watchdog;
  /** The connection, if the origin agreed to switch protocols. */
  readonly tunnel?: { readonly socket: Duplex; readonly head: Buffer };
}

/**
 * Forwards a visitor's request. A request with a body gets a new connection: one from the pool may
 * just be closing, and the part of a stream that was already sent cannot be sent again (RFC 9112 section 9.3.1).
 */
export async function askOrigin(visitor: VisitorRequest, request: OriginRequest, agents: Agents): Promise<OriginAnswer> {
  const replayable = !request.hasBody && !request.fields.has("upgrade");
  try {
    return await attempt(visitor, request, replayable ? agents.pooled : agents.fresh);
  } catch (error) {
    if (replayable && error instanceof StaleConnection) return attempt(visitor, request, agents.fresh);
    throw error;
  }
}

/** A kept connection was closed before it delivered an answer. */
class StaleConnection extends EdgeFault {}

function attempt(visitor: VisitorRequest, request: OriginRequest, agent: Agent): Promise<OriginAnswer> {
  return new Promise((resolve, reject) => {
    const options: OriginRequestArgs = {
      agent,
      origin: request.origin(),
      method: visitor.method,
      path: request.path,
      headers: Object.fromEntries(entriesOf(request.fields)),
      setHost: false,
      maxHeaderSize,
    };
    const outgoing = httpRequest(options);
    const seconds = request.answerTimeout / 1000;
    const watchdog = new Watchdog(request.answerTimeout, () =>
      outgoing.destroy(new EdgeFault(524, `The origin accepted the request and sent nothing for ${seconds} seconds.`)),
    );
    const abort = () => outgoing.destroy();
    request.gone.addEventListener("abort", abort);
    outgoing.on("socket", () => watchdog.feed());
    outgoing.on("response", (response) => resolve({ response, watchdog }));
    outgoing.on("upgrade", (response, socket, head) => {
      if (request.fields.has("upgrade")) return resolve({ response, watchdog, tunnel: { socket, head } });
      socket.destroy();
      reject(new EdgeFault(520, "The origin switched protocols, which nobody had asked for."));
    });
    outgoing.on("error", (error) => reject(faultOf(error, outgoing)));
    outgoing.on("close", () => {
      watchdog.stop();
      request.gone.removeEventListener("abort", abort);
      // Discards the rest of a body that the origin did not wait for.
      visitor.unpipe(outgoing).resume();
    });
    if (request.hasBody) sendBody(visitor, outgoing, watchdog);
    else outgoing.end();
  });
}

function sendBody(visitor: VisitorRequest, outgoing: ClientRequest, watchdog: Watchdog): void {
  visitor.on("data", () => watchdog.feed());
  visitor.on("end", () => outgoing.addTrailers(trailersOf(visitor.rawTrailers)));
  visitor.pipe(outgoing);
}

function faultOf(error: NodeJS.ErrnoException, outgoing: ClientRequest): EdgeFault {
  if (error instanceof EdgeFault) return error;
  // With TLS 1.3 the origin checks a client's certificate after the client has finished its side of the handshake.
  if (error.code?.startsWith("ERR_SSL_") === true)
    return new EdgeFault(525, `The TLS handshake with the origin failed: ${handshakeFailure(error)}.`, { cause: error });
  const closed = error.code === "ECONNRESET" || error.code === "EPIPE";
  if (closed && outgoing.reusedSocket) return new StaleConnection(520, "The origin closed an idle connection.", { cause: error });
  const reason = closed ? "The origin closed the connection without an answer." : `The origin's answer is no valid HTTP: ${error.message}.`;
  return new EdgeFault(520, reason, { cause: error });
}
