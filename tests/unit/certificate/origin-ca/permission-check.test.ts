import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkPermission } from "../../../../components/certificate/origin-ca/execution/permission-check";

const environment = { ...process.env };

describe("the check of a token's permission", () => {
  let server: Server;
  let requests: string[];
  let answer: { status: number; body: string };
  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (text: Buffer) => (body += text.toString()));
      request.on("end", () => {
        requests.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""} ${body}`);
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    process.env.CLOUDFLARE_API_TOKEN = "canary";
    process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  });
  afterEach(() => {
    process.env = { ...environment };
    server.close();
    server.closeAllConnections();
  });

  test("orders what can never be issued, and is content when the order alone is at fault", async () => {
    answer = { status: 400, body: '{"success":false,"errors":[{"code":1004,"message":"the csr is invalid"}]}' };
    await checkPermission(["example.com"]);
    expect(requests).toEqual([
      'POST /client/v4/certificates Bearer canary {"csr":"no certificate ' +
        'request","hostnames":["example.com"],"request_type":"origin-ecc","requested_validity":7}',
    ]);
  });

  test("asks with the token of the stack's configuration, where there is one", async () => {
    answer = { status: 400, body: "{}" };
    await checkPermission(["example.com"], "configured");
    expect(requests).toEqual([expect.stringContaining("Bearer configured")]);
  });

  test.each([
    [403, 1016],
    [400, 10000],
  ])("names the permission on status %i with code %i, and not the token", async (status, code) => {
    answer = { status, body: JSON.stringify({ errors: [{ code }] }) };
    const error = await checkPermission(["example.com"]).catch(String);
    expect(error).toMatch(/Zone - SSL and Certificates - Edit/);
    expect(error).not.toContain("canary");
  });

  test("leaves it to the provider when there is no answer, or none that says so", async () => {
    answer = { status: 502, body: "<html>" };
    await checkPermission(["example.com"]);
    server.close();
    server.closeAllConnections();
    await checkPermission(["example.com"]);
  });

  test("asks nobody without a token", async () => {
    delete process.env.CLOUDFLARE_API_TOKEN;
    await checkPermission(["example.com"]);
    expect(requests).toEqual([]);
  });
});
