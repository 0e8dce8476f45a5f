import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils } from "ssh2";
import { certbotProvider } from "../../../../components/certificate/certbot/execution/certbot-provider";
import type { CertbotOutputs } from "../../../../components/certificate/certbot/lineage";

const sshKeyPair = () => utils.generateKeyPairSync("ed25519");

/** Another host has the address: the one that certbot ran on is gone. */
describe("a host that is gone", () => {
  const server = new Server({ hostKeys: [sshKeyPair().private] }, (client) => void client.on("error", () => undefined));
  const said: string[] = [];
  let known: CertbotOutputs;

  beforeAll(async () => {
    jest.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    known = {
      host: "127.0.0.1", port: (server.address() as AddressInfo).port, user: "root", machine: "1", hostKey: sshKeyPair().public,
      privateKey: generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs1", format: "pem" }, publicKeyEncoding: { type: "pkcs1", format: "pem" } }).privateKey,
      site: "blog.example.com", names: ["blog.example.com"], challenge: "http-01", directory: "https://ca.example/dir", keyType: "ecdsa-p256", revokeOnDelete: true,
      lineageKey: "KEY", leaf: "LEAF", chain: "", fullChain: "LEAF", drift: [],
    };
  });
  beforeEach(() => (said.length = 0));
  afterAll(async () => {
    jest.restoreAllMocks();
    await new Promise((resolve) => server.close(resolve));
  });

  test("does not keep its certificate from being deleted: a warning", async () => {
    await certbotProvider.delete("1/blog.example.com", known);
    expect(said).toEqual([expect.stringMatching(/^tlsup: blog\.example\.com: certbot's certificate was not removed: Cannot trust 127\.0\.0\.1 over SSH/)]);
  });

  test("does not keep a refresh from its end: what was known stays", async () => {
    expect((await certbotProvider.read("1/blog.example.com", known)).props).toEqual(known);
    expect(said).toEqual([expect.stringContaining("what certbot keeps could not be looked at")]);
  });

  test("keeps a certificate from being obtained, and says why", async () => {
    await expect(certbotProvider.create(known)).rejects.toThrow("Cannot trust 127.0.0.1 over SSH");
  });
});
