import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, utils } from "ssh2";
import { withSession } from "../../../components/shared/execution/ssh";
import { Agent } from "../../support/agent";
import { makeLoginKey } from "../../support/login-key";

/** What ssh2 keeps to itself. */
interface Disconnecting {
  readonly _protocol: { disconnect(reason: number): void };
}

describe("an SSH agent that holds more keys than a host lets one try", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-keys-"));
  const former = process.env.SSH_AUTH_SOCK;
  const hostKey = makeLoginKey();
  let [reason, connections] = [0, 0];
  let agent: Agent;

  /** Disconnects at the sixth key, as OpenSSH does by default. */
  const server = new Server({ hostKeys: [hostKey] }, (client) => {
    connections += 1;
    let tries = 0;
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      tries += 1;
      if (tries === 6) (client as unknown as Disconnecting)._protocol.disconnect(reason);
      else context.reject();
    });
  });

  beforeAll(async () => {
    const files = Array.from({ length: 7 }, (_, index) => join(folder, String(index)));
    for (const file of files) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    agent = await Agent.start(...files);
    process.env.SSH_AUTH_SOCK = agent.socket;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(async () => {
    if (former === undefined) delete process.env.SSH_AUTH_SOCK;
    else process.env.SSH_AUTH_SOCK = former;
    agent.stop();
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });

  test.each([
    [2, "the host"],
    [14, "the host"],
    [2, "its jump host"],
  ])("is told to hold less, after one connection, when reason %d comes from %s", async (given, where) => {
    [reason, connections] = [given, 0];
    const key = utils.parseKey(hostKey);
    if (key instanceof Error) throw key;
    const { port } = server.address() as AddressInfo;
    const there = { host: "127.0.0.1", port, user: "root", hostKey: `ssh-rsa ${key.getPublicSSH().toString("base64")}` };
    const destination = where === "the host" ? there : { ...there, host: "198.51.100.7", via: there };
    await expect(withSession(destination, 2000, () => Promise.resolve())).rejects.toThrow(
      "Cannot log in to 127.0.0.1 as the SSH agent holds more keys than it lets one try. " +
        "Give the private key, or take keys out of the agent (`ssh-add -d`)",
    );
    expect(connections).toBe(1);
  });
});
