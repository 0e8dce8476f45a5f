import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils } from "ssh2";
import { certbotProvider } from "../../../../components/certificate/certbot/execution/certbot-provider";
import type { CertbotOutputs } from "../../../../components/certificate/certbot/lineage";
import { keeperProvider } from "../../../../components/certificate/keeper/execution/keeper-provider";
import type { KeeperOutputs } from "../../../../components/certificate/keeper/lineage";
import { certbotInputs } from "../../../support/certbot-inputs";

const rsaKey = (): string => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }) as string;

/** A host whose scripts fail at a revocation, and the verbs that certbot's was called with. */
const verbs: (string | undefined)[] = [];
const hostKey = rsaKey();
const server = new Server({ hostKeys: [hostKey] }, (client) => {
  client.on("authentication", (login) => login.accept());
  client.on("error", () => undefined);
  client.on("session", (accept) =>
    accept().on("exec", (take, _refuse, { command }) => {
      verbs.push(/tlsup-certbot'? '?(\w+)/.exec(command)?.[1]);
      const stream = take();
      stream.stderr.write("another's (unauthorized)\n");
      stream.exit(24);
      stream.end();
    }),
  );
});
let destination: Pick<CertbotOutputs, "host" | "port" | "hostKey" | "privateKey">;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const known = utils.parseKey(hostKey);
  if (known instanceof Error) throw known;
  const shown = `ssh-rsa ${known.getPublicSSH().toString("base64")}`;
  destination = { host: "127.0.0.1", port: (server.address() as AddressInfo).port, hostKey: shown, privateKey: rsaKey() };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("a removal that fails at the revocation says so, and why", async () => {
  const known = { ...certbotInputs, ...destination, revokeOnDelete: true };
  await expect(certbotProvider.delete("1/blog", known as unknown as CertbotOutputs)).rejects.toThrow(
    "Cannot remove certbot's certificate for blog.example.com from 127.0.0.1 as certbot failed: another's (unauthorized)",
  );
  await expect(keeperProvider.delete("1/blog", known as unknown as KeeperOutputs)).rejects.toThrow(
    "Cannot remove the certificate for blog.example.com from 127.0.0.1 as the CA must revoke it: another's (unauthorized)",
  );
});

test("an account is told its address after its certificate was obtained, as the host may have no account or no certbot before that", async () => {
  verbs.length = 0;
  const known = { ...certbotInputs, ...destination, lineageKey: "", leaf: "", chain: "", fullChain: "", drift: ["certbot's certificate is not in force yet"] };
  const wanted = { ...certbotInputs, ...destination, email: "me@example.com" };
  await expect(certbotProvider.update("1/blog", known, wanted)).rejects.toThrow("another's (unauthorized)");
  expect(verbs).toEqual(["obtain"]);
});
