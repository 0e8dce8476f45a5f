import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A record as Cloudflare lists it, as far as a site looks at it. */
export interface ServedRecord {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

/** Lets Cloudflare say of each name, in the tests of a file, which of the records that `there` returns it has. */
export function serveRecords(there: () => readonly ServedRecord[]): void {
  const environment = { ...process.env };
  let server: Server;

  beforeEach(async () => {
    server = createServer(({ url = "" }, response) => {
      const name = new URL(url, "http://localhost").searchParams.get("name.exact");
      response.end(JSON.stringify({ result: there().filter((each) => each.name === name) }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    process.env.CLOUDFLARE_API_TOKEN = "token";
    process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    process.env = { ...environment };
    server.close();
    server.closeAllConnections();
  });
}
