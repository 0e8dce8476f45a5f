import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import type { Handshake } from "../../../../components/site/chain/handshake";
import type { RecordSeen } from "../../../../components/site/chain/zone-seen";
import { findings } from "../../../../components/site/chain/findings";
import { edge, expected, inDays, now, seen, shown, visited } from "../../../support/observations";

const { domain, address } = expected;
const failed = (at: string, obstacle?: "refused" | "silent" | "no-tls"): Handshake => ({
  outcome: "failed",
  address: at,
  reason: "a reason",
  ...(obstacle && { obstacle }),
});
const kinds = (observation: Observation): string[] => findings(observation, now).map(({ code, hop }) => `${hop} ${code}`);
const made: RecordSeen = { name: domain, type: "A", content: address, proxied: true };
const withRecords = (...records: RecordSeen[]): Observation => seen({ zone: { name: "example.com", settings: expected.zone?.settings ?? {}, records } });
const atOrigin = (sight: Handshake, chain: Partial<ExpectedChain> = {}, changes: Partial<Observation> = {}): Observation =>
  seen({ origin: { expected: { ...expected, ...chain }, seen: sight }, ...changes });

describe("the records of the zone", () => {
  test("are as they should be with the one that the stack made, and others that lead elsewhere or through the edge", () => {
    expect(kinds(withRecords(made))).toEqual([]);
    expect(kinds(withRecords(made, { name: "www.example.com", type: "A", content: address, proxied: true }))).toEqual([]);
    expect(kinds(withRecords(made, { name: "mail.example.com", type: "A", content: "192.0.2.70", proxied: false }))).toEqual(["edge origin-address-shown"]);
  });

  test.each([
    ["that is gone", [], ["edge record-missing"]],
    ["that leads to another machine", [{ ...made, content: "192.0.2.99" }], ["edge record-changed"]],
    ["whose cloud is grey", [{ ...made, proxied: false }], ["edge not-proxied"]],
    ["with a second one beside it", [made, { ...made, content: "192.0.2.99" }], ["edge record-beside"]],
    ["with an AAAA beside it", [made, { ...made, type: "AAAA", content: "2001:db8::9" }], ["edge record-beside"]],
    ["that another name shows", [made, { ...made, name: "old.example.com", proxied: false }], ["edge origin-address-shown"]],
    [
      "that an SPF text shows",
      [made, { name: "example.com", type: "TXT", content: `v=spf1 ip4:${address} -all`, proxied: false }],
      ["edge origin-address-shown"],
    ],
  ] as const)("tell of a record %s", (_, records, codes) => {
    expect(kinds(withRecords(...records))).toEqual(codes);
  });

  test("name what another record shows, and say nothing of the names that the stack itself leads to the host", () => {
    const mail: RecordSeen = { name: "mail.example.com", type: "A", content: address, proxied: false };
    expect(findings(withRecords(made, mail), now)[0]?.problem).toBe(`the A record of mail.example.com shows the origin's address, ${address}`);
    const chain = { ...expected, directNames: ["mail.example.com"] };
    const spf: RecordSeen = { name: "example.com", type: "TXT", content: `v=spf1 ip4:${address} -all`, proxied: false };
    const observation = withRecords(made, mail, spf);
    expect(kinds({ ...observation, origin: { expected: chain, seen: shown(expected as { notBefore: string; notAfter: string }) } })).toEqual([]);
  });
});

describe("the way of a name", () => {
  test("past the edge is told without a token too, and the origin's certificate is not taken for the edge's", () => {
    const past = { ...shown({ notBefore: inDays(-1), notAfter: inDays(364) }, "aa", "DEPTH_ZERO_SELF_SIGNED_CERT"), address };
    expect(kinds(seen({ edge: past, zone: { unknown: "no token" } }))).toEqual(["edge not-proxied"]);
  });

  test("to another provider is told by who answers", () => {
    const other = [visited({ status: 200, server: "nginx" })] as const;
    expect(kinds(seen({ journeys: other }))).toEqual(["visitor dns-elsewhere"]);
    expect(kinds({ url: "https://blog.example.com/", edge, journeys: other })).toEqual([]);
  });

  test("to several addresses must work at each", () => {
    expect(kinds(seen({ otherAddresses: [edge] }))).toEqual([]);
    expect(kinds(seen({ otherAddresses: [failed("2001:db8::9")] }))).toEqual(["edge address-broken"]);
    expect(kinds(seen({ otherAddresses: [{ ...edge, verified: "DEPTH_ZERO_SELF_SIGNED_CERT" } as Handshake] }))).toEqual(["edge address-broken"]);
    expect(kinds(seen({ unseenAddresses: ["2001:db8::9"] }))).toEqual([]);
    expect(findings(seen({ otherAddresses: [failed("2001:db8::9")] }), now)[0]?.remedy).toMatch(/^Take the AAAA record with 2001:db8::9 away/);
    expect(kinds(seen({ edge: failed("192.0.2.1"), otherAddresses: [failed("192.0.2.2")] }))).toEqual(["edge edge-unreachable"]);
  });
});

describe("a certificate at the edge", () => {
  const at = (changes: Partial<Extract<Handshake, { outcome: "done" }>>): string[] => kinds(seen({ edge: { ...edge, ...changes } as Handshake }));
  const leaf = { dnsNames: ["other.example.com"], issuer: "CN=CA", sha256: "ee", notBefore: inDays(-10), notAfter: inDays(80) };
  const upper = { subject: "CN=CA", issuer: "CN=Root", sha256: "cc" };

  test("for another name is told as such", () => {
    expect(at({ leaf, verified: "ERR_TLS_CERT_ALTNAME_INVALID" })).toEqual(["edge name-mismatch"]);
    expect(at({ leaf: { ...leaf, dnsNames: ["*.example.com"] } })).toEqual([]);
  });

  test("without its intermediate is told from one that nobody knows", () => {
    const verified = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
    expect(at({ verified, missingIssuer: "http://ca.example.net/lower.crt" })).toEqual(["edge chain-incomplete"]);
    expect(at({ verified })).toEqual(["edge edge-untrusted"]);
  });

  test("of an intermediate that has expired, or is not valid yet, is told by that one's name", () => {
    const observation = seen({
      edge: { ...edge, verified: "CERT_HAS_EXPIRED", intermediates: [{ ...upper, notBefore: inDays(-100), notAfter: inDays(-1) }] } as Handshake,
    });
    expect(kinds(observation)).toEqual(["edge certificate-expired"]);
    expect(findings(observation, now)[0]?.problem).toBe("the intermediate certificate CN=CA expired on 2026-11-24");
    expect(at({ intermediates: [{ ...upper, notBefore: inDays(1), notAfter: inDays(100) }] })).toEqual(["edge certificate-not-yet-valid"]);
  });
});

describe("old versions of TLS", () => {
  const old = { oldProtocols: ["TLSv1", "TLSv1.1"] };

  test("are a warning, unless the stack says so or the zone's setting is the finding", () => {
    expect(kinds(seen(old))).toEqual(["edge old-tls"]);
    const zone = (version: string) => ({ name: "example.com", settings: { ...expected.zone?.settings, min_tls_version: version } });
    expect(kinds(seen(old, { zone: zone("1.0") }))).toEqual([]);
    expect(kinds(seen({ ...old, zone: zone("1.0") }))).toEqual(["edge setting-changed"]);
    expect(findings({ url: "https://blog.example.com/", edge, journeys: [visited()], ...old }, now)[0]?.remedy).toMatch(/^Set the minimum TLS version/);
  });
});

describe("what the stack keeps for its name at Cloudflare", () => {
  const settings = expected.zone?.settings ?? {};
  const phase = "http_request_cache_settings";
  const stated = { phase, ref: "tlsup-1", description: "caching", expression: "true", parameters: '{"cache":true,"edge_ttl":{"mode":"respect_origin"}}' };
  const rule = { ref: "tlsup-1", expression: "true", action_parameters: { edge_ttl: { mode: "respect_origin" }, cache: true }, enabled: true };
  const zone = { name: "example.com", settings };
  const changed: [string, object[] | undefined, string | undefined][] = [
    ["as it was said, in another order", [{ ref: "theirs" }, rule], undefined],
    ["changed", [{ ...rule, action_parameters: { cache: false } }], 'the rule "caching" says something else now'],
    ["for other requests", [{ ...rule, expression: "false" }], 'the rule "caching" says something else now'],
    ["switched off", [{ ...rule, enabled: false }], 'the rule "caching" is switched off'],
    ["gone", [{ ref: "theirs" }], 'the rule "caching" is gone'],
    ["not to be read", undefined, undefined],
  ];

  test.each(changed)("a rule is looked at: %s", (_, rules, problem) => {
    const found = findings(seen({ zone: { ...zone, rules: { [phase]: rules } } }, { zone: { ...zone, rules: [stated] } }), now);
    expect(found.map((each) => `${each.hop} ${each.code}: ${each.problem}`)).toEqual(problem === undefined ? [] : [`edge rule-changed: ${problem}`]);
  });

  test("that the edge shows a certificate is looked at where the origin demands one, and comes before what follows from it", () => {
    const journeys = [visited({ status: 520, server: "cloudflare" })] as const;
    const off = { zone: { ...zone, showsCertificate: false }, journeys };
    expect(kinds(seen(off, { lockdown: true }))).toEqual(["edge origin-pull-off", "origin bad-status"]);
    expect(kinds(seen(off))).toEqual(["origin bad-status"]);
    for (const shows of [{ showsCertificate: true }, {}]) expect(kinds(seen({ zone: { ...zone, ...shows } }, { lockdown: true }))).toEqual([]);
  });

  test("a setting with parts is the same in another order of them", () => {
    const hsts = (value: string) => ({ ...zone, settings: { ...settings, security_header: value } });
    expect(kinds(seen({ zone: hsts('{"b":1,"a":{"d":2,"c":3}}') }, { zone: hsts('{"a":{"c":3,"d":2},"b":1}') }))).toEqual([]);
    expect(kinds(seen({ zone: hsts('{"b":1}') }, { zone: hsts('{"b":2}') }))).toEqual(["edge setting-changed"]);
  });
});

describe("what the stack says of visitors", () => {
  const plain = visited(undefined, "http://blog.example.com/");

  test("that they are led to https is looked at, unless the zone's setting is the finding", () => {
    expect(kinds(seen({ journeys: [visited(), plain] }))).toEqual(["edge not-redirected"]);
    const off = { name: "example.com", settings: { ...expected.zone?.settings, always_use_https: "off" } };
    expect(kinds(seen({ journeys: [visited(), plain], zone: off }))).toEqual(["edge setting-changed"]);
    expect(kinds(seen({ journeys: [visited(), plain], zone: off }, { zone: off }))).toEqual([]);
    expect(kinds(seen({ journeys: [visited(), plain], zone: off }, { zone: off, redirects: true }))).toEqual(["origin not-redirected"]);
  });

  test.each([
    ["max-age=300", []],
    ['max-age="0300"; includeSubDomains', []],
    ["max-age=0", ["origin hsts-not-sent"]],
    ["max-age=300, max-age=0", []],
    ["max-age=0, max-age=300", ["origin hsts-not-sent"]],
    [undefined, ["origin hsts-not-sent"]],
  ])("that HSTS is sent is looked at: %s", (hsts, codes) => {
    const answer = { status: 200, server: "cloudflare", ...(hsts !== undefined && { hsts }) };
    expect(kinds(seen({ journeys: [visited(answer)] }, { hsts: true }))).toEqual(codes);
    expect(kinds(seen({ journeys: [visited(answer)] }))).toEqual([]);
  });
});

describe("the origin", () => {
  const dates = { notBefore: inDays(-1), notAfter: inDays(364) };
  const bad = (status: number) => ({ journeys: [visited({ status })] }) as const;

  test("whose port is closed is told beside what the edge answers, and never when the edge gets through", () => {
    expect(kinds(atOrigin(failed(address, "refused"), {}, bad(521)))).toEqual(["origin bad-status", "origin port-closed"]);
    expect(kinds(atOrigin(failed(address, "no-tls"), {}, bad(525)))).toEqual(["origin bad-status", "origin no-tls"]);
    expect(kinds(atOrigin(failed(address, "refused")))).toEqual([]);
    expect(kinds(atOrigin(failed(address, "silent"), {}, bad(522)))).toEqual(["origin bad-status"]);
    const flexible = { name: "example.com", settings: { ...expected.zone?.settings, ssl: "flexible" } };
    const changes = { ...bad(521), zone: flexible };
    expect(kinds(atOrigin(failed(address, "refused"), { ssl: "flexible", zone: flexible }, changes))).toEqual(["origin bad-status"]);
  });

  test("that shows another certificate is told how it differs", () => {
    const other = (changes: object): Handshake => ({ ...shown(dates, "bb"), ...changes }) as Handshake;
    const leaf = { dnsNames: [domain], issuer: expected.issuer, sha256: "bb", notBefore: inDays(-9), notAfter: inDays(356) };
    expect(findings(atOrigin(other({ leaf })), now)[0]?.problem).toMatch(/ instead of aa, which is older: an earlier release is served, or was put back$/);
    expect(findings(atOrigin(other({})), now)[0]?.problem).toMatch(/ instead of aa$/);
    expect(kinds(atOrigin(other({ leaf: { ...leaf, dnsNames: ["other.example.com"] } })))).toEqual([
      "origin not-the-pushed-certificate",
      "origin name-mismatch",
    ]);
  });

  test("that sends less than the push brought is told, and a root never counts", () => {
    const lower = { subject: "CN=CA", issuer: "CN=Root", sha256: "cc", notBefore: inDays(-100), notAfter: inDays(1000) };
    const sends = (intermediates: readonly object[]): Handshake => ({ ...shown(dates), intermediates }) as Handshake;
    expect(kinds(atOrigin(sends([lower]), { intermediates: ["cc"] }))).toEqual([]);
    expect(kinds(atOrigin(sends([]), { intermediates: ["cc"] }))).toEqual(["origin chain-incomplete"]);
    expect(kinds(atOrigin(sends([]), { intermediates: [] }))).toEqual([]);
    // Whose issuers are not known: nothing is supposed of a leaf whose issuer says nothing of where it is.
    expect(kinds(atOrigin(sends([]), { trust: "cloudflare-origin" }))).toEqual([]);
  });
});

describe("a host without an edge in front", () => {
  const chain = Object.fromEntries(Object.entries(expected).filter(([key]) => key !== "ssl" && key !== "zone")) as unknown as ExpectedChain;
  const shownToAll = { ...shown({ notBefore: inDays(-1), notAfter: inDays(364) }), address };
  const straight = (changes: Partial<Observation> = {}): Observation => ({
    url: `https://${domain}/`,
    edge: shownToAll,
    journeys: [visited({ status: 200, server: "nginx" })],
    origin: { expected: chain, seen: shownToAll },
    ...changes,
  });

  test("is where its name must lead", () => {
    expect(kinds(straight())).toEqual([]);
    expect(kinds(straight({ edge: { ...shownToAll, address: "192.0.2.99" } }))).toEqual(["visitor dns-elsewhere"]);
    const byIpv6 = (changes: Partial<Observation>): string[] => {
      const observation = straight(changes);
      const { origin } = observation;
      return kinds({ ...observation, ...(origin && { origin: { ...origin, expected: { ...origin.expected, ipv6: "2001:db8::7" } } }) });
    };
    expect(byIpv6({})).toEqual(["visitor dns-elsewhere"]);
    expect(byIpv6({ otherAddresses: [{ ...shownToAll, address: "2001:db8::7" }] })).toEqual([]);
    expect(byIpv6({ unseenAddresses: ["2001:db8::7"] })).toEqual([]);
    expect(byIpv6({ otherAddresses: [failed("2001:db8::7")] })).toEqual(["origin address-broken"]);
    expect(kinds(straight({ otherAddresses: [failed("2001:db8::9")] }))).toEqual(["origin address-broken"]);
  });

  test("is what has a closed port, old versions, or less than the whole chain", () => {
    const closed = {
      origin: { expected: chain, seen: failed(address, "refused") },
      edge: failed(address, "refused"),
      journeys: [visited({ error: "refused" })] as const,
    };
    expect(kinds(straight(closed))).toEqual(["origin port-closed"]);
    const b = { expected: { host: "b", address: "192.0.2.8", servedSha256: "aa" }, seen: shownToAll, answer: { error: "timed out" } };
    expect(kinds(straight({ ...closed, origin: { ...closed.origin, expected: { ...chain, otherHosts: [b.expected] }, others: [b] } }))).toEqual(
      expect.arrayContaining(["origin port-closed", "origin no-answer"]),
    );
    expect(kinds(straight({ oldProtocols: ["TLSv1"] }))).toEqual(["origin old-tls"]);
    const less = { ...shownToAll, verified: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" } as Handshake;
    expect(kinds(straight({ edge: less, origin: { expected: { ...chain, intermediates: ["cc"] }, seen: less } }))).toEqual(["origin chain-incomplete"]);
  });
});
