import { type IncomingMessage, ServerResponse } from "node:http";
import { constants, Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Readable, Writable } from "node:stream";
import { type Fields, fieldsOf } from "./fields";

/** A visitor's request: what HTTP/1.1 and HTTP/2 have in common. */
export type VisitorRequest = Readable & Pick<IncomingMessage, "method" | "url" | "rawHeaders" | "rawTrailers" | "complete" | "socket">;

/** The answer to a visitor: what HTTP/1.1 and HTTP/2 have in common. */
export interface VisitorResponse extends Writable {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead(status: number): unknown;
  addTrailers(trailers: Record<string, string | string[]>): void;
}

/** The header fields of a request, with those of HTTP/2 translated to HTTP/1.1 (RFC 9113 section 8). */
export function receivedFields(request: VisitorRequest): Fields {
  const fields = fieldsOf(request.rawHeaders);
  if (!(request instanceof Http2ServerRequest)) return fields;
  const authority = fields.get(":authority");
  if (authority) fields.set("host", authority);
  const crumbs = fields.get("cookie");
  if (crumbs) fields.set("cookie", [crumbs.join("; ")]);
  for (const name of [...fields.keys()]) if (name.startsWith(":")) fields.delete(name);
  // A body of unknown length goes to the origin in chunks.
  if (!request.stream.endAfterHeaders && !fields.has("content-length")) fields.set("transfer-encoding", ["chunked"]);
  return fields;
}

/** HTTP/2 has no text besides the status. */
export function setStatusMessage(response: VisitorResponse, message: string): void {
  if (response instanceof ServerResponse) response.statusMessage = message;
}

/** Breaks an answer off, so that the visitor does not take it for complete. */
export function breakOff(response: VisitorResponse): void {
  if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.destroy();
}
