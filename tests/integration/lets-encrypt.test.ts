import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountProvider } from "../../components/certificate/acme/execution/account-provider";
import type { LetsEncryptSource } from "../../components/certificate/acme/settings";
import { shellEnvironment, tlsup } from "../support/environment";
import { cloudflare, makeZone, status, visit } from "../support/local-cloud";
import { watchHandshakes, type Watch } from "../support/handshakes";
import { movedClock } from "../support/moved-clock";
import { localSite, Stack } from "../support/program";
import { propertiesOf, takeOver } from "../support/taking-over";

const domain = "blog.acme-site.test";

/** A site whose certificate comes from Let's Encrypt, on a local cloud of its own: whatever its CA is asked, this site asked. */
describe("a site with a certificate from Let's Encrypt", () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-lets-encrypt-"));
  const directoryOfKeys = mkdtempSync(join(tmpdir(), "tlsup-keys-"));
  let environment: NodeJS.ProcessEnv;
  let stack: Stack;
  let zone: string;

  const source = (changes: Partial<LetsEncryptSource> = {}): LetsEncryptSource => ({
    source: "lets-encrypt",
    email: "me@example.com",
    directory: environment.LEGO_SERVER ?? "",
    root: { file: environment.LEGO_CA_CERTIFICATES ?? "" },
    resolver: status(directory).dns.address,
    ...changes,
  });
  const configure = (certificate: LetsEncryptSource): Promise<void> =>
    stack.configure({ site: localSite(domain, { certificate, proxy: { provider: "cloudflare", ssl: "strict" } }) });
  const watched = async (run = stack): Promise<Watch> => watchHandshakes((await stack.chain()).address, domain, 50, async () => void (await run.up()));
  const requests = (): number =>
    readFileSync(join(directory, "log", "acme.log"), "utf8")
      .split("\n")
      .filter((line) => line.includes("calling handler")).length;

  beforeAll(async () => {
    tlsup(directory, "local", "up");
    environment = shellEnvironment(directory);
    zone = await makeZone("acme-site.test", environment);
    stack = await Stack.create("lets-encrypt", undefined, environment);
  });
  afterAll(async () => {
    await stack.dispose();
    tlsup(directory, "local", "reset");
    rmSync(directoryOfKeys, { recursive: true });
  });

  test("from a self-signed certificate: no handshake fails, the edge accepts it in strict mode, and no challenge is left", async () => {
    await stack.configure({ site: localSite(domain) });
    await stack.up();
    await configure(source());
    const seen = await watched();
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(await stack.chain()).toMatchObject({ trust: "private", ssl: "strict" });
    expect((await visit(`https://${domain}/`, status(directory))).status).toBe(200);
    expect((await cloudflare(environment).dns.records.list({ zone_id: zone, name: { startswith: "_acme-challenge" } })).result).toEqual([]);
  }, 180_000);

  test("a second run changes nothing, and asks the CA nothing", async () => {
    const before = requests();
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(requests()).toBe(before);
  });

  test(
    "with the clock moved past the instant: preview announces the renewal and its reason, " +
      "and the site serves the new certificate without a failed handshake",
    async () => {
      const moved = stack.with(movedClock(62));
      expect(await moved.expect("preview")).toMatch(/will be renewed: due since 20\S+, as the CA suggested a time/);
      const seen = await watched(moved);
      expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
      await moved.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    },
  );

  test("another address for the account issues nothing", async () => {
    const { servedSha256 } = await stack.chain();
    await configure(source({ email: "you@example.com" }));
    await stack.up();
    expect((await stack.chain()).servedSha256).toBe(servedSha256);
  });

  test("host key, accounts, certificates and release are imported by another stack, whose generated program shows no changes", async () => {
    const [account, certificate, hostKey, release] = await Promise.all(
      ["AcmeRegistration", "AcmeCertificate", "HostKey", "Release"].map((type) => propertiesOf(stack, type)),
    );
    if (!account || !certificate || !hostKey || !release) throw new Error("The stack is incomplete");
    const { host, machine, privateKey } = hostKey;
    const { directory, root, resolver, solver, accountUrl } = certificate;
    const file = (name: string, content: unknown): { readonly file: string } => {
      writeFileSync(join(directoryOfKeys, name), String(content), { mode: 0o600 });
      return { file: join(directoryOfKeys, name) };
    };
    const ssh = file("id_ed25519", privateKey);
    const accountKey = file("account.pem", account.privateKey);
    const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const ca = { directory: String(directory), root: String(root) };
    const other = await accountProvider.create({ ...ca, contact: ["mailto:other@example.com"], privateKey: key, shared: true });
    const ordered = { directory, root, resolver, solver, accountUrl, accountKey, adoptedKey: file("key.pem", certificate.privateKey) };
    // Pebble names a certificate by its serial number.
    const url = new URL(`/certZ/${new X509Certificate(String(certificate.leaf)).serialNumber.toLowerCase()}`, ca.directory).href;
    const state = await takeOver(stack, [
      { type: "HostKey", id: hostKey.id, given: { host, machine, privateKey: ssh } },
      { type: "AcmeRegistration", id: account.id, given: { directory, root, privateKey: accountKey } },
      { type: "AcmeRegistration", id: other.id, given: { directory, root, privateKey: file("other.pem", key) } },
      { type: "AcmeCertificate", id: file("chain.pem", certificate.fullChain).file, given: ordered },
      { type: "AcmeCertificate", id: url, given: ordered },
      { type: "Release", id: release.id, given: { host, privateKey: ssh, hostKey: hostKey.hostKey } },
    ]);
    expect(state).not.toContain("PRIVATE KEY");
  }, 240_000);

  test("state holds no key in the clear", async () => expect(await stack.state()).not.toContain("PRIVATE KEY"));
});
