import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeZone, onHost, status } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

const program = (keyType: string): string => `import { readFileSync } from "node:fs";
import { DnsRecord, getZoneOutput } from "@pulumi/cloudflare";
import { AcmeAccount, LetsEncryptCertificate, Vps } from "tlsup";

const { LEGO_SERVER: directory = "", LEGO_CA_CERTIFICATES: roots = "", TLSUP_DNS_ADDRESS: resolver = "" } = process.env;
const vps = new Vps("host", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
const zone = getZoneOutput({ filter: { name: "http-01.test" } });
const record = new DnsRecord("web", { zoneId: zone.zoneId, name: "web.http-01.test", type: "A", content: vps.address, ttl: 60, proxied: false });
const account = new AcmeAccount("ca", { directory, root: readFileSync(roots, "utf8") });
const certificate = new LetsEncryptCertificate("web", { account, names: ["web.http-01.test"], keyType: "${keyType}", solver: { challenge: "http-01", access: vps.access }, resolver }, { dependsOn: record });

export const address = vps.address;
export const sha256 = certificate.facts.sha256;
`;

/** A certificate without DNS records: the host itself proves its name. */
describe("http-01 through the host", () => {
  const folder = repositoryProgram();
  let stack: Stack;
  const write = (keyType: string): void => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program(keyType));
  };
  const address = async (): Promise<string> => (await stack.outputs()).address as string;

  beforeAll(async () => {
    process.env.TLSUP_DNS_ADDRESS = status().dns.address;
    await makeZone("http-01.test");
    write("ecdsa-p256");
    stack = await Stack.create("http-01", folder);
  }, 60_000);
  afterAll(() => stack.dispose(), 120_000);

  test("before there is a web server: a responder for as long as it takes, and nothing of it afterwards", async () => {
    await stack.up();
    expect((await stack.outputs()).sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(onHost(await address(), "ss -Hltn 'sport = :80'; ls /var/lib/tlsup/acme/.well-known/acme-challenge; systemctl is-active tlsup-acme-http || true").trim()).toBe("inactive");
  }, 120_000);

  test("through the web server that is there, which goes on as it is", async () => {
    const { sha256: old } = await stack.outputs();
    onHost(await address(), "systemd-run --quiet --collect --unit=test-web-server python3 -m http.server 80 --directory /var/lib/tlsup/acme; until ss -Hltn 'sport = :80' | grep -q .; do sleep 0.1; done");
    write("rsa-2048");
    await stack.up();
    expect((await stack.outputs()).sha256).not.toBe(old);
    expect(onHost(await address(), "systemctl is-active test-web-server; ls /var/lib/tlsup/acme/.well-known/acme-challenge").trim()).toBe("active");
  }, 120_000);
});
