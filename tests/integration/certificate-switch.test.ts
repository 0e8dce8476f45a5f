import { watchHandshakes, type Watch } from "../support/handshakes";
import { make } from "../support/certificate-maker";
import { cloudflare, makeZone, onHost, status, visit } from "../support/local-cloud";
import { localSite, Stack, type StackConfiguration } from "../support/program";
import type { CertificateSource } from "../../components/certificate/certificate";

const domain = "blog.switch.test";
const url = `https://${domain}/`;
const everySecond = { handshakes: 50 };

/** One site, moved from one source of its certificate to another while visitors come. */
describe("a change of the certificate's source", () => {
  let stack: Stack;
  let zone: string;

  const configure = async (certificate: CertificateSource, ssl: "full" | "strict", certificateSecrets: StackConfiguration["certificateSecrets"] = {}): Promise<void> =>
    stack.configure({ site: localSite(domain, { certificate, proxy: { provider: "cloudflare", ssl } }), certificateSecrets });
  const watched = async (action: () => Promise<unknown>): Promise<Watch> => watchHandshakes((await stack.chain()).address, domain, 1000 / everySecond.handshakes, async () => void (await action()));
  const originCertificates = async () => (await cloudflare().originCACertificates.list({ zone_id: zone })).result;
  const answer = async (): Promise<number> => (await visit(url, status())).status;

  const originCa = (): CertificateSource => ({ source: "origin-ca", root: { file: status().roots.originCa } });

  beforeAll(async () => {
    zone = await makeZone("switch.test");
    stack = await Stack.create("switch");
  }, 60_000);
  afterAll(() => stack.dispose(), 120_000);

  test("is refused with the name of the permission that the token lacks", async () => {
    await configure(originCa(), "strict");
    const token = await tokenFor(zone, ["Zone Read", "DNS Write", "Zone Settings Write", "SSL and Certificates Read"]);
    const { code, output } = await stack.with({ CLOUDFLARE_API_TOKEN: token }).run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(`Cannot issue an Origin CA certificate for ${domain} as the Cloudflare API token must have the permission Zone - SSL and Certificates - Edit`);
    expect(await originCertificates()).toEqual([]);
  }, 60_000);

  test("from nothing to the Origin CA: 200 in strict mode, the root in the chain", async () => {
    await stack.up();
    expect(await answer()).toBe(200);
    expect(await stack.chain()).toMatchObject({ trust: "cloudflare-origin", ssl: "strict" });
    expect(onHost((await stack.chain()).address, `grep -c BEGIN /opt/tlsup/${domain}/current/tls/fullchain.pem`).trim()).toBe("2");
    expect(await originCertificates()).toHaveLength(1);
  }, 120_000);

  test("that the host refuses leaves the old certificate in force and at its authority", async () => {
    const { address, servedSha256 } = await stack.chain();
    const own = await make({ subject: `CN=${domain}`, names: [domain], notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) });
    await configure({ source: "provided", certificate: own.certificate }, "full", { privateKey: own.key });
    onHost(address, "echo broken > /etc/nginx/conf.d/broken.conf");
    const refused = await watched(async () => expect((await stack.run("up", "--yes", "--skip-preview")).code).not.toBe(0));
    expect(refused).toMatchObject({ failures: [], leaves: new Map([[servedSha256, expect.any(Date) as Date]]) });
    expect(await originCertificates()).toHaveLength(1);
    onHost(address, "rm /etc/nginx/conf.d/broken.conf");
  }, 120_000);

  test("from the Origin CA to a provided one: in place, no handshake fails, and the old one is revoked after the new one is served", async () => {
    const { address } = await stack.chain();
    const [old] = await originCertificates();
    const preview = await stack.expect("preview");
    expect(preview).toMatch(/Release site +update/);
    expect(preview).not.toMatch(/Droplet|HostKey +site +(create|replace)/);
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(await originCertificates()).toEqual([]);
    const chain = await stack.chain();
    expect(chain).toMatchObject({ address, trust: "self" });
    const { revoked_at: revokedAt } = (await cloudflare().originCACertificates.get(old?.id ?? "")) as { revoked_at?: string };
    expect(new Date(revokedAt ?? 0).getTime()).toBeGreaterThanOrEqual(seen.leaves.get(chain.servedSha256)?.getTime() ?? Infinity);
    expect(await answer()).toBe(200);
  }, 120_000);

  test("to a self-signed one: in place, and no handshake fails", async () => {
    await configure({ source: "self-signed" }, "full");
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(seen.done).toBeGreaterThan(everySecond.handshakes);
    expect(await answer()).toBe(200);
    await stack.expect("preview", "--expect-no-changes");
  }, 120_000);

  test("back to the Origin CA: in place, no handshake fails, and the edge checks it again", async () => {
    const { address } = await stack.chain();
    await configure(originCa(), "strict");
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(await stack.chain()).toMatchObject({ address, ssl: "strict", trust: "cloudflare-origin" });
    expect(await answer()).toBe(200);
  }, 120_000);
});

/** A token that may do some things in one zone. */
async function tokenFor(zone: string, permissions: readonly string[]): Promise<string> {
  const client = cloudflare();
  const groups = [];
  for await (const { id, name } of client.user.tokens.permissionGroups.list()) if (permissions.includes(name ?? "")) groups.push({ id: id ?? "" });
  const { value } = await client.user.tokens.create({ name: "limited", policies: [{ effect: "allow", permission_groups: groups, resources: { [`com.cloudflare.api.account.zone.${zone}`]: "*" } }] });
  return value ?? "";
}
