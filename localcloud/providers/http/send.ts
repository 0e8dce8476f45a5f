import type { IncomingMessage } from "node:http";
import * as http from "node:http";
import * as https from "node:https";

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; the text itself if it is not JSON. */
  readonly body: unknown;
  /** `Retry-After` in milliseconds. */
  readonly retryAfter: number | undefined;
}

/** Milliseconds after which no answer is expected any more. */
const silence = 30_000;

const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

/**
 * Sends JSON and receives JSON, once. Uses Node's own client, because loading `fetch` takes longer than a whole local request.
 * @throws {Error} if no complete answer arrives.
 */
export function send(request: Request): Promise<Answer> {
  const url = new URL(request.url);
  const secure = url.protocol === "https:";
  const content = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers = {
    Accept: "application/json",
    ...request.headers,
    ...(content !== undefined && { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(content)) }),
  };
  const options = { method: request.method, headers, signal: request.signal, agent: agents[secure ? "https:" : "http:"], timeout: silence };
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request(url, options, (response) => void receive(response).then(resolve, reject));
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer for ${silence / 1000} s`)));
    outgoing.on("error", reject);
    outgoing.end(content);
  });
}

async function receive(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode ?? 0, body: parsed(text), retryAfter: retryAfter(response.headers["retry-after"]) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const pause = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
}
