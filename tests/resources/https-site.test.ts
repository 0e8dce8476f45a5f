import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { leafFacts, type HttpsSiteArgs } from "../../components";
import type { CloudflareProxySettings } from "../../components/edge/cloudflare/zone-settings";
import type { ExpectedChain } from "../../components/site/chain/chain";
import { privateKey, registered, valueOf } from "../support/mocks";
import { deploy, inputsOf } from "../support/deployed-site";
import { site as config } from "../support/site";

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
        "tlsup:index:AuthorizedKeys",
        "tlsup:index:EdgeRanges",
        "tlsup:index:HostKey",
        "tlsup:index:HostMemory",
        "tlsup:index:RecordMemory",
        "tlsup:index:Release",
        "tls:index/certRequest:CertRequest",
        ...Array<string>(3).fill("tls:index/privateKey:PrivateKey"),
        "tls:index/selfSignedCert:SelfSignedCert",
        "tlsup:index:HttpsServer",
        "tlsup:index:HttpsSite",
        "tlsup:index:LoginKey",
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
    expect(inputsOf("tlsup:index:RecordMemory")).toEqual([
      { zoneId: "zone-1", domain: "blog.example.com", leadsTo: "edge", lifetime: 0, behind: "198.51.100.7", parting: 10, isMade: true },
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

  test.each<[string, Partial<CloudflareProxySettings>, readonly string[]]>([
    ["turned on before it is the only one", { minTlsVersion: "1.3" }, ["tls_1_3 on", "min_tls_version 1.3"]],
    ["turned off when it is no longer the only one", { zoneWide: { tls13: false } }, ["min_tls_version 1.2", "tls_1_3 off"]],
    ["left to the zone otherwise", { minTlsVersion: "1.2" }, ["min_tls_version 1.2"]],
  ])("leaves visitors a TLS version at any time: 1.3 is %s", async (_what, more, order) => {
    await deploy({ proxy: { provider: "cloudflare", ssl: "full", ...more } });
    const settings = inputsOf("tlsup:index:ZoneSetting").map(({ settingId, value }) => `${String(settingId)} ${String(value)}`);
    expect(settings.filter((setting) => setting.includes("tls"))).toEqual(order);
  });

  test("gives the zone its SSL mode before the rule of a host name gives it up", async () => {
    await deploy({ proxy: { provider: "cloudflare", ssl: "full", sslFor: "zone", underAttack: false } });
    const at = (name: string): number => registered.findIndex((resource) => resource.name === `blog-blog.example.com-${name}`);
    expect([at("ssl"), at("ssl-automatic-mode")].every((index) => index >= 0 && index < at("config"))).toBe(true);
  });

  test("keeps the caching rule of a path when another path comes before it", async () => {
    const names = async (...paths: string[]): Promise<string[]> => {
      await deploy({ proxy: { provider: "cloudflare", ssl: "full", cache: paths.map((path) => ({ path, bypass: true })) } });
      return registered.filter(({ type, name }) => type === "tlsup:index:EdgeRule" && name.includes("cache")).map(({ name }) => name);
    };
    const own = ["/", "/admin/"].map((path) => `blog-blog.example.com-cache-${path}`);
    expect(await names("/", "/admin/")).toEqual(own);
    expect(await names("/", "/static/", "/admin/")).toEqual(expect.arrayContaining(own));
  });

  test("says of the chain which rules and settings of the zone are its own, what lasts of them, and that it is locked down", async () => {
    const zoneWide = { tls13: true, developmentMode: true, hsts: { maxAge: 300 } } as const;
    const proxy = { provider: "cloudflare", ssl: "full", cache: [{ path: "/", bypass: true }], rateLimit: { requests: 50 }, zoneWide } as const;
    const chain = (await valueOf((await deploy({ proxy, lockdown: true })).chain)) as ExpectedChain;
    expect(chain.lockdown).toBe(true);
    expect(Object.keys(chain.zone?.settings ?? {}).sort()).toEqual(["always_use_https", "min_tls_version", "security_header", "ssl", "tls_1_3"]);
    const rules = inputsOf("tlsup:index:EdgeRule") as Record<string, unknown>[];
    const kept = rules.filter(({ phase }) => phase !== "http_config_settings");
    expect(kept).toHaveLength(2);
    expect(chain.zone?.rules?.map((rule) => ({ ...rule, zoneId: "zone-1" }))).toEqual(expect.arrayContaining(kept));
    expect(await valueOf((await deploy()).chain)).toMatchObject({ zone: { name: "example.com" } });
    expect(await valueOf((await deploy()).chain)).not.toHaveProperty("lockdown");
  });

  test("says of the chain what its settings accept, and nothing when that is nothing", async () => {
    await expect(valueOf((await deploy({ accept: ["old-tls"] })).chain)).resolves.toMatchObject({ accept: ["old-tls"] });
    expect(await valueOf((await deploy({ accept: [] })).chain)).not.toHaveProperty("accept");
  });

  test.each([
    [{ proxied: false }, false, true],
    [{ ssl: "full", alwaysUseHttps: false }, false, true],
    [{ ssl: "full", alwaysUseHttps: false }, true, undefined],
    [{ ssl: "full" }, false, undefined],
  ] as const)("says of the chain with the edge %j and redirectToHttps %j whether http is refused: %s", async (edge, redirectToHttps, told) => {
    const certificate = { source: "lets-encrypt", email: "a@example.com" } as const;
    const site = await deploy({ proxy: { provider: "cloudflare", ...edge }, server: { kind: "gunicorn", redirectToHttps }, certificate });
    const { httpRefused } = (await valueOf(site.chain)) as ExpectedChain;
    expect(httpRefused).toBe(told);
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

  test("from strict to full: a host that signs its certificate itself makes it once the edge has stopped checking, as it is in force at once", async () => {
    await deploy({ certificate: { source: "self-signed", renewal: "host" } }, "strict");
    const at = (wanted: string) => registered.findIndex(({ type }) => type === wanted);
    const order = ["tlsup:index:EdgeRule", "tlsup:index:KeptLineage", "tlsup:index:Release", "cloudflare:index/dnsRecord:DnsRecord"].map(at);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  test("gives a host that renews its certificate the standby of Cloudflare's Origin CA, with its key, for the names of the certificate", async () => {
    const chain = await valueOf((await deploy({ certificate: { source: "lets-encrypt", renewal: "host", standby: "origin-ca" } })).chain);
    const [{ standby, standbyKey }] = inputsOf("tlsup:index:KeptLineage") as [{ standby: string; standbyKey: { value: string } }];
    // A secret is wrapped.
    expect(new X509Certificate(standby).checkPrivateKey(createPrivateKey(standbyKey.value))).toBe(true);
    expect(inputsOf("cloudflare:index/originCaCertificate:OriginCaCertificate")).toMatchObject([{ hostnames: ["blog.example.com"] }]);
    expect(chain).toMatchObject({ trust: "public", standbySha256: leafFacts(standby).sha256 });
  });

  test("leads visitors to the edge only once the edge knows what to do with them", async () => {
    await deploy();
    const settings = registered.flatMap(({ type }, index) => (type === "tlsup:index:ZoneSetting" || type === "tlsup:index:EdgeRule" ? [index] : []));
    const record = registered.findIndex(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord");
    expect(settings).toHaveLength(3);
    for (const setting of settings) expect(setting).toBeLessThan(record);
  });

  test("has the edge forget what changes of its files, once the host serves them, where the edge keeps any", async () => {
    const directory = mkdtempSync(join(tmpdir(), "tlsup-files-"));
    writeFileSync(join(directory, "style.css"), "body {}");
    const application = { kind: "static", directory } as const;
    const cached = { proxy: { provider: "cloudflare", ssl: "full", cache: [{ path: "/", edge: 7200 }] } } as const;
    const purges = async (changes: Partial<HttpsSiteArgs>): Promise<unknown[]> => (await deploy(changes), inputsOf("tlsup:index:CachePurge"));
    try {
      expect(await purges({ application })).toEqual([]);
      expect(await purges(cached)).toEqual([]);
      const contents = { "style.css": expect.stringMatching(/^[0-9a-f]{12}$/) as unknown };
      expect(await purges({ application, ...cached })).toEqual([{ zoneId: "zone-1", domain: "blog.example.com", contents }]);
      const at = (wanted: string) => registered.findIndex(({ type }) => type === wanted);
      expect(at("tlsup:index:CachePurge")).toBeGreaterThan(at("tlsup:index:Release"));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("tells its release what is on the machine beside it, and which machine may go", async () => {
    await deploy({ services: [{ kind: "postgresql" }], leaveDataOn: "412345678" });
    const [release] = inputsOf("tlsup:index:Release") as [Record<string, unknown>];
    expect(release).toMatchObject({ data: { "/var/lib/postgresql/15/main": "the databases" }, leaveDataOn: "412345678" });
  });

  test("creates nothing when the settings are wrong", async () => {
    await expect(deploy({ domain: "Wrong." })).rejects.toThrow(/blog.domain: must not end in a dot/);
    expect(registered).toEqual([]);
  });
});
