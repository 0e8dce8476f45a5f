import { leastNames } from "../../../components/certificate/x509/least-names";
import { aliasZone } from "../../../components/site/aliases/alias";
import { siteConfig, type SiteConfig } from "../../../components/site/site-config";
import { ConfigurationError } from "../../../components/shared/fault";
import { site } from "../../support/site";

/** Each fault in a line. */
function faults(changes: Partial<SiteConfig>): string[] {
  try {
    siteConfig({ ...site, ...changes }, "site");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ path, problem }) => `${path} ${problem}`);
    throw error;
  }
  return [];
}

const wide = { provider: "cloudflare", ssl: "full", sslFor: "zone" } as const;
const www = { name: "www.example.com" };

describe("the aliases of a site", () => {
  test("are names in its zone, in others and below it, that redirect or serve", () => {
    expect(faults({ aliases: [www, { name: "xn--mnchen-3ya.example.org", redirect: false, zone: "example.org" }] })).toEqual([]);
    expect(faults({ aliases: [{ name: "*.example.com" }], proxy: { ...wide, cache: [{ path: "/", bypass: true }], rateLimit: { requests: 20 } } })).toEqual([]);
  });

  test.each([
    ["lets-encrypt", "www.bücher.de"],
    ["lets-encrypt", "www.xn--bcher-kva.de."],
    ["certbot", "*.BÜCHER.de"],
  ] as const)("may be names that the certificate's settings of %s write in another way: %s", (source, name) => {
    const names = ["bücher.de", name];
    const certificate = source === "certbot" ? ({ source, challenge: "dns-01", names } as const) : { source, names };
    const services = [{ kind: "postgresql", serverName: "www.xn--bcher-kva.de" }] as const;
    const changes = { domain: "xn--bcher-kva.de", certificate, proxy: { provider: "none" } } as const;
    expect([...faults({ ...changes, aliases: [{ name: "www.xn--bcher-kva.de" }] }), ...faults({ ...changes, services })]).toEqual([]);
  });

  test.each<[string, Partial<SiteConfig>, RegExp]>([
    ["the domain itself", { aliases: [{ name: "blog.example.com" }] }, /^site\.aliases\.0\.name must be another name than the domain: current value is "blog/],
    ["one of them again", { aliases: [www, www] }, /^site\.aliases\.1\.name must be another name than those before it/],
    ["in a zone that does not hold it", { aliases: [{ ...www, zone: "example.org" }] }, /^site\.aliases\.0\.zone must hold the domain www\.example\.com/],
    [
      "in a zone where there are no records",
      { aliases: [{ ...www, zone: "example.com" }], proxy: { provider: "none" }, certificate: { source: "lets-encrypt" } },
      /^site\.aliases\.0\.zone must be left out where the site has no records/,
    ],
    [
      "a wildcard whose mode a rule would have to say",
      { aliases: [{ name: "*.example.com" }] },
      /^site\.aliases\.0\.name must be a name without an asterisk unless proxy\.sslFor is zone/,
    ],
    [
      "a wildcard for whose visitors the edge would have no rule",
      {
        aliases: [{ name: "*.example.com", redirect: false }],
        proxy: { ...wide, underAttack: true, cache: [{ path: "/", bypass: true }], rateLimit: { requests: 20 } },
      },
      /^site\.aliases\.0\.name must be a name without an asterisk with proxy\.underAttack, proxy\.cache and proxy\.rateLimit, as .*: current value is "\*/,
    ],
    [
      "a wildcard that redirects, for whose visitors the edge would have no rule",
      { aliases: [{ name: "*.example.com" }], proxy: { ...wide, underAttack: false } },
      /^site\.aliases\.0\.name must be a name without an asterisk with proxy\.underAttack, as/,
    ],
    [
      "a wildcard of a site that is locked down",
      { aliases: [{ name: "*.example.com" }], lockdown: true },
      /^site\.aliases\.0\.name must be a name without an asterisk where the edge shows/,
    ],
    [
      "a wildcard that a CA is to prove on the host",
      {
        aliases: [{ name: "*.example.com" }],
        certificate: { source: "certbot", challenge: "http-01" },
        proxy: wide,
      },
      /^site\.aliases\.0\.name must be a name without an asterisk with certificate\.challenge http-01/,
    ],
    [
      "that the certificate's names leave out",
      { aliases: [www], certificate: { source: "lets-encrypt", names: ["blog.example.com"] } },
      /^site\.aliases\.0\.name must be a name of the certificate, which has blog\.example\.com/,
    ],
    [
      "that is a service's name",
      { aliases: [www], services: [{ kind: "postgresql", serverName: "www.example.com" }] },
      /^site\.aliases\.0\.name must be another name than services\.0\.serverName/,
    ],
  ])("are refused when one is %s", (_, changes, fault) => {
    expect(faults(changes)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });

  test("are all looked at: every fault is told at once", () => {
    expect(faults({ aliases: [{ name: "blog.example.com" }, { ...www, zone: "example.org" }, { name: "*.example.com" }, www] })).toHaveLength(4);
  });

  test("may be host names of a certificate of the Origin CA that is for several zones", () => {
    const certificate = (...hostnames: string[]) => ({ source: "origin-ca", hostnames }) as const;
    const aliases = [{ name: "example.org" }];
    expect(faults({ aliases, certificate: certificate("blog.example.com", "example.org") })).toEqual([]);
    expect(faults({ aliases, certificate: certificate("blog.example.com", "example.org", "example.net") })).toEqual([
      expect.stringMatching(/must be names in the zone example\.com or example\.org: current value has example\.net/),
    ]);
  });
});

describe("the names that a CA is asked for when the certificate's settings have none", () => {
  const certificate = { source: "lets-encrypt", renewal: "host" } as const;
  const strict = { provider: "cloudflare", ssl: "strict" } as const;
  const aliases = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `n${index}.example.com` }));
  const bare = { provider: "none" } as const;

  test.each<[string, Partial<SiteConfig>, RegExp]>([
    [
      "more than its profile allows",
      { aliases: aliases(25), certificate: { ...certificate, profile: "tlsserver" } },
      /^site\.certificate\.names must be at most 25 names .*: current value is 26 names/,
    ],
    ["more than any CA allows", { aliases: aliases(100), certificate }, /^site\.certificate\.names must be at most 100 names: current value is 101 names/],
    [
      "that certbot may not ask for",
      { aliases: aliases(100), certificate: { source: "certbot", challenge: "http-01" } },
      /^site\.certificate\.names must be at most 100/,
    ],
    ["that `pulumi up` may not ask for", { aliases: aliases(100), certificate: { source: "lets-encrypt" } }, /^site\.certificate\.names must be at most 100/],
    [
      "one that is not public",
      { aliases: [{ name: "www.internal" }], certificate, proxy: bare },
      /^site\.certificate\.names\.1 must be a public name, and \.internal is reserved/,
    ],
    [
      "a service's that is not public",
      { services: [{ kind: "postgresql", serverName: "db.internal" }], certificate, proxy: bare },
      /^site\.certificate\.names\.1 must be a public name, and \.internal is reserved/,
    ],
  ])("are refused when there are, or is, %s", (_, changes, fault) => {
    expect(faults({ proxy: strict, ...changes })).toEqual([expect.stringMatching(fault)]);
  });

  test("are counted once each, and not where a wildcard covers them", () => {
    const covered = [...aliases(24), { name: "*.example.org" }, { name: "www.example.org" }].slice(1);
    const changes = { proxy: bare, certificate: { ...certificate, challenge: "http-01", profile: "tlsserver" } } as const;
    expect(faults({ ...changes, aliases: aliases(24), services: [{ kind: "postgresql", serverName: "blog.example.com" }] })).toEqual([]);
    expect(faults({ aliases: covered, proxy: wide, certificate: { ...certificate, challenge: "dns-persist-01", profile: "tlsserver" } })).toEqual([]);
  });
});

test("an alias is in the site's zone when that holds it, else in its own", () => {
  expect(aliasZone({ name: "*.dev.example.com", siteZone: "dev.example.com" })).toBe("dev.example.com");
  expect(aliasZone({ name: "www.example.co.uk", siteZone: "example.com" })).toBe("example.co.uk");
  expect(aliasZone({ name: "www.example.com", zone: "www.example.com", siteZone: "example.com" })).toBe("www.example.com");
});

test("a certificate has no name that one of its wildcards covers", () => {
  expect(leastNames(["blog.example.com", "*.example.com", "example.com", "a.b.example.com"])).toEqual(["*.example.com", "example.com", "a.b.example.com"]);
});
