import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils } from "ssh2";
import { certbotProvider } from "../../../../components/certificate/certbot/execution/certbot-provider";
import type { CertbotOutputs } from "../../../../components/certificate/certbot/lineage";
import { keeperProvider } from "../../../../components/certificate/keeper/execution/keeper-provider";
import type { KeeperOutputs } from "../../../../components/certificate/keeper/lineage";
import { certbotInputs } from "../../../support/certbot-inputs";
import { inDays } from "../../../support/certificate-maker";
import { TestAuthority } from "../../../support/faulty-chains";

const rsaKey = (): string => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }) as string;

/** A host whose scripts fail, at a revocation unless `failure` says otherwise, and show `kept`, and the verbs that certbot's was called with. */
let kept = "";
let failure = 24;
const verbs: (string | undefined)[] = [];
const hostKey = rsaKey();
const server = new Server({ hostKeys: [hostKey] }, (client) => {
  client.on("authentication", (login) => login.accept());
  client.on("error", () => undefined);
  client.on("session", (accept) =>
    accept().on("exec", (take, _refuse, { command }) => {
      const verb = /tlsup-certbot'? '?(\w+)/.exec(command)?.[1];
      verbs.push(verb);
      const stream = take();
      if (verb === "inspect") stream.write(kept);
      else stream.stderr.write("another's (unauthorized)\n");
      stream.exit(verb === "inspect" ? 0 : failure);
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

test.each([
  [28, 62, false],
  [26, 64, true],
  [14, 31, false],
  [13, 32, true],
])("a refresh says of certbot's certificate with %s days left after %s that its renewal is late: %s", async (left, lived, isLate) => {
  jest.spyOn(console, "error").mockImplementation(() => undefined);
  const authority = await TestAuthority.create("blog.example.com");
  const leaf = await authority.leaf({ notBefore: inDays(-lived), notAfter: inDays(left) });
  kept = `timer\tactive\nari\tactive\nrenewal\tsuccess\n${await authority.key()}${leaf}${authority.chain}`;
  const known = { ...certbotInputs, ...destination, root: authority.root.certificate, lineageKey: "", leaf: "", chain: "", fullChain: "", drift: [] };
  const { props } = await certbotProvider.read("1/blog", known);
  expect(props?.leaf).toBe(leaf);
  const said = `certbot should have renewed the certificate, which ends on ${inDays(left).toISOString()}: \`pulumi up\` tries it, and says why it fails`;
  expect(props?.drift.filter((each) => !each.endsWith("is missing"))).toEqual(isLate ? [said] : []);
});

test.each([
  ["is a warning while the certificate is valid", 26, {}, true],
  ["is an error when it has expired", -1, {}, false],
  ["is an error when something else is asked for", 26, { keyType: "rsa-2048" } as const, false],
])("a renewal in which certbot fails again %s", async (_what, left, changed, isWarning) => {
  failure = 20;
  const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const authority = await TestAuthority.create("blog.example.com");
  const leaf = await authority.leaf({ notBefore: inDays(left - 90), notAfter: inDays(left) });
  kept = `timer\tactive\nari\tactive\nrenewal\tsuccess\n${await authority.key()}${leaf}${authority.chain}`;
  const wanted = { ...certbotInputs, ...destination, root: authority.root.certificate };
  const known = { ...wanted, lineageKey: "", leaf, chain: authority.chain, fullChain: "", drift: ["its renewal is late"] };
  const updated = certbotProvider.update("1/blog", known, { ...wanted, ...changed });
  const message = "Cannot keep the certificate for blog.example.com on 127.0.0.1 as certbot failed: another's (unauthorized)";
  if (!isWarning) return expect(updated).rejects.toThrow(message);
  expect((await updated).outs).toMatchObject({ leaf, drift: expect.arrayContaining([expect.stringContaining("should have renewed")]) as string[] });
  expect(said).toHaveBeenCalledWith(expect.stringContaining(`blog.example.com: warning: ${message}`));
});
