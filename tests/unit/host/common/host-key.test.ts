import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils } from "ssh2";
import { hostKeyProvider } from "../../../../components/host/common/execution/host-key";
import { fingerprint } from "../../../../components/shared/execution/ssh";
import { makeLoginKey } from "../../../support/login-key";

const publicOf = (key: string): string => {
  const parsed = utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
};

/** The run before was a destroy that failed, or was killed in the first session. */
test("a machine whose own key the state does not know is refused with the words how to import it, as replacing it deletes its data", async () => {
  const ownKey = makeLoginKey();
  const server = new Server({ hostKeys: [ownKey] }, (client) => void client.on("error", () => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const inputs = { host: "127.0.0.1", port, user: "root", privateKey: makeLoginKey(), temporaryKey: publicOf(makeLoginKey()), machine: "412345678" };
  const message = await hostKeyProvider.create(inputs).then(() => "made", String);
  await new Promise((resolve) => server.close(resolve));
  expect(message).toContain(fingerprint(publicOf(ownKey)));
  expect(message).toMatch(/earlier run.*import it as tlsup:index:HostKey.*Replacing the machine deletes all that is on it/);
  expect(message).not.toContain("replace its resource");
});
