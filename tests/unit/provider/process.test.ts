import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../../support/environment";
import { Caller } from "../../support/provider";

const main = [
  "--require",
  join(root, "node_modules", "ts-node", "register", "transpile-only"),
  join(root, "components", "provider", "execution", "main.ts"),
  "127.0.0.1:9",
];

/** Runs the plugin's process, and hands `use` its caller. */
async function withPlugin<T>(environment: NodeJS.ProcessEnv, use: (caller: Caller) => Promise<T>): Promise<T> {
  const plugin = spawn(process.execPath, main, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } });
  const [port] = (await once(createInterface({ input: plugin.stdout }), "line")) as [string];
  const caller = new Caller(port);
  try {
    return await use(caller);
  } finally {
    caller.close();
    plugin.kill();
  }
}

/** The engine's side of the plugin's process. */
test("the plugin prints its port and answers there", async () => {
  const response = await withPlugin({}, (caller) => caller.call<messages.ProviderHandshakeResponse>("handshake", new messages.ProviderHandshakeRequest()));
  expect(response.getAcceptSecrets()).toBe(true);
});

test("the plugin calls its engine by no proxy", async () => {
  let calls = 0;
  const proxy = createServer((socket) => {
    calls += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const url = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  const request = new messages.ConstructRequest().setType("tlsup:index:HttpsSite").setName("site").setMonitorendpoint("127.0.0.1:9");
  const made = withPlugin({ https_proxy: url, grpc_proxy: url, no_proxy: "example.test" }, (caller) => caller.call("construct", request));
  await expect(made).rejects.toThrow("127.0.0.1:9");
  proxy.close();
  expect(calls).toBe(0);
});

test("the plugin ends when its engine was killed", async () => {
  // The engine here is a shell that waits.
  const engine = spawn("sh", ["-c", '"$@" & wait', "sh", process.execPath, ...main], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
  const printed = await lines.next();
  expect(printed).toMatchObject({ done: false, value: expect.stringMatching(/^\d+$/) });
  engine.kill("SIGKILL");
  // What it prints ends with it.
  expect((await lines.next()).done).toBe(true);
});
