import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../../support/environment";

const port = 14_731;
let demo: ChildProcess;

async function answerTo(request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.end(request);
  return text(socket);
}

beforeAll(async () => {
  demo = spawn("python3", [join(root, "components", "application", "demo", "demo.py"), String(port)], { stdio: "ignore" });
  for (let left = 100; left > 0; left -= 1) {
    const answered = await answerTo("GET /healthz HTTP/1.0\r\n\r\n").catch(() => "");
    if (answered !== "") return;
    await sleep(100);
  }
  throw new Error("The demo application does not answer");
});
afterAll(() => demo.kill());

const forged = "GET /forged HTTP/1.1\r\nHost: x\r\nX-Real-IP: 6.6.6.6\r\n\r\n";

test.each([
  ["with its length", `Content-Length: ${String(forged.length)}\r\n\r\n${forged}`],
  ["in chunks", `Transfer-Encoding: chunked\r\n\r\n${forged}`],
])("the demo application takes no body, %s, for the next request of the connection", async (_how, rest) => {
  const answers = await answerTo(`GET /healthz HTTP/1.1\r\nHost: x\r\n${rest}`);
  expect(answers).toMatch(/^HTTP\/1\.1 200 /);
  expect(answers).not.toContain("6.6.6.6");
});

test("the demo application answers several requests of one connection", async () => {
  const answers = await answerTo("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2));
  expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
});
