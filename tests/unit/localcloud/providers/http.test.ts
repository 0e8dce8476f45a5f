import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Api, ApiError } from "../../../../localcloud/providers/http/api";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answer =
  (status: number, body: object, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body));
const hangUp: Answer = (request) => void request.socket.destroy();

describe("requests to an API", () => {
  const never = new AbortController().signal;
  let server: Server;
  let api: Api;
  let requests: { method: string; headers: IncomingMessage["headers"] }[];
  let script: Answer[];

  beforeEach(async () => {
    requests = [];
    script = [];
    server = createServer((request, response) => {
      requests.push({ method: request.method!, headers: request.headers });
      request.resume().on("end", () => (script.shift() ?? answer(200, { ok: true }))(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = new Api({ vendor: "Vendor", endpoint, headers: { Authorization: "Bearer canary" }, fault: (body) => (body as { message?: string }).message });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ["a broken connection", hangUp],
    ["status 500", answer(500, {})],
    ["status 503 that says when", answer(503, {}, { "Retry-After": "0" })],
    ["status 429 that says when", answer(429, {}, { "Retry-After": "0" })],
  ])("are sent again after %s, with the same idempotency key", async (_title, failure) => {
    script = [failure, failure];
    expect(await api.post("/things", { a: 1 }, never)).toEqual({ ok: true });
    const keys = requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("have a key of their own each", async () => {
    await api.post("/things", {}, never);
    await api.post("/things", {}, never);
    expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  });

  it("wait for a server that is not there yet", async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const request = api.get("/things", never);
    server.listen(port, "127.0.0.1");
    expect(await request).toEqual({ ok: true });
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("are not sent again after status %d", async (status) => {
    script = [answer(status, { message: "the reason" })];
    await expect(api.post("/things", {}, never)).rejects.toMatchObject({ status, message: `Vendor refuses POST /things with status ${status}: the reason` });
    expect(requests).toHaveLength(1);
  });

  it("say nothing of the credentials when they fail", async () => {
    script = [answer(401, {})];
    const error = await api.get("/things?secret=canary", never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(JSON.stringify(error) + String(error)).not.toContain("canary");
  });

  it("take 404 for an answer where a thing may be missing", async () => {
    script = [answer(404, {}), answer(404, {})];
    expect(await api.find("/things/1", never)).toBeUndefined();
    await expect(api.delete("/things/1", never)).resolves.toBeUndefined();
  });

  it("end at once when they are cancelled, answered or not", async () => {
    const cancellation = new AbortController();
    script = [() => cancellation.abort()];
    await expect(api.get("/slow", cancellation.signal)).rejects.toMatchObject({ name: "AbortError" });
    script = [answer(503, {}, { "Retry-After": "10" })];
    const later = new AbortController();
    const waiting = api.get("/busy", later.signal);
    setTimeout(() => later.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });

  it("fail at once when the server asks for more time than there is", async () => {
    script = [answer(429, { message: "slow down" }, { "Retry-After": "3600" })];
    await expect(api.get("/things", never)).rejects.toMatchObject({ status: 429 });
  });
});
