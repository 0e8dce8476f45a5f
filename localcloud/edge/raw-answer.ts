import { STATUS_CODES } from "node:http";

/** An answer for a connection without a response object, as its input is not an HTTP request; the connection ends with it. */
export function rawAnswer(status: number, reason: string): string {
  const body = `${reason}\n`;
  const fields = ["Server: cloudflare", "Content-Type: text/plain", `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close", "CF-RAY: -"];
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields, "", body].join("\r\n");
}

/** The answer to a visitor's request that node's parser reports as an error. */
export function rawAnswerTo(error: NodeJS.ErrnoException): string {
  if (error.code === "HPE_HEADER_OVERFLOW") return rawAnswer(431, "The request's header fields are too large.");
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return rawAnswer(408, "The request's head did not arrive in time.");
  return rawAnswer(400, "The request is no valid HTTP.");
}
