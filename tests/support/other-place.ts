import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Made } from "./certificate-maker";

/** A server that visitors reach instead of the edge: it shows a given certificate on port 443, or speaks http there as on port 80. */
export class OtherPlace {
  private constructor(
    readonly address: string,
    private readonly servers: readonly Server[],
  ) {}

  /** @param server The value of its `Server` header. */
  static async open(server: string, shown?: Pick<Made, "certificate" | "key">): Promise<OtherPlace> {
    const [second, third, fourth] = Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 250));
    const address = `127.${String(second)}.${String(third)}.${String(fourth)}`;
    const plain = (): Server => createServer((_request, response) => response.setHeader("server", server).end("another place"));
    const overTls = shown && createTlsServer({ cert: shown.certificate, key: shown.key }, (_request, response) => response.setHeader("server", server).end());
    const servers = [plain(), overTls ?? plain()];
    await Promise.all(servers.map((each, index) => once(each.listen(index === 0 ? 80 : 443, address), "listening")));
    return new OtherPlace(address, servers);
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }
}
