import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAt, ask } from "../../../../components/site/chain/execution/visit";

describe("an answer", () => {
  test("that goes on byte by byte is waited for no longer than 50 seconds", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200).write("a");
      response.once("close", () => clearInterval(drip));
      const drip = setInterval(() => response.write("a"), 5);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const later = jest.spyOn(global, "setTimeout").mockImplementation((then, ms, ...args) => {
      later.mockRestore();
      return setTimeout(then, (ms ?? 0) / 500, ...args);
    });
    const answer = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {});
    expect(answer).toEqual({ error: "no whole answer within 50 s" });
    server.close();
  });

  test("is that of a client with a name, as Cloudflare challenges visitors without one", async () => {
    const server = createServer(({ headers }, response) => response.writeHead(headers["user-agent"] === undefined ? 403 : 200).end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    expect(await answerAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, "127.0.0.1", {})).toMatchObject({ status: 200 });
    server.close();
  });
});
