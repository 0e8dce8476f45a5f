import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request, type RequestOptions, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pebble } from "./pebble";

/** A request as the front sees it; the payload of a signed one is decoded. */
export interface Seen {
  readonly method: string;
  /** Pebble's path: `/order-plz`, `/finalize-order/...` and so on. */
  readonly path: string;
  readonly payload: unknown;
  readonly nonce: string | undefined;
  /** The number of earlier requests on the same path. */
  readonly before: number;
}

/** What the front does instead of passing a request on. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly problem?: unknown }
  | { readonly fault: "silence" | "lose-answer" | "hang-up" | "no-http" | "cut" };

/** A server in front of Pebble that injects faults. */
export class Front {
  fault: ((seen: Seen) => Fault | undefined) | undefined;
  /** Changes Pebble's answer. */
  rewrite: ((seen: Seen, answer: string) => string | Promise<string>) | undefined;
  /** Added to every answer. */
  headers: Readonly<Record<string, string>> = {};
  /** Milliseconds before an answer is passed back. */
  delay = 0;
  readonly seen: Seen[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;

  private constructor(
    private readonly pebble: Pebble,
    private readonly address: string,
  ) {
    this.server = createServer({ cert: readFileSync(pebble.certificate), key: readFileSync(pebble.key) }, (incoming, outgoing) => {
      void this.handle(incoming, outgoing);
    });
  }

  /** Starts a front on a free port. `address` may be one that this machine gets later: the front then listens on all of them. */
  static async start(pebble: Pebble, address = "127.0.0.1"): Promise<Front> {
    const front = new Front(pebble, address);
    front.server.listen(0, address === "127.0.0.1" ? address : "0.0.0.0");
    await once(front.server, "listening");
    return front;
  }

  get directory(): string {
    return `https://${this.address}:${(this.server.address() as AddressInfo).port}/dir`;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  /** The number of requests to a path with this beginning. */
  count(path: string): number {
    return this.seen.filter((each) => each.path.startsWith(path)).length;
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of incoming.setEncoding("utf8")) body += String(part);
    const { method = "", url: path = "" } = incoming;
    const seen = { method, path, before: this.seen.filter((each) => each.path === path).length, ...decoded(body) };
    this.seen.push(seen);
    const fault = this.fault?.(seen);
    if (fault && "status" in fault) {
      outgoing
        .writeHead(fault.status, { "content-type": "application/problem+json", ...this.headers, ...fault.headers })
        .end(JSON.stringify(fault.problem ?? {}));
      return;
    }
    if (fault?.fault === "silence") return;
    if (fault?.fault === "no-http") {
      incoming.socket.end("no http\r\n\r\n");
      return;
    }
    if (fault?.fault === "cut") {
      outgoing.writeHead(503).write("The CA is");
      setTimeout(() => outgoing.destroy(), 50);
      return;
    }
    if (fault?.fault === "hang-up") {
      outgoing.destroy();
      return;
    }
    const { hostname, port } = new URL(this.pebble.directory);
    const options: RequestOptions = { hostname, port, method, path, headers: incoming.headers, ca: this.pebble.root, agent: this.agent };
    const passed = request(options);
    passed.end(body);
    const [answer] = (await once(passed, "response")) as [IncomingMessage];
    let text = "";
    for await (const part of answer.setEncoding("utf8")) text += String(part);
    if (this.delay > 0) await sleep(this.delay);
    if (fault?.fault === "lose-answer") {
      outgoing.destroy();
      return;
    }
    const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== "content-length"));
    outgoing.writeHead(answer.statusCode ?? 500, { ...headers, ...this.headers }).end((await this.rewrite?.(seen, text)) ?? text);
  }
}

function decoded(body: string): Pick<Seen, "payload" | "nonce"> {
  if (body === "") return { payload: undefined, nonce: undefined };
  const { protected: header, payload } = JSON.parse(body) as { protected: string; payload: string };
  const { nonce } = JSON.parse(Buffer.from(header, "base64url").toString()) as { nonce?: string };
  return { nonce, payload: payload === "" ? "" : (JSON.parse(Buffer.from(payload, "base64url").toString()) as unknown) };
}
