import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { codesOf, statusOf } from "../../../components/shared/execution/cloudflare-errors";
import { cloudflareReader, type CloudflareReader } from "../../../components/shared/execution/cloudflare-reader";
import { recordsOf } from "../../../components/shared/execution/cloudflare-records";

describe("what a program reads from Cloudflare", () => {
  let server: Server;
  let reader: CloudflareReader;
  let asked: IncomingMessage[];
  /** The answers that are still to be given, in order. */
  let answers: { readonly status?: number; readonly body: object }[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      const { status = 200, body } = answers.shift() ?? { status: 404, body: {} };
      response.writeHead(status, { "retry-after": "0" }).end(JSON.stringify(body));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    reader = cloudflareReader({ apiToken: "the-token", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v4` });
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  test("is asked for with the token and the query", async () => {
    answers = [{ body: { result: "on" } }];
    expect(await reader.get("/zones/1", { query: { "name.exact": "a b" } })).toEqual({ result: "on" });
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([["/v4/zones/1?name.exact=a+b", "Bearer the-token"]]);
  });

  test("is asked for again when Cloudflare limits the rate or fails", async () => {
    answers = [{ status: 429, body: {} }, { status: 503, body: {} }, { body: { result: [] } }];
    expect(await reader.get("/zones")).toEqual({ result: [] });
  });

  test("is given up when Cloudflare fails six times", async () => {
    answers = Array.from({ length: 7 }, () => ({ status: 500, body: {} }));
    expect(statusOf(await reader.get("/zones").catch((error: unknown) => error))).toBe(500);
    expect(asked).toHaveLength(6);
  });

  test("is refused with the status and the codes of Cloudflare's errors, without the token", async () => {
    answers = [{ status: 403, body: { errors: [{ code: 9109, message: "Invalid access token" }] } }];
    const error = await reader.get("/zones").catch((each: unknown) => each);
    expect([statusOf(error), codesOf(error)]).toEqual([403, [9109]]);
    expect(String(error)).not.toContain("the-token");
  });

  test("has the records of every page", async () => {
    const record = (id: number) => ({ id: String(id), content: "", proxied: true });
    answers = [{ body: { result: Array.from({ length: 100 }, (_, id) => record(id)) } }, { body: { result: [record(100)] } }];
    const found: string[] = [];
    for await (const { id } of recordsOf(reader, "1", { type: "TXT" })) found.push(id);
    expect(found).toHaveLength(101);
    expect(asked.map(({ url }) => url)).toEqual([1, 2].map((page) => `/v4/zones/1/dns_records?type=TXT&page=${page}&per_page=100`));
  });
});
