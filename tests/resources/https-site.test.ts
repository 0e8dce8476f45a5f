import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, type HttpsSiteArgs } from "../../components";
import { mockPulumi, privateKey, registered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";

/** Makes a site and waits until every resource of it is registered. */
async function deploy(args: Partial<HttpsSiteArgs> = {}, currentMode = "full"): Promise<HttpsSite> {
  await mockPulumi({}, { "cloudflare:index/getZoneSetting:getZoneSetting": { settingId: "ssl", value: currentMode } });
  const site = new HttpsSite("blog", { ...config, ...args });
  await valueOf(site.chain);
  await pulumi.runtime.disconnect();
  return site;
}

const inputsOf = (type: string) => registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);

describe("HttpsSite", () => {
  test("consists of a host, a certificate, a server and a proxied record", async () => {
    await deploy();
    expect(registered.map(({ type }) => type).sort()).toEqual(
      [
        "cloudflare:index/dnsRecord:DnsRecord",
        ...Array<string>(2).fill("tlsup:index:ZoneSetting"),
        "tlsup:index:EdgeRule",
        "digitalocean:index/droplet:Droplet",
        "digitalocean:index/firewall:Firewall",
        "digitalocean:index/sshKey:SshKey",
        "digitalocean:index/tag:Tag",
        "tlsup:index:EdgeRanges",
        "tlsup:index:HostKey",
        "tlsup:index:RecordMemory",
        "tlsup:index:Release",
        "tls:index/certRequest:CertRequest",
        ...Array<string>(3).fill("tls:index/privateKey:PrivateKey"),
        "tls:index/selfSignedCert:SelfSignedCert",
        "tlsup:index:HttpsServer",
        "tlsup:index:HttpsSite",
        "tlsup:index:ProxiedRecord",
        "tlsup:index:SelfSignedCertificate",
        "tlsup:index:Vps",
      ].sort(),
    );
  });

  test("locked down, has the edge show a certificate of its own before the server demands one, and keeps the keys secret", async () => {
    await deploy({ lockdown: true });
    const types = registered.map(({ type }) => type);
    expect(types.indexOf("tlsup:index:OriginPull")).toBeLessThan(types.indexOf("tlsup:index:Release"));
    const [pull] = inputsOf("tlsup:index:OriginPull") as [Record<string, unknown>];
    expect(pull).toMatchObject({ zoneId: "zone-1", hostname: "blog.example.com" });
    expect(pulumi.runtime.isRpcSecret(pull.privateKey)).toBe(true);
    const [release] = inputsOf("tlsup:index:Release") as [{ files: Record<string, string>; secrets: unknown }];
    expect(release.files["clients/authority.pem"]).toContain("BEGIN CERTIFICATE");
    expect(release.files["nginx/site.conf"]).toContain("VerifyMode Require");
    expect(JSON.stringify(release.files)).not.toContain("PRIVATE KEY");
  });

  test("not locked down, has nothing of it", async () => {
    await deploy({ lockdown: false });
    expect(registered.map(({ type }) => type)).not.toContain("tlsup:index:OriginPull");
    const [release] = inputsOf("tlsup:index:Release") as [{ files: Record<string, string> }];
    expect(Object.keys(release.files).filter((path) => path.startsWith("clients/"))).toEqual([]);
  });

  test("has a record that is proxied, with the only ttl that a proxied record may have", async () => {
    await deploy();
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([
      { zoneId: "zone-1", name: "blog.example.com", type: "A", content: "198.51.100.7", proxied: true, ttl: 1 },
    ]);
  });

  test("admits only the edge to the web ports", async () => {
    await deploy();
    const [firewall] = inputsOf("digitalocean:index/firewall:Firewall") as [{ inboundRules: { portRange?: string; sourceAddresses: string[] }[] }];
    expect(firewall.inboundRules.find(({ portRange }) => portRange === "443")?.sourceAddresses).toEqual(["198.51.100.0/24", "2001:db8::/32"]);
  });

  test("makes the certificate that the article makes: RSA 2048, 365 days", async () => {
    await deploy();
    expect(inputsOf("tls:index/privateKey:PrivateKey")).toContainEqual({ algorithm: "RSA", rsaBits: 2048 });
    expect(inputsOf("tls:index/selfSignedCert:SelfSignedCert")).toEqual([
      expect.objectContaining({ validityPeriodHours: 8760, dnsNames: ["blog.example.com"], subject: { commonName: "blog.example.com" } }),
    ]);
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
    const [release] = inputsOf("tlsup:index:Release") as [Record<string, unknown>];
    const { secrets, ...rest } = release;
    expect(pulumi.runtime.isRpcSecret(secrets)).toBe(true);
    expect(pulumi.runtime.unwrapRpcSecret(secrets)).toEqual({ "application/start/environment.secret": 'PASSWORD="canary"\n', "tls/privkey.pem": privateKey });
    expect(JSON.stringify(rest)).not.toMatch(/canary|PRIVATE KEY/);
  });

  test("says what the chain is", async () => {
    const site = await deploy();
    await expect(valueOf(site.url)).resolves.toBe("https://blog.example.com/");
    await expect(valueOf(site.chain)).resolves.toMatchObject({
      ...{ domain: "blog.example.com", address: "198.51.100.7", ssl: "full", trust: "self", source: "self-signed" },
      zone: { name: "example.com", settings: { ssl: "full", always_use_https: "on", min_tls_version: "1.2" } },
    });
  });

  test.each([
    [undefined, undefined],
    [{}, true],
    [{ maxAge: 300 }, true],
    [{ maxAge: 0 }, undefined],
  ])("says of the chain with hsts %j that browsers are told to come over https: %s", async (hsts, told) => {
    const { hsts: said } = (await valueOf((await deploy({ server: { kind: "nginx", ...(hsts && { hsts }) } })).chain)) as { readonly hsts?: boolean };
    expect(said).toBe(told);
  });

  test.each([
    ["strict", "full", "before the push"],
    ["full", "strict", "after the push"],
    ["full", "full", "after the push"],
    ["strict", "strict", "after the push"],
    ["strict", "flexible", "after the push"],
  ] as const)("from %s to %s: the edge's mode is set %s", async (current, ssl, when) => {
    await deploy({ proxy: { provider: "cloudflare", ssl }, accept: ["untrusted-by-edge", "redirect-circle"] }, current);
    const at = (wanted: string) => registered.findIndex(({ type }) => type === wanted);
    const [mode, push, record] = [at("tlsup:index:EdgeRule"), at("tlsup:index:Release"), at("cloudflare:index/dnsRecord:DnsRecord")];
    expect(mode < push ? "before the push" : "after the push").toBe(when);
    expect(record).toBeGreaterThan(push);
  });

  describe("without an edge", () => {
    const direct = { provider: "cloudflare", proxied: false } as const;
    const accept = ["untrusted-by-browsers"] as const;
    const admitted = (): unknown =>
      (inputsOf("digitalocean:index/firewall:Firewall") as { inboundRules: { portRange?: string; sourceAddresses: string[] }[] }[])
        .flatMap(({ inboundRules }) => inboundRules)
        .filter(({ portRange }) => portRange === "80" || portRange === "443")
        .flatMap(({ sourceAddresses }) => sourceAddresses);

    test.each([
      [
        "the record leads straight to the host",
        direct,
        [{ zoneId: "zone-1", name: "blog.example.com", type: "A", content: "198.51.100.7", proxied: false, ttl: 60 }],
      ],
      ["no record is made", { provider: "none" } as const, []],
    ])("%s, no setting of a zone is touched, everybody is admitted, and nobody is believed about the visitor's address", async (_name, proxy, records) => {
      const site = await deploy({ proxy, accept });
      expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual(records);
      expect(inputsOf("tlsup:index:RecordMemory")).toEqual(records.map(({ name: domain, content }) => ({ domain, leadsTo: content, lifetime: 65 })));
      expect(inputsOf("cloudflare:index/zoneSetting:ZoneSetting")).toEqual([]);
      expect(new Set(admitted() as string[])).toEqual(new Set(["0.0.0.0/0", "::/0"]));
      const [{ files }] = inputsOf("tlsup:index:Release") as [{ files: Record<string, string> }];
      expect(files["nginx/site.conf"]).not.toMatch(/set_real_ip_from|198\.51\.100\.0/);
      const chain = await valueOf(site.chain);
      expect(chain).toMatchObject({ domain: "blog.example.com", address: "198.51.100.7", trust: "self" });
      expect(Object.keys(chain)).toEqual(expect.not.arrayContaining(["ssl", "zone"]));
    });

    test("the record follows the proven push, and those of services are beside it", async () => {
      await deploy({ proxy: { ...direct, zone: "example.com" }, accept, services: [{ kind: "postfix", serverName: "mail.example.com" }] });
      const at = (wanted: string) => registered.findIndex(({ type, name }) => `${type} ${name}`.includes(wanted));
      expect(at("DnsRecord blog")).toBeGreaterThan(at("tlsup:index:Release"));
      expect(at("DnsRecord blog-mail.example.com")).toBeGreaterThan(at("tlsup:index:Release"));
      expect(
        inputsOf("cloudflare:index/dnsRecord:DnsRecord")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["blog.example.com", "mail.example.com"]);
    });

    test("by http-01 the CA finds the host by every name before there is a certificate", async () => {
      await deploy({
        proxy: direct,
        certificate: { source: "certbot", challenge: "http-01" },
        services: [{ kind: "postfix", serverName: "mail.example.com" }],
      });
      const at = (wanted: string) => registered.findIndex(({ type, name }) => `${type} ${name}`.includes(wanted));
      for (const record of ["DnsRecord blog", "DnsRecord blog-mail.example.com"]) {
        expect(at(record)).toBeGreaterThan(-1);
        expect(at(record)).toBeLessThan(at("tlsup:index:CertbotLineage"));
      }
    });

    test("services whose names are elsewhere get no record", async () => {
      await deploy({ proxy: { provider: "none" }, accept, services: [{ kind: "postfix", serverName: "mail.example.org" }] });
      expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([]);
    });
  });

  test("leads visitors to the edge only once the edge knows what to do with them", async () => {
    await deploy();
    const settings = registered.flatMap(({ type }, index) => (type === "tlsup:index:ZoneSetting" || type === "tlsup:index:EdgeRule" ? [index] : []));
    const record = registered.findIndex(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord");
    expect(settings).toHaveLength(3);
    for (const setting of settings) expect(setting).toBeLessThan(record);
  });

  describe("with certbot on the host", () => {
    const order = (): number[] =>
      ["cloudflare:index/dnsRecord:DnsRecord", "tlsup:index:CertbotLineage", "tlsup:index:Release"].map((wanted) =>
        registered.findIndex(({ type }) => type === wanted),
      );

    test("by http-01: the CA finds the host before there is a certificate, and the push takes the certificate from the host", async () => {
      await deploy({ certificate: { source: "certbot", challenge: "http-01" } });
      const [record = 0, certificate = 0, push = 0] = order();
      expect([record < certificate, certificate < push]).toEqual([true, true]);
      const [release] = inputsOf("tlsup:index:Release") as [Record<string, unknown>];
      expect(release.certificate).toEqual({ source: "lineage", folder: "/etc/letsencrypt/live/blog.example.com" });
      expect(pulumi.runtime.unwrapRpcSecret(release.secrets)).not.toHaveProperty("tls/privkey.pem");
      expect(release.files).not.toHaveProperty("tls/fullchain.pem");
    });

    test("by http-01 without a redirect at the edge: the redirect is off before the CA asks", async () => {
      await deploy({ certificate: { source: "certbot", challenge: "http-01" }, proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } });
      expect(registered.findIndex(({ inputs }) => inputs.settingId === "always_use_https")).toBeLessThan(order()[1] ?? 0);
    });

    test("by dns-01: the record follows the push, and the token is secret", async () => {
      await deploy({
        certificate: { source: "certbot", challenge: "dns-01" },
        certificateSecrets: { cloudflareToken: "canary" },
        proxy: { provider: "cloudflare", ssl: "strict" },
      });
      const [record = 0, certificate = 0, push = 0] = order();
      expect([certificate < push, push < record]).toEqual([true, true]);
      const [{ apiToken, ...rest } = { apiToken: undefined }] = inputsOf("tlsup:index:CertbotLineage");
      expect([pulumi.runtime.isRpcSecret(apiToken), JSON.stringify(rest).includes("canary")]).toEqual([true, false]);
    });

    test.each<[string, Partial<HttpsSiteArgs>, RegExp]>([
      [
        "a wildcard by http-01",
        { certificate: { source: "certbot", challenge: "http-01", names: ["*.example.com"] } },
        /certificate\.names\.0: must not be a wildcard with http-01/,
      ],
      [
        "names without the domain",
        { certificate: { source: "certbot", challenge: "http-01", names: ["shop.example.com"] } },
        /certificate\.names: must cover the domain blog\.example\.com/,
      ],
      [
        "http-01 through an edge that redirects and checks",
        { certificate: { source: "certbot", challenge: "http-01" }, proxy: { provider: "cloudflare", ssl: "strict" } },
        /certificate\.challenge: must be dns-01 with proxy\.ssl strict/,
      ],
      ["no challenge", { certificate: { source: "certbot" } as never }, /certificate\.challenge: is required/],
    ])("%s is refused before anything is made", async (_what, args, fault) => {
      await expect(deploy(args)).rejects.toThrow(fault);
      expect(registered).toEqual([]);
    });
  });

  test("creates nothing when the settings are wrong", async () => {
    await expect(deploy({ domain: "Wrong." })).rejects.toThrow(/blog.domain: must not end in a dot/);
    expect(registered).toEqual([]);
  });
});
