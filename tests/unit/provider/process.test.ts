import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { spawn } from "node:child_process";
import { once } from "node:events";
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

/** The engine's side of the plugin's process. */
test("the plugin prints its port and answers there", async () => {
  const plugin = spawn(process.execPath, main, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(createInterface({ input: plugin.stdout }), "line")) as [string];
  const caller = new Caller(port);
  const response = await caller.call<messages.ProviderHandshakeResponse>("handshake", new messages.ProviderHandshakeRequest());
  caller.close();
  plugin.kill();
  expect(response.getAcceptSecrets()).toBe(true);
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
