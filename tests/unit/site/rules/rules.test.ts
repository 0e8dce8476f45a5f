import { chainFindings } from "../../../../components/site/rules/judgement";
import { chainRules } from "../../../../components/site/rules/rules";
import type { Unchecked } from "../../../../components/shared/validation";
import { site } from "../../../support/site";

type Changes = Readonly<Record<string, unknown>>;

const proxy = (ssl: string, more: Changes = {}): Changes => ({ proxy: { provider: "cloudflare", ssl, ...more } });
const server = (more: Changes, kind = "nginx"): Changes => ({ server: { kind, ...more } });
const source = (name: string, more: Changes = {}): Changes => ({ certificate: { source: name, ...more } });
const open = server({ redirectToHttps: false });
const byHttp = source("certbot", { challenge: "http-01" });
const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const mail = { kind: "postfix", serverName: "mail.example.com" };

const told = (changes: Changes): string[] => chainFindings({ ...site, ...changes }).map(({ code, setting }) => `${setting} ${code}`);

const existing = { host: { provider: "existing", address: "203.0.113.7" } };

describe("how the edge asks the host", () => {
  test.each<[string, Changes, string[]]>([
    ["full, the default of everything else", {}, []],
    ["full, and http on the host as well", open, []],
    ["strict with the Origin CA", { ...proxy("strict"), ...source("origin-ca") }, []],
    ["flexible, and the host redirects", proxy("flexible"), ["proxy.ssl redirect-circle"]],
    ["flexible without Always Use HTTPS, and the host redirects", proxy("flexible", { alwaysUseHttps: false }), ["proxy.ssl redirect-circle"]],
    ["off, and the host redirects", proxy("off"), ["proxy.ssl redirect-circle"]],
    ["flexible, and the host does not redirect", { ...proxy("flexible"), ...open }, ["proxy.ssl plain-to-origin"]],
    [
      "flexible, and nobody redirects",
      { ...proxy("flexible", { alwaysUseHttps: false }), ...open },
      ["proxy.ssl plain-to-origin", "proxy.alwaysUseHttps plain-to-visitors"],
    ],
    ["off, and the host does not redirect", { ...proxy("off"), ...open }, ["proxy.ssl plain-to-visitors"]],
    ["off with Always Use HTTPS", { ...proxy("off", { alwaysUseHttps: true }), ...open }, ["proxy.alwaysUseHttps redirect-circle"]],
    ["off without Always Use HTTPS", { ...proxy("off", { alwaysUseHttps: false }), ...open }, ["proxy.ssl plain-to-visitors"]],
    ["full, and nobody redirects", { ...proxy("full", { alwaysUseHttps: false }), ...open }, ["proxy.alwaysUseHttps plain-to-visitors"]],
    ["full, and the host alone redirects", proxy("full", { alwaysUseHttps: false }), []],
    ["flexible with gunicorn, which redirects", { ...proxy("flexible"), ...server({}, "gunicorn") }, ["proxy.ssl redirect-circle"]],
    ["flexible with gunicorn, which does not", { ...proxy("flexible"), ...server({ redirectToHttps: false }, "gunicorn") }, ["proxy.ssl nothing-over-http"]],
    ["off with gunicorn, which does not redirect", { ...proxy("off"), ...server({ redirectToHttps: false }, "gunicorn") }, ["proxy.ssl nothing-over-http"]],
    ["full with gunicorn", server({}, "gunicorn"), []],
    [
      "full with gunicorn, and nobody redirects",
      { ...proxy("full", { alwaysUseHttps: false }), ...server({ redirectToHttps: false }, "gunicorn") },
      ["proxy.alwaysUseHttps http-refused"],
    ],
  ])("%s", (_what, changes, findings) => {
    expect(told(changes)).toEqual(findings);
  });
});

describe("whom the edge trusts", () => {
  test.each<[string, Changes, string[]]>([
    ["strict with a certificate that signed itself", { ...proxy("strict"), ...source("self-signed") }, ["proxy.ssl untrusted-by-edge"]],
    ["strict with Let's Encrypt", { ...proxy("strict"), ...source("lets-encrypt") }, []],
    [
      "strict with Let's Encrypt's staging",
      { ...proxy("strict"), ...source("lets-encrypt", { directory: staging }) },
      ["certificate.directory untrusted-by-edge"],
    ],
    ["full with Let's Encrypt's staging", source("lets-encrypt", { directory: staging }), []],
    [
      "strict with certbot and Let's Encrypt's staging",
      { ...proxy("strict"), ...source("certbot", { challenge: "dns-01", directory: staging }) },
      ["certificate.directory untrusted-by-edge"],
    ],
    ["strict with another public CA", { ...proxy("strict"), ...source("lets-encrypt", { directory: "https://acme.example/directory" }) }, []],
    [
      "strict with an ACME server of one's own",
      { ...proxy("strict"), ...source("lets-encrypt", { directory: "https://acme.example/directory", root: { file: "root.pem" } }) },
      ["proxy.ssl private-authority"],
    ],
    ["strict with a provided certificate, of which nothing is known", { ...proxy("strict"), ...source("provided", { certificate: { file: "a.pem" } }) }, []],
    ["strict with http-01 and Always Use HTTPS", { ...proxy("strict"), ...byHttp }, ["certificate.challenge challenge-unreachable"]],
    ["strict with http-01 and the host's redirect", { ...proxy("strict", { alwaysUseHttps: false }), ...byHttp }, []],
    ["strict with a host that renews", { ...proxy("strict"), ...source("lets-encrypt", { renewal: "host" }) }, ["certificate.challenge challenge-unreachable"]],
    ["strict with a host that renews by records", { ...proxy("strict"), ...source("lets-encrypt", { renewal: "host", challenge: "dns-persist-01" }) }, []],
    ["full with http-01 and Always Use HTTPS", byHttp, []],
    ["http-01 under attack", { ...proxy("full", { underAttack: true }), ...byHttp }, ["certificate.challenge challenge-unreachable"]],
    ["dns-01 under attack", { ...proxy("full", { underAttack: true }), ...source("certbot", { challenge: "dns-01" }) }, []],
    ["strict with dns-01", { ...proxy("strict"), ...source("certbot", { challenge: "dns-01" }) }, []],
  ])("%s", (_what, changes, findings) => {
    expect(told(changes)).toEqual(findings);
  });
});

describe("what visitors and clients come by", () => {
  const server6 = { provider: "hetzner", region: "fsn1", size: "cx23", ipv4Enabled: false };
  const machine6 = { host: { provider: "existing", address: "2001:db8::7" } };
  const straight6 = { proxy: { provider: "cloudflare", proxied: false }, ...source("lets-encrypt") };
  const preloaded = { maxAge: 31_536_000, includeSubdomains: true, preload: true };
  const zoneWide = (settings: Changes, ssl = "full", more: Changes = {}): Changes => proxy(ssl, { zoneWide: settings, ...more });
  const hsts = server({ redirectToHttps: false, hsts: {} });

  test.each<[string, Changes, string[]]>([
    ["the zone itself", { domain: "example.com" }, []],
    ["two labels below the zone", { domain: "www.blog.example.com" }, ["domain no-edge-certificate"]],
    ["two labels below the zone, which is named", { domain: "a.b.c.example.com", ...proxy("full", { zone: "c.example.com" }) }, ["domain no-edge-certificate"]],
    ["one label below a zone that is itself a subdomain", { domain: "www.blog.example.com", ...proxy("full", { zone: "blog.example.com" }) }, []],
    ["one label below a zone under a public suffix of two labels", { domain: "blog.example.co.uk" }, []],
    ["two labels below the zone by http alone", { domain: "www.blog.example.com", ...proxy("off"), ...open }, ["proxy.ssl plain-to-visitors"]],
    [
      "two labels below the zone by http alone, where another name leads there",
      { domain: "www.blog.example.com", aliases: [{ name: "example.com" }], ...proxy("off"), ...open },
      ["proxy.ssl plain-to-visitors", "domain no-edge-certificate"],
    ],
    [
      "two labels below the zone by http alone, and another name that serves the same",
      { domain: "www.blog.example.com", aliases: [{ name: "a.b.example.com", redirect: false }], ...proxy("off"), ...open },
      ["proxy.ssl plain-to-visitors"],
    ],
    ["an alias as deep by http alone", { aliases: [{ name: "www.blog.example.com" }], ...proxy("off"), ...open }, ["proxy.ssl plain-to-visitors"]],
    ["a host that has IPv6 alone, behind the edge", { host: server6 }, []],
    ["a host that has IPv6 alone, and no edge", { host: server6, ...straight6 }, ["host.ipv4Enabled no-ipv4"]],
    ["a machine that has IPv6 alone, and DNS elsewhere", { ...machine6, ...straight6, proxy: { provider: "none" } }, ["host.address no-ipv4"]],
    ["a host with IPv4, and no edge", straight6, []],
    [
      "a service on a host that has IPv6 alone",
      { host: server6, services: [{ kind: "redis" }], accept: ["untrusted-by-clients", "port-not-proxied"] },
      ["host.ipv4Enabled no-ipv4"],
    ],
    ["TLS 1.1", proxy("full", { minTlsVersion: "1.1" }), ["proxy.minTlsVersion old-tls"]],
    ["TLS 1.3 alone", proxy("full", { minTlsVersion: "1.3" }), []],
    ["HSTS", server({ hsts: {} }), []],
    ["HSTS with flexible", { ...proxy("flexible"), ...hsts }, ["proxy.ssl plain-to-origin", "proxy.ssl hsts-not-sent"]],
    ["HSTS with off", { ...proxy("off"), ...hsts }, ["proxy.ssl plain-to-visitors", "proxy.ssl hsts-with-off"]],
    ["HSTS that is taken back, with off", { ...proxy("off"), ...server({ redirectToHttps: false, hsts: { maxAge: 0 } }) }, ["proxy.ssl plain-to-visitors"]],
    ["TLS 1.3 alone, which the zone does not speak", zoneWide({ tls13: false }, "full", { minTlsVersion: "1.3" }), ["proxy.minTlsVersion no-tls-version"]],
    ["TLS 1.3 alone, which the zone speaks", zoneWide({ tls13: true }, "full", { minTlsVersion: "1.3" }), []],
    ["TLS up to 1.2", zoneWide({ tls13: false }), []],
    ["no TLS at all", { ...zoneWide({ tls13: false }, "off", { minTlsVersion: "1.3" }), ...open }, ["proxy.ssl plain-to-visitors"]],
    [
      "no TLS at all, where another name leads to the domain by it",
      { aliases: [{ name: "www.example.com" }], ...zoneWide({ tls13: false }, "off", { minTlsVersion: "1.3" }), ...open },
      ["proxy.ssl plain-to-visitors", "proxy.minTlsVersion no-tls-version"],
    ],
    [
      "HSTS of the host that the edge takes back",
      { ...zoneWide({ hsts: { maxAge: 0 } }), ...server({ hsts: {} }) },
      ["proxy.zoneWide.hsts.maxAge hsts-not-sent"],
    ],
    ["HSTS that both take back", { ...zoneWide({ hsts: { maxAge: 0 } }), ...server({ hsts: { maxAge: 0 } }) }, []],
    ["the edge's HSTS with flexible, which reaches visitors", { ...zoneWide({ hsts: { maxAge: 300 } }, "flexible"), ...open }, ["proxy.ssl plain-to-origin"]],
    ["the edge's HSTS with off", { ...zoneWide({ hsts: { maxAge: 300 } }, "off"), ...open }, ["proxy.ssl plain-to-visitors", "proxy.ssl hsts-with-off"]],
    [
      "the edge's HSTS with off, of which everyone is told whom another name leads there",
      { aliases: [{ name: "www.example.com" }], ...zoneWide({ hsts: { maxAge: 300 } }, "off"), ...open },
      ["proxy.ssl plain-to-visitors", "proxy.ssl redirect-circle"],
    ],
    ["the edge's HSTS that is taken back, with off", { ...zoneWide({ hsts: { maxAge: 0 } }, "off"), ...open }, ["proxy.ssl plain-to-visitors"]],
    ["HSTS for the list of browsers", zoneWide({ hsts: preloaded }), []],
    ["HSTS for the list, by the host's redirect alone", zoneWide({ hsts: preloaded }, "full", { alwaysUseHttps: false }), []],
    [
      "HSTS for the list, for a day and one name",
      zoneWide({ hsts: { maxAge: 86_400, preload: true } }),
      ["proxy.zoneWide.hsts.maxAge hsts-not-preloaded", "proxy.zoneWide.hsts.includeSubdomains hsts-not-preloaded"],
    ],
    [
      "HSTS for the list, and nobody redirects",
      { ...zoneWide({ hsts: preloaded }, "full", { alwaysUseHttps: false }), ...open },
      ["proxy.alwaysUseHttps plain-to-visitors", "proxy.alwaysUseHttps hsts-not-preloaded"],
    ],
    ["mail by the site's own name", { services: [{ kind: "postfix" }] }, ["services.0.serverName port-not-proxied"]],
    ["mail by the site's own name, written out", { services: [{ kind: "postfix", serverName: site.domain }] }, ["services.0.serverName port-not-proxied"]],
    ["a database for the host itself", { services: [{ kind: "postgresql" }] }, []],
    [
      "mail by a name of its own, with a certificate that signed itself",
      { services: [{ kind: "postgresql" }, mail] },
      ["services.1.serverName origin-address-shown", "certificate.source untrusted-by-clients"],
    ],
    ["mail by a name of its own", { services: [mail], ...source("lets-encrypt") }, ["services.0.serverName origin-address-shown"]],
    ["a machine without a firewall of tlsup's", existing, ["host.provider origin-open"]],
    ["such a machine that serves the site's own edge alone", { ...existing, lockdown: true }, []],
    ["such a machine without an edge", { ...existing, ...source("lets-encrypt"), proxy: { provider: "none" } }, []],
  ])("%s", (_what, changes, findings) => {
    expect(told(changes)).toEqual(findings);
  });
});

describe("without an edge", () => {
  const direct = { proxy: { provider: "cloudflare", proxied: false } };
  const none = { proxy: { provider: "none" } };
  const trusted = source("lets-encrypt");

  test.each<[string, Changes, string[]]>([
    ["Let's Encrypt", trusted, []],
    ["certbot by http-01", byHttp, []],
    ["a certificate that signed itself", {}, ["certificate.source untrusted-by-browsers"]],
    ["the Origin CA", source("origin-ca"), ["certificate.source untrusted-by-browsers"]],
    ["Let's Encrypt's staging", source("lets-encrypt", { directory: staging }), ["certificate.directory untrusted-by-browsers"]],
    ["an ACME server of one's own", source("certbot", { challenge: "http-01", root: { file: "root.pem" } }), ["certificate.root private-authority"]],
    ["nobody who redirects", { ...trusted, ...open }, ["server.redirectToHttps plain-to-visitors"]],
    ["gunicorn that does not redirect", { ...trusted, ...server({ redirectToHttps: false }, "gunicorn") }, ["server.redirectToHttps http-refused"]],
    ["a name two labels below the zone", { ...trusted, domain: "www.blog.example.com" }, []],
    ["services by whatever name", { ...trusted, services: [{ kind: "dovecot" }, mail] }, []],
    ["HSTS", { ...trusted, ...server({ hsts: {} }) }, []],
  ])("%s", (_what, changes, findings) => {
    expect(told({ ...direct, ...changes })).toEqual(findings);
    expect(told({ ...none, ...changes })).toEqual(findings);
  });
});

test("a code that is accepted is not told again, whatever else is", () => {
  const broken = { ...proxy("strict"), domain: "www.blog.example.com" };
  expect(told({ ...broken, accept: ["no-edge-certificate", "redirect-circle"] })).toEqual(["proxy.ssl untrusted-by-edge"]);
});

test("a finding says what visitors see, at which hop, by which setting, and what to do", () => {
  expect(chainFindings({ ...site, ...proxy("strict") })).toEqual([
    {
      code: "untrusted-by-edge",
      severity: "error",
      hop: "origin",
      sees: "error 526",
      setting: "proxy.ssl",
      problem: 'must be full with certificate.source self-signed, which no authority vouches for: current value is "strict"',
      remedy: 'Set it to full, or use certificate.source "origin-ca" or "lets-encrypt"',
    },
  ]);
});

/** The settings that decide the shape are always known, so a rule need not name them. */
const shape = ["server.kind", "certificate.source", "certificate.challenge", "certificate.renewal", "proxy.provider", "proxy.proxied"];

test("a rule looks at nothing but what it says, so that it is judged as soon as that is known", () => {
  const samples = [{}, byHttp, source("lets-encrypt", { directory: staging }), { services: [mail] }, server({ hsts: {} }, "gunicorn"), open];
  const zoneWide = { hsts: { maxAge: 300, preload: true }, tls13: false };
  const modes = ["off", "flexible", "full", "strict"].flatMap((ssl) => [
    ...[proxy(ssl), proxy(ssl, { alwaysUseHttps: false }), proxy(ssl, { zoneWide, minTlsVersion: "1.3" })],
    { proxy: { provider: "none" } },
  ]);
  for (const { of, findings } of chainRules) {
    const seen = new Set<string>();
    for (const sample of samples) for (const mode of modes) findings(watched({ ...site, ...sample, ...mode }, seen));
    const covered = (path: string): boolean => of.some((each) => path === each || path.startsWith(`${each}.`) || each.startsWith(`${path}.`));
    expect([...seen].filter((path) => !covered(path) && !shape.some((each) => each === path || each.startsWith(`${path}.`)))).toEqual([]);
  }
});

function watched(value: object, seen: Set<string>, above = ""): Unchecked {
  return new Proxy(value, {
    get: (target, key) => {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key !== "string" || (Array.isArray(target) && !/^\d+$/.test(key))) return inner;
      seen.add(above + key);
      return typeof inner === "object" && inner !== null ? watched(inner, seen, `${above}${key}.`) : inner;
    },
  }) as Unchecked;
}
