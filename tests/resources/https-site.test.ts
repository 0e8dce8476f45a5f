import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, type HttpsSiteArgs } from "../../components";
import { mockPulumi, registered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";

/** Makes a site and waits until every resource of it is registered. */
async function deploy(args: Partial<HttpsSiteArgs> = {}): Promise<HttpsSite> {
  await mockPulumi();
  const site = new HttpsSite("blog", { ...config, ...args });
  await valueOf(site.chain);
  await pulumi.runtime.disconnect();
  return site;
}

const inputsOf = (type: string) => registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);

describe("HttpsSite", () => {
  test("consists of a host, a certificate, a server and a proxied record", async () => {
    await deploy();
    expect(registered.map(({ type }) => type).sort()).toEqual([
      "cloudflare:index/dnsRecord:DnsRecord",
      ...Array<string>(4).fill("cloudflare:index/zoneSetting:ZoneSetting"),
      "digitalocean:index/droplet:Droplet",
      "digitalocean:index/firewall:Firewall",
      "digitalocean:index/sshKey:SshKey",
      "pulumi-nodejs:dynamic/tlsup:HostKey",
      "pulumi-nodejs:dynamic/tlsup:Release",
      "tls:index/certRequest:CertRequest",
      ...Array<string>(3).fill("tls:index/privateKey:PrivateKey"),
      "tls:index/selfSignedCert:SelfSignedCert",
      "tlsup:index:HttpsServer",
      "tlsup:index:HttpsSite",
      "tlsup:index:ProxiedRecord",
      "tlsup:index:SelfSignedCertificate",
      "tlsup:index:Vps",
    ].sort());
  });

  test("has a record that is proxied, with the only ttl that a proxied record may have", async () => {
    await deploy();
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([{ zoneId: "zone-1", name: "blog.example.com", type: "A", content: "198.51.100.7", proxied: true, ttl: 1 }]);
  });

  test("admits only the edge to the web ports", async () => {
    await deploy();
    const [firewall] = inputsOf("digitalocean:index/firewall:Firewall") as [{ inboundRules: { portRange?: string; sourceAddresses: string[] }[] }];
    expect(firewall.inboundRules.find(({ portRange }) => portRange === "443")?.sourceAddresses).toEqual(["198.51.100.0/24", "2001:db8::/32"]);
  });

  test("makes the certificate that the article makes: RSA 2048, 365 days", async () => {
    await deploy();
    expect(inputsOf("tls:index/privateKey:PrivateKey")).toContainEqual({ algorithm: "RSA", rsaBits: 2048 });
    expect(inputsOf("tls:index/selfSignedCert:SelfSignedCert")).toEqual([expect.objectContaining({ validityPeriodHours: 8760, dnsNames: ["blog.example.com"], subject: { commonName: "blog.example.com" } })]);
  });

  test("makes an ECDSA certificate when asked to", async () => {
    await deploy({ certificate: { source: "self-signed", keyType: "ecdsa-p256", days: 90 } });
    expect(inputsOf("tls:index/privateKey:PrivateKey")).toContainEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  });

  test("points the record at the reserved address when there is one", async () => {
    await deploy({ host: { ...config.host, reservedIp: true } });
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([expect.objectContaining({ content: "198.51.100.99" })]);
  });

  test("keeps the private keys and the secret environment secret", async () => {
    await deploy({ secretEnvironment: { PASSWORD: "canary" } });
    const [release] = inputsOf("pulumi-nodejs:dynamic/tlsup:Release") as [Record<string, unknown>];
    const { secrets, ...rest } = release;
    expect(pulumi.runtime.isRpcSecret(secrets)).toBe(true);
    expect(pulumi.runtime.unwrapRpcSecret(secrets)).toEqual({ "application/environment.secret": 'PASSWORD="canary"\n', "tls/privkey.pem": "KEY" });
    expect(JSON.stringify(rest)).not.toMatch(/canary|"KEY"/);
  });

  test("says what the chain is", async () => {
    const site = await deploy();
    expect(site.url).toBe("https://blog.example.com/");
    await expect(valueOf(site.chain)).resolves.toMatchObject({ domain: "blog.example.com", address: "198.51.100.7", ssl: "full", trust: "self" });
  });

  test("creates nothing when the settings are wrong", async () => {
    await expect(deploy({ domain: "Wrong." })).rejects.toThrow(/blog.domain: must not end in a dot/);
    expect(registered).toEqual([]);
  });
});
