import { once } from "node:events";
import { constants, createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Status codes of gRPC (https://grpc.io/docs/guides/status-codes/). */
export const status = { ok: 0, unknown: 2, unimplemented: 12 } as const;

/** A call that has arrived as a whole. */
export interface Call {
  /** E.g. `Check`. */
  readonly method: string;
  /** As it travelled. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly stream: ServerHttp2Stream;
}

/** Each message travels behind a byte that says whether it is compressed, which an engine never does, and its length in four. */
const prefix = 5;

/** The message in a call of one message. */
export const messageOf = ({ body }: Call): Buffer => body.subarray(prefix);

/**
 * Serves gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) on a free port of the loopback interface,
 * and returns the port. An error that `handle` rejects with becomes the answer.
 */
export async function serve(handle: (call: Call) => Promise<void>): Promise<number> {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    // The engine is gone, or takes the answer no more.
    stream.on("error", () => undefined);
    buffer(stream)
      .then((body) => handle({ method: String(headers[constants.HTTP2_HEADER_PATH]).split("/").at(-1) ?? "", headers, body, stream }))
      .catch((error: unknown) => refuse(stream, status.unknown, error instanceof Error ? error.message : String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A message as it travels. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(prefix);
  length.writeUInt32BE(message.length, 1);
  return Buffer.concat([length, message]);
}

export function reply(stream: ServerHttp2Stream, response: Buffer): void {
  respond(stream, { ":status": 200, "content-type": "application/grpc" }, () => ({ "grpc-status": String(status.ok) }));
  stream.end(framed(response));
}

export function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  if (stream.closed || stream.headersSent) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": String(code), "grpc-message": encodeURI(message) }, { endStream: true });
}

/** Begins an answer whose status is known when all of it has been sent. */
export function respond(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders, trailers: () => OutgoingHttpHeaders): void {
  if (stream.closed) return;
  stream.respond(headers, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(trailers()));
}
