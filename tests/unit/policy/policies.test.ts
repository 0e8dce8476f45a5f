import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judgedCodes, policies } from "../../../policy/policies";
import type { SeenResource } from "../../../policy/resources";
import { codes, type Code } from "../../../components/site/chain/codes";
import { inDays, make } from "../../support/certificate-maker";
import { root } from "../../support/environment";
import { judged, later, record, release, seen, selfSigned, setting } from "../../support/policy";

const domain = "blog.example.com";
const front = record(domain, "198.51.100.7");
const strict = setting("ssl", "strict");

/** A rule of tlsup's for the name. */
const rule = (parameters: object, expression: unknown = `http.host eq "${domain}"`, more: Partial<SeenResource> = {}): SeenResource =>
  seen("tlsup:index:EdgeRule", { zoneId: "the-zone", phase: "http_config_settings", expression, parameters: JSON.stringify(parameters) }, more);

describe("the policies", () => {
  test("have the severity of their codes, and their section in the docs", () => {
    for (const { name, enforcementLevel, url } of policies(() => new Date())) {
      expect([name, enforcementLevel]).toEqual([name, codes[name].severity === "error" ? "mandatory" : "advisory"]);
      expect(url).toMatch(new RegExp(`/docs/chain\\.md#${name}$`));
    }
  });

  test("are all codes that rules over settings raise, but for those of services", () => {
    const folder = join(root, "components", "site", "rules");
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const raised = (Object.keys(codes) as Code[]).filter((code) => texts.some((text) => text.includes(`"${code}"`)));
    expect([...judgedCodes, "port-not-proxied", "untrusted-by-clients"].sort()).toEqual(raised.sort());
  });

  const faulty: readonly [string, Code, readonly SeenResource[]][] = [
    ["a self-signed certificate with strict", "untrusted-by-edge", [front, strict, release(domain, { kind: "nginx" }, [selfSigned])]],
    [
      "a self-signed certificate past the edge",
      "untrusted-by-browsers",
      [record(domain, "198.51.100.7", false), release(domain, { kind: "nginx" }, [selfSigned])],
    ],
    ["flexible with a redirect", "redirect-circle", [front, setting("ssl", "flexible"), release(domain, { kind: "nginx" }, [selfSigned])]],
    ["flexible without one", "plain-to-origin", [front, setting("ssl", "flexible"), release(domain, { kind: "nginx", redirectToHttps: false }, [selfSigned])]],
    ["a second record that leads to the same address", "origin-address-shown", [front, record("ssh.example.com", "198.51.100.7", false)]],
    [
      "an AAAA record alone, past the edge",
      "no-ipv4",
      [
        seen("cloudflare:index/dnsRecord:DnsRecord", { ...front.props, type: "AAAA", content: "2001:db8::7", proxied: false }),
        release(domain, { kind: "nginx" }, [seen("tlsup:index:AcmeCertificate", { directory: "https://acme-v02.api.letsencrypt.org/directory" })]),
      ],
    ],
    [
      "a machine that is there already, with an AAAA record alone",
      "no-ipv4",
      [
        seen("cloudflare:index/dnsRecord:DnsRecord", { ...front.props, type: "AAAA", content: "2001:db8::7", proxied: false }),
        release(domain, { kind: "nginx" }, [
          seen("tlsup:index:AcmeCertificate", { directory: "https://acme-v02.api.letsencrypt.org/directory" }),
          seen("tlsup:index:HostIdentity", {}),
        ]),
      ],
    ],
    ["TLS 1.0", "old-tls", [front, setting("min_tls_version", "1.0")]],
    [
      "TLS 1.3 switched off where it is the only version",
      "no-tls-version",
      [front, setting("ssl", "full"), setting("min_tls_version", "1.3"), setting("tls_1_3", "off")],
    ],
    [
      "a CA that meets the proof of being a browser",
      "challenge-unreachable",
      [
        front,
        setting("always_use_https", "off"),
        rule({ ssl: "full", security_level: "under_attack" }),
        release(domain, { kind: "nginx" }, [seen("tlsup:index:CertbotLineage", { challenge: "http-01" })]),
      ],
    ],
    [
      "HSTS with off, as tlsup's own setting has it",
      "hsts-with-off",
      [front, setting("ssl", "off"), setting("security_header", JSON.stringify({ strict_transport_security: { enabled: true, max_age: 31_536_000 } }))],
    ],
    [
      "HSTS with off",
      "hsts-with-off",
      [front, setting("ssl", "off"), setting("security_header", { strict_transport_security: { enabled: true, max_age: 31_536_000 } })],
    ],
    [
      "a name too deep for the edge's certificate",
      "no-edge-certificate",
      [
        record("a.b.example.com", "198.51.100.7"),
        seen("tlsup:index:ZoneSetting", { zoneId: "the-zone", zone: "example.com", settingId: "ssl", value: "full" }),
      ],
    ],
    [
      "a machine that is there already",
      "origin-open",
      [front, setting("ssl", "full"), release(domain, { kind: "nginx" }, [selfSigned, seen("tlsup:index:HostIdentity", {})])],
    ],
  ];

  test("no message of a policy names a setting that only HttpsSite has", () => {
    const messages = faulty.flatMap(([, , resources]) => judged(...resources).messages);
    expect(messages.filter((each) => /\b(services\.\d|accept|lockdown)\b/.test(each))).toEqual([]);
    for (const code of ["no-ipv4", "no-edge-certificate", "origin-open", "origin-address-shown"])
      expect(messages).toContainEqual(expect.stringContaining(`{"${code}": "disabled"} in the file of --policy-pack-config`));
  });

  test.each(faulty)("find %s", (_what, code, resources) => {
    const { found, messages } = judged(...resources);
    expect(found).toEqual([code]);
    expect(messages[0]).toMatch(new RegExp(`^\\S+: \\S+ (must|should) .*See docs/chain\\.md#${code}$`));
  });

  test.each([[["ssh.example.com", "mail.example.com"]], [["*.example.com"]], [["_ssh.example.com"]]])(
    "still refuses strict with a self-signed certificate when two names, or a wildcard, lead past the edge: %j",
    (names) => {
      const past = names.map((name) => record(name, "198.51.100.7", false));
      const wildcard = record("*.other.example.com", "198.51.100.7");
      const { found, messages } = judged(front, wildcard, strict, release(domain, { kind: "nginx" }, [selfSigned]), ...past);
      expect(found.filter((code) => code !== "origin-address-shown")).toEqual(["untrusted-by-edge"]);
      for (const name of names) expect(messages).toContainEqual(expect.stringMatching(`^${domain}: ${name.replace("*", "\\*")} should not lead past the edge`));
    },
  );

  const of = (name: string, type: string, content: string, proxied: boolean): SeenResource =>
    seen("cloudflare:index/dnsRecord:DnsRecord", { ...front.props, name, type, content, proxied });
  const www = of("www.example.com", "CNAME", domain, true);
  const past: readonly [string, readonly string[], readonly SeenResource[]][] = [
    ["an alias of a proxied name", [], [front, www, of("old.example.com", "CNAME", domain, false)]],
    ["an alias of such an alias", [], [front, www, of("old.example.com", "CNAME", domain, false), of("older.example.com", "CNAME", "old.example.com", false)]],
    ["a name that may be proxied", [], [front, seen("cloudflare:index/dnsRecord:DnsRecord", { ...front.props, name: "a.example.com", proxied: later })]],
    [
      "aliases that lead to each other",
      [],
      [front, of("a.example.com", "CNAME", "b.example.com", false), of("b.example.com", "CNAME", "a.example.com", false)],
    ],
    [
      "an alias of the same host elsewhere",
      ["old"],
      [of(domain, "CNAME", "host.example.net", true), of("old.example.com", "CNAME", "host.example.net", false)],
    ],
    [
      "an alias of a name that is not proxied",
      ["ssh", "old"],
      [front, of("ssh.example.com", "A", "198.51.100.7", false), of("old.example.com", "CNAME", "ssh.example.com", false)],
    ],
    ["the IPv6 address alone", ["six"], [front, of(domain, "AAAA", "2001:db8::7", true), of("six.example.com", "AAAA", "2001:db8::7", false)]],
  ];
  test.each(past)("know whether %s leads past the edge", (_what, names, resources) => {
    const shown = judged(...resources).messages.filter((each) => each.includes("past the edge") && each.startsWith(domain));
    expect(shown.map((each) => /: (\w+)\.example\.com should/.exec(each)?.[1])).toEqual(names);
    if (names.length === 0) expect(judged(...resources).found).toEqual([]);
  });

  test("find a certificate that has expired, and one without the site's name", async () => {
    const serving = async (names: readonly string[], days: number): Promise<Code[]> => {
      const { certificate } = await make({ subject: "CN=a", names: [...names], notBefore: inDays(-90), notAfter: inDays(days) });
      return judged(front, strict, release(domain, { kind: "nginx" }, [], { files: { "tls/fullchain.pem": certificate } })).found;
    };
    expect(await serving([domain], -1)).toContain("certificate-expired");
    expect(new Set(await serving(["shop.example.com"], 80))).toEqual(new Set(["untrusted-by-edge"]));
    expect(await serving([domain], 80)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly Code[]]>([
    [
      "tlsup:index:AcmeCertificate",
      { directory: "https://acme-staging-v02.api.letsencrypt.org/directory", solver: { kind: "cloudflare" } },
      ["untrusted-by-edge"],
    ],
    ["tlsup:index:AcmeCertificate", { directory: "https://ca.example/directory", root: "PEM", solver: { kind: "cloudflare" } }, ["private-authority"]],
    ["tlsup:index:AcmeCertificate", { directory: "https://acme-v02.api.letsencrypt.org/directory", solver: { kind: "host" } }, ["challenge-unreachable"]],
    ["tlsup:index:KeptLineage", { directory: "https://acme-v02.api.letsencrypt.org/directory" }, ["challenge-unreachable"]],
    ["tlsup:index:KeptLineage", { directory: "https://acme-v02.api.letsencrypt.org/directory", records: [] }, []],
    ["tlsup:index:KeptLineage", { days: 365 }, ["untrusted-by-edge"]],
    ["tlsup:index:CertbotLineage", { challenge: "http-01" }, ["challenge-unreachable"]],
    ["tlsup:index:CertbotLineage", {}, []],
    ["tlsup:index:CertbotLineage", { challenge: "dns-01", root: "PEM" }, ["private-authority"]],
    ["cloudflare:index/originCaCertificate:OriginCaCertificate", {}, []],
  ])("know what the edge says to a certificate of %s with %j", (type, props, codesOfIt) => {
    const redirects = setting("always_use_https", "on");
    expect(judged(front, strict, redirects, release(domain, { kind: "nginx" }, [seen(type, props)])).found).toEqual(codesOfIt);
  });

  test("find nothing where it depends on what the program does not say", () => {
    expect(judged(front, setting("ssl", "flexible")).found).toEqual([]);
    expect(judged(front, strict, release(domain, { kind: "nginx" }, [])).found).toEqual([]);
    const open = seen("cloudflare:index/dnsRecord:DnsRecord", { ...front.props, proxied: later });
    expect(judged(open, release(domain, { kind: "nginx" }, [selfSigned])).found).toEqual([]);
  });

  test("leave an HttpsSite alone, which judges itself and knows what is accepted", () => {
    const parent = seen("tlsup:index:HttpsSite", {});
    const within = [front, strict, release(domain, { kind: "nginx" }, [selfSigned])].map((each) => ({
      ...each,
      parent: { ...(each.parent ?? parent), parent },
    }));
    expect(judged(...within).found).toEqual([]);
  });

  test("judge the rule of a name before its zone's setting", () => {
    const served = release(domain, { kind: "nginx" }, [selfSigned]);
    expect(judged(front, strict, rule({ ssl: "full" }), served).found).toEqual([]);
    expect(judged(front, strict, rule({ ssl: "full" }, 'http.host eq "shop.example.com"'), served).found).toEqual(["untrusted-by-edge"]);
  });

  test("say nothing of HSTS that is switched off", () => {
    const header = { strict_transport_security: { enabled: false, max_age: 31_536_000 } };
    expect(judged(front, setting("ssl", "off"), setting("security_header", header)).found).toEqual([]);
  });

  test("know a zone's name by the zone of the program itself", () => {
    const [deep, vendors] = [record("a.b.example.com", "198.51.100.7"), "cloudflare:index/zone:Zone"];
    expect(judged(deep, setting("ssl", "full"), seen(vendors, { id: "the-zone", name: "example.com" })).found).toEqual(["no-edge-certificate"]);
    expect(judged(deep, setting("ssl", "full"), seen(vendors, { id: "another", name: "example.com" })).found).toEqual([]);
  });

  test("know from its reader who trusts a certificate that is given", async () => {
    const { certificate } = await make({ subject: "CN=a", names: [domain], notBefore: inDays(-1), notAfter: inDays(80) });
    const served = release(domain, { kind: "nginx" }, [], { files: { "tls/fullchain.pem": certificate } });
    const { fingerprint256 } = new X509Certificate(certificate);
    const sha256 = fingerprint256.replaceAll(":", "").toLowerCase();
    const reader = (facts: object) => seen("tlsup:index:ProvidedCertificate", { facts, trust: "self" });
    expect(judged(front, strict, served, reader({ sha256 })).found).toEqual(["untrusted-by-edge"]);
    expect(judged(front, strict, served, reader({ sha256: "00" })).found).toEqual([]);
  });

  test("do not take the authority of the edge's clients for the site's certificate", () => {
    const originCa = seen("cloudflare:index/originCaCertificate:OriginCaCertificate", {});
    const locked = (made: readonly SeenResource[], deps: readonly SeenResource[]): SeenResource => ({
      ...release(domain, { kind: "nginx" }, deps, { files: { "tls/fullchain.pem": later, "clients/authority.pem": later } }),
      propertyDependencies: { certificate: made },
    });
    expect(judged(front, strict, locked([originCa], [selfSigned, originCa])).found).toEqual([]);
    expect(judged(front, strict, locked([selfSigned], [originCa, selfSigned])).found).toEqual(["untrusted-by-edge"]);
    expect(judged(front, strict, locked([seen("tlsup:index:ProvidedCertificate", {})], [selfSigned])).found).toEqual([]);
    expect(judged(front, strict, locked([], [selfSigned])).found).toEqual([]);
    expect(judged(front, strict, release(domain, { kind: "nginx" }, [selfSigned, originCa])).found).toEqual([]);
  });

  test("take no name that a site cannot have", () => {
    expect(judged(record("_a.example.com", "198.51.100.7"), setting("min_tls_version", "1.0")).found).toEqual([]);
  });
});
