import * as pulumi from "@pulumi/pulumi";
import { DirectRecord, HttpsSite, openPorts, SelfSignedCertificate, TlsServices, Vps, type ServiceSettings } from "../../components";
import { mockPulumi, registered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";

const inputsOf = (type: string) => registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
const release = () =>
  inputsOf("tlsup:index:Release")[0] as {
    site: string;
    domain: string;
    links: Record<string, string>;
    probes: { port: number; serverName: string }[];
    secrets: unknown;
    files: Record<string, string>;
  };
const services: readonly ServiceSettings[] = [{ kind: "postfix" }, { kind: "dovecot" }];

describe("TlsServices", () => {
  async function deploy(list: readonly ServiceSettings[], domain = "mail.example.com"): Promise<void> {
    await mockPulumi();
    const vps = new Vps("mail", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" }, open: openPorts(list) });
    const certificate = new SelfSignedCertificate("mail", { dnsNames: ["mail.example.com"] });
    const mail = new TlsServices("mail", { domain, access: vps.access, certificate, services: list }, { deletedWith: vps.machine });
    const record = new DirectRecord("mail", { domain, address: vps.address }, { dependsOn: mail });
    await Promise.all([valueOf(mail.servedSha256), valueOf(record.recordId)]);
    await pulumi.runtime.disconnect();
  }

  test("is a release without a web server, whose key is a secret", async () => {
    await deploy(services);
    const { site, domain, probes, links, secrets } = release();
    expect({ site, domain }).toEqual({ site: "mail-services.stack.project", domain: "mail.example.com" });
    expect(probes.map(({ port }) => port)).toEqual([25, 465, 587, 993, 995]);
    expect(Object.keys(links).filter((path) => path.includes("nginx"))).toEqual([]);
    expect(pulumi.runtime.isRpcSecret(secrets)).toBe(true);
  });

  test("needs a host that is reached on the ports of the services, and on those of the web only where there is a site", async () => {
    await deploy(services);
    const [firewall] = inputsOf("digitalocean:index/firewall:Firewall") as [{ inboundRules: { portRange?: string }[] }];
    expect(firewall.inboundRules.map(({ portRange }) => portRange)).toEqual(["22", "25", "465", "587", "993", "995", undefined]);
  });

  test("is found by a record that leads past the edge", async () => {
    await deploy(services);
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([
      { zoneId: "zone-1", name: "mail.example.com", type: "A", content: "198.51.100.7", proxied: false, ttl: 60 },
    ]);
  });

  test.each<[string, readonly ServiceSettings[], string, RegExp]>([
    ["two of a kind", [{ kind: "vsftpd" }, { kind: "vsftpd" }], "mail.example.com", /services.1.kind: must be another kind/],
    ["no service at all", [], "mail.example.com", /mail.services: must hold at least one service/],
    ["a name that is none", services, "mail.example.com; reboot", /mail.domain: must consist of letters/],
  ])("refuses %s before anything of it is made", async (_what, list, domain, problem) => {
    await expect(deploy(list, domain)).rejects.toThrow(problem);
    await pulumi.runtime.disconnect();
    expect(inputsOf("tlsup:index:TlsServices")).toEqual([]);
  });
});

describe("a site with services", () => {
  async function deploy(list: readonly ServiceSettings[]): Promise<void> {
    await mockPulumi();
    const site = new HttpsSite("blog", { ...config, services: list });
    await valueOf(site.chain);
    await pulumi.runtime.disconnect();
  }

  test("has one release, one certificate with every name, and a record past the edge for each name that is not the site's", async () => {
    await deploy([{ kind: "postfix", serverName: "mail.example.com" }, { kind: "dovecot", serverName: "mail.example.com" }, { kind: "postgresql" }]);
    expect(inputsOf("tlsup:index:Release")).toHaveLength(1);
    expect(release().probes.map(({ port, serverName }) => [port, serverName])).toEqual([
      [443, "blog.example.com"],
      [25, "mail.example.com"],
      [465, "mail.example.com"],
      [587, "mail.example.com"],
      [993, "mail.example.com"],
      [995, "mail.example.com"],
      [5432, "blog.example.com"],
    ]);
    expect(inputsOf("tls:index/selfSignedCert:SelfSignedCert")).toEqual([expect.objectContaining({ dnsNames: ["blog.example.com", "mail.example.com"] })]);
    expect(
      inputsOf("cloudflare:index/dnsRecord:DnsRecord")
        .map(({ name, proxied }) => [name, proxied])
        .sort(),
    ).toEqual([
      ["blog.example.com", true],
      ["mail.example.com", false],
    ]);
  });

  test("opens the services' ports to everybody, and the web's to the edge alone", async () => {
    await deploy([{ kind: "vsftpd" }]);
    const [firewall] = inputsOf("digitalocean:index/firewall:Firewall") as [{ inboundRules: { portRange?: string; sourceAddresses: string[] }[] }];
    const sources = Object.fromEntries(firewall.inboundRules.map(({ portRange, sourceAddresses }) => [portRange, sourceAddresses]));
    expect(sources["990"]).toEqual(["0.0.0.0/0", "::/0"]);
    expect(sources["443"]).toEqual(["198.51.100.0/24", "2001:db8::/32"]);
  });
});
