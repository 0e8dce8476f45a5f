import type { LeafFacts, Trust } from "../../components/certificate/x509/facts";
import { chainOfAlias } from "../../components/site/chain/alias-findings";
import type { ExpectedChain, HostSeen, Observation } from "../../components/site/chain/chain";
import type { Handshake } from "../../components/site/chain/handshake";
import type { Finding } from "../../components/site/chain/codes";
import { findings } from "../../components/site/chain/findings";
import type { Author, Journey } from "../../components/site/chain/journey";
import type { RecordSeen } from "../../components/site/chain/zone-seen";
import { chainFindings } from "../../components/site/rules/judgement";
import { expectGolden } from "../support/golden";
import { direct, edge, expected, inDays, now, seen, shown, visited } from "../support/observations";
import { site } from "../support/site";

/** What findings say, each once, in the order in which they are made. */
function words(found: readonly (Finding & { readonly setting?: string })[]): string {
  const lines = found.map(({ code, hop, setting, problem, remedy }) => `${code} (${setting ?? hop}): ${problem}. ${remedy}`);
  return `${[...new Set(lines)].join("\n")}\n`;
}

/** All combinations of one value from each list. */
function combined<T extends object>(...lists: readonly (readonly T[])[]): T[] {
  return lists.reduce<T[]>((all, list) => all.flatMap((one) => list.map((other) => ({ ...one, ...other }))), [{} as T]);
}

test("what is told of settings that do not go together", () => {
  const hsts = { maxAge: 86_400, preload: true };
  const proxies = combined<object>(
    ["off", "flexible", "full", "strict"].map((ssl) => ({ provider: "cloudflare", ssl })),
    [{}, { alwaysUseHttps: false }, { underAttack: true }, { minTlsVersion: "1.0" }, { minTlsVersion: "1.3", zoneWide: { hsts, tls13: false } }],
  );
  const directory = "https://acme-staging-v02.api.letsencrypt.org/directory";
  const sources = [{ source: "origin-ca" }, { source: "self-signed" }, { source: "lets-encrypt", directory }, { source: "certbot", challenge: "http-01" }];
  const root = { file: "root.pem" };
  const aliases = [{ name: "www.example.com" }];
  const sites = combined<object>(
    [...proxies, { provider: "cloudflare", proxied: false }, { provider: "none" }].map((proxy) => ({ proxy })),
    [...sources, { source: "certbot", challenge: "dns-01", root }].map((certificate) => ({ certificate })),
    [{}, { redirectToHttps: false, hsts: {} }].flatMap((more) => ["nginx", "gunicorn"].map((kind) => ({ server: { kind, ...more } }))),
    [
      {},
      { aliases, services: [{ kind: "redis", from: ["203.0.113.0/24"] }] },
      { domain: "www.blog.example.com", aliases, services: [{ kind: "postfix" }, { kind: "dovecot", serverName: "mail.example.com" }] },
    ],
    [
      {},
      { host: { provider: "hetzner", region: "fsn1", size: "cx23", ipv4Enabled: false } },
      ...["203.0.113.7", "2001:db8::7"].map((address) => ({ host: { provider: "existing", address } })),
    ],
  );
  expectGolden("findings-settings.txt", words(sites.flatMap((each) => chainFindings({ ...site, ...each }))));
});

test("what is told of a certificate that does not go with the settings", () => {
  const leaf: LeafFacts = { dnsNames: [site.domain], notBefore: inDays(-100), notAfter: inDays(200), sha256: "ab", issuer: "CN=My CA" };
  const leaves = [{}, { notAfter: inDays(-1) }, { notAfter: inDays(7) }, { notBefore: inDays(1) }, { dnsNames: ["example.org"] }];
  const sites = combined<object>(
    [...["full", "strict"].map((ssl) => ({ provider: "cloudflare", ssl })), { provider: "none" }].map((proxy) => ({ proxy })),
    ["provided", "origin-ca"].map((source) => ({ certificate: { source } })),
  );
  const trusts: readonly Trust[] = ["public", "cloudflare-origin", "private", "self"];
  const found = sites.flatMap((each) =>
    trusts.flatMap((trust) => leaves.flatMap((changes) => chainFindings({ ...site, ...each }, { trust, leaf: { ...leaf, ...changes }, now }))),
  );
  expectGolden("findings-certificate.txt", words(found));
});

const dates = { notBefore: inDays(-1), notAfter: inDays(364) };
const failed = (obstacle?: "refused" | "silent" | "no-tls"): Handshake => ({
  outcome: "failed",
  address: direct.address,
  reason: "a reason",
  ...(obstacle && { obstacle }),
});

/** Handshakes with something wrong about them. */
function badHandshakes(): Handshake[] {
  const issuer = { subject: "CN=CA", issuer: "CN=Root", sha256: "cc", notBefore: inDays(-100), notAfter: inDays(-1) };
  const done = shown(dates, "bb", "UNABLE_TO_GET_ISSUER_CERT") as Extract<Handshake, { outcome: "done" }>;
  return [
    failed(),
    ...[80, 20, 1, -1].map((left) => shown({ notBefore: inDays(left - 90), notAfter: inDays(left) })),
    shown({ notBefore: inDays(1), notAfter: inDays(90) }),
    done,
    { ...done, missingIssuer: "http://ca.example/issuer.crt" },
    { ...done, verified: "ERR_TLS_CERT_ALTNAME_INVALID", leaf: { ...done.leaf, dnsNames: [] } },
    { ...done, verified: "ERR_TLS_CERT_ALTNAME_INVALID", leaf: { ...done.leaf, dnsNames: ["a.example.org", "b.example.org"] } },
    { ...done, verified: true, intermediates: [issuer, { ...issuer, notBefore: inDays(1), notAfter: inDays(90) }] },
  ];
}

/** Visits that end badly: errors by status, redirects that never end, and circles by who redirects. */
function badVisits(): Journey[] {
  const [http, https] = ["http://blog.example.com/", "https://blog.example.com/"] as const;
  const authors: readonly Author[] = ["edge", "origin", "browser"];
  const circles = [
    ...authors.flatMap((by) => [[{ from: https, to: https, by }]]),
    ...authors.flatMap((down) => authors.map((up) => [{ from: https, to: http, by: down } as const, { from: http, to: https, by: up } as const])),
  ];
  const turned = [{ from: https, to: "https://www.example.com/", by: "edge" } as const, { from: "https://www.example.com/", to: https, by: "origin" } as const];
  return [
    { ...visited({ status: 301 }), steps: turned, circle: turned },
    ...[404, 500, 502, 520, 521, 522, 523, 524, 525, 526].map((status) => visited({ status })),
    visited({ status: 404, cacheStatus: "DYNAMIC" }),
    visited({ status: 403, mitigated: "challenge" }),
    visited({ error: "timed out" }),
    visited({ status: 200, server: "nginx" }),
    visited({ status: 200 }, http),
    { ...visited({ status: 301 }), endless: true },
    ...circles.map((circle) => ({ ...visited({ status: 301 }), steps: circle, circle })),
  ];
}

/** A healthy site, but for one thing at a time. */
function badChains(chain: ExpectedChain): Observation[] {
  const base = (changes: Partial<Observation> = {}, more: Partial<ExpectedChain> = {}): Observation => {
    const whole = { ...chain, ...more };
    const { zone, ...observation } = seen({ origin: { expected: whole, seen: { ...shown(dates), address: chain.address } } });
    return { ...observation, ...(chain.zone && zone && { zone }), ...changes };
  };
  const own: RecordSeen = { name: chain.domain, type: "A", content: chain.address, proxied: true };
  const zoned = (more: object): Observation => base({ zone: { name: "example.com", settings: chain.zone?.settings ?? {}, ...more } });
  const alias = { name: "www.example.com", redirect: true };
  const led = (end: string): Journey => ({ ...visited({ status: 200 }, end), start: "https://www.example.com/" });
  const refused = [visited({ status: 521 })] as const;
  const away = { from: `https://${chain.domain}/`, to: "https://other.example.org/", by: "edge" } as const;
  return [
    ...badHandshakes().map((handshake) => base({ edge: handshake })),
    ...badHandshakes().map((handshake) => base({ edge: { ...handshake, address: chain.address } })),
    ...badHandshakes().map((handshake) => base({ otherAddresses: [{ ...handshake, address: "2001:db8::7" }] })),
    ...badHandshakes().flatMap((handshake) => [{}, { trust: "public", source: "certbot" } as const].map((more) => withOrigin(base({}, more), handshake))),
    ...(["refused", "silent", "no-tls"] as const).map((obstacle) => ({ ...withOrigin(base(), failed(obstacle)), journeys: refused })),
    ...badVisits().flatMap((journey) => [
      base({ journeys: [journey] }),
      base({ journeys: [journey] }, { trust: "public", hsts: true, redirects: true, lockdown: true }),
    ]),
    base({ journeys: refused, oldProtocols: ["TLSv1", "TLSv1.1"], edge: chain.ssl ? edge : { ...edge, address: chain.address } }),
    base({ journeys: [{ ...visited({ status: 200 }, away.to), steps: [away] }] }),
    ...[{}, { lockdown: true }].flatMap((more) =>
      [{ status: 200 }, { status: 502 }, { error: "timed out" }].map((answer) => withOrigin(base({}, more), shown(dates), { answer })),
    ),
    base({ health: visited({ status: 503 }, "https://blog.example.com/healthz") }),
    base({ health: visited({ error: "timed out" }, "https://blog.example.com/healthz") }),
    ...(["refused", "silent"] as const).map((ssh) => withOrigin(base(), shown(dates), { ssh })),
    ...["ssl", "always_use_https", "min_tls_version", "tls_1_3"].map((id) => zoned({ settings: { ...chain.zone?.settings, [id]: "other" } })),
    { ...zoned({ nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"] }), nameServers: ["ns1.example.net", "ns2.example.net"] },
    ...[[], [{ ...own, content: "192.0.2.9" }], [own, { ...own, type: "AAAA", content: "2001:db8::9" }], [{ ...own, proxied: false }]].map((records) =>
      zoned({ records }),
    ),
    ...["A", "TXT"].map((type) => zoned({ records: [own, { name: "ftp.example.com", type, content: chain.address, proxied: false }] })),
    ...["https://www.example.com/", "https://example.org/"].map((end) => base({ journeys: [led(end)] }, chainOfAlias(chain, alias))),
  ];
}

function withOrigin(observation: Observation, handshake: Handshake, more: Pick<HostSeen, "answer" | "ssh"> = {}): Observation {
  const { origin } = observation;
  return { ...observation, ...(origin && { origin: { ...origin, seen: { ...handshake, address: origin.expected.address }, ...more } }) };
}

test("what is told of a site that is seen with one thing wrong, behind an edge and without one", () => {
  const stack = [...badChains(expected), ...badChains(direct)];
  expectGolden("findings-seen.txt", words(stack.flatMap((each) => findings(each, now))));
  const addresses = [...badHandshakes().map((each) => [each, visited()] as const), ...badVisits().map((each) => [edge, each] as const)];
  const url = "https://blog.example.com/";
  expectGolden("findings-url.txt", words(addresses.flatMap(([handshake, journey]) => findings({ url, edge: handshake, journeys: [journey] }, now))));
});
