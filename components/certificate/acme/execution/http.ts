import { Agent, request } from "node:https";
import { createSecureContext } from "node:tls";

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A request without an answer: the server could not be reached, fell silent, or hung up. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** A client with keep-alive connections. */
export interface HttpClient {
  /** Throws {@link NoAnswer}, or the signal's reason. `timeout` is in milliseconds, for the whole request. */
  send(
    method: "GET" | "HEAD" | "POST",
    url: string,
    options: { readonly body?: string; readonly timeout: number; readonly signal: AbortSignal },
  ): Promise<HttpAnswer>;
  close(): void;
}

/** RFC 8555, section 6.1 asks for one that names the client. */
const userAgent = `tlsup node/${process.versions.node}`;

/** No answer of a CA is near this size. */
const largestBody = 4 * 1024 * 1024;

/** `root`, PEM, is trusted instead of the public roots. */
export function httpClient(root: string | undefined): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 32, ...(root !== undefined && { secureContext: createSecureContext({ ca: root }) }) });
  return {
    close: () => agent.destroy(),
    send: (method, url, { body, timeout, signal }) =>
      new Promise((resolve, reject) => {
        const headers = {
          "User-Agent": userAgent,
          "Accept-Language": "en",
          ...(body !== undefined && { "Content-Type": "application/jose+json", "Content-Length": Buffer.byteLength(body) }),
        };
        const outgoing = request(url, { method, headers, signal, agent });
        let late = false;
        // A socket's timer restarts with each octet; this one covers the whole request.
        const timer = setTimeout(() => {
          late = true;
          outgoing.destroy(new Error("late"));
        }, timeout);
        const fail = (error: Error): void => {
          clearTimeout(timer);
          if (signal.aborted) return reject(signal.reason as Error);
          reject(new NoAnswer(late ? `no answer within ${timeout / 1000} s` : error.message || "no answer", { cause: error }));
        };
        outgoing.on("error", fail);
        outgoing.on("response", (incoming) => {
          let text = "";
          incoming.setEncoding("utf8");
          incoming.on("data", (part: string) => {
            text += part;
            if (text.length > largestBody) outgoing.destroy(new Error("the answer is too long"));
          });
          incoming.on("error", fail);
          incoming.on("end", () => {
            clearTimeout(timer);
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers as HttpAnswer["headers"], body: text });
          });
        });
        outgoing.end(body);
      }),
  };
}
