import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A front for the test cloud's Cloudflare API that lists other address ranges of the edge, for one stack only. */
export class ListedRanges {
  /** The ranges to list; undefined lists the local cloud's own. */
  ranges: readonly string[] | undefined;
  private readonly server: Server;

  private constructor(private readonly api: URL) {
    this.server = createServer((incoming, outgoing) => this.handle(incoming, outgoing));
  }

  static async start(): Promise<ListedRanges> {
    const listed = new ListedRanges(new URL(process.env.CLOUDFLARE_BASE_URL ?? ""));
    listed.server.listen(0, "127.0.0.1");
    await once(listed.server, "listening");
    return listed;
  }

  /** The variables of a shell that uses this API. */
  get environment(): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    return { CLOUDFLARE_BASE_URL: `http://127.0.0.1:${String(port)}${this.api.pathname}` };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.ranges !== undefined && incoming.url === `${this.api.pathname}/ips`) {
      const [v4, v6] = [false, true].map((isV6) => this.ranges?.filter((range) => range.includes(":") === isV6));
      const result = { etag: this.ranges.join(), ipv4_cidrs: v4, ipv6_cidrs: v6 };
      outgoing.setHeader("Content-Type", "application/json").end(JSON.stringify({ success: true, errors: [], messages: [], result }));
      return;
    }
    const { hostname, port } = this.api;
    const headers = { ...incoming.headers, host: this.api.host };
    const passedOn = request({ hostname, port, path: incoming.url, method: incoming.method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.once("error", () => outgoing.destroy());
    incoming.pipe(passedOn);
  }
}
