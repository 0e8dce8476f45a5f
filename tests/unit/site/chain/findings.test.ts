import { findings } from "../../../../components/site/chain/findings";
import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import { hasErrors, type Finding } from "../../../../components/site/chain/codes";
import type { Answer } from "../../../../components/site/chain/journey";
import { renderChain } from "../../../../components/site/chain/report";
import { edge, expected, inDays, now, seen, shown, visited } from "../../../support/observations";

const sources = ["self-signed", "origin-ca", "lets-encrypt", "certbot", "provided"] as const;
const problems = (observation: Observation) => findings(observation, now).map(({ code, hop }) => [code, hop]);

/** The one finding that there is. */
function only(observation: Observation): Finding | undefined {
  const found = findings(observation, now);
  expect(found).toHaveLength(1);
  return found[0];
}

const url = (address: string, answer?: Answer): Observation => ({ url: address, edge, journeys: [visited(answer, address)] });

describe("a chain that holds", () => {
  test.each(sources)("has no findings with the source %s, seen from the edge's side or not", (source) => {
    const chain: Partial<ExpectedChain> = { source, ...(source === "certbot" && { renewedOnHost: true }) };
    expect(findings(seen({}, chain), now)).toEqual([]);
    expect(
      findings(seen({ origin: { expected: { ...expected, ...chain }, seen: { outcome: "failed", address: "198.51.100.7", reason: "timeout" } } }), now),
    ).toEqual([]);
  });

  test("has no findings by its URL, with what redirects lead to, nor without a token for the zone", () => {
    expect(findings(url("https://blog.example.com/"), now)).toEqual([]);
    const step = { from: "http://blog.example.com/", to: "https://blog.example.com/", by: "edge" as const };
    expect(findings({ ...url("http://blog.example.com/"), journeys: [{ ...visited(), start: step.from, steps: [step] }] }, now)).toEqual([]);
    expect(findings(seen({ zone: { unknown: "Cloudflare answered 403" } }), now)).toEqual([]);
  });

  test("has none in a stack that was brought up before the chain said its source and its beginning", () => {
    const { source, notBefore, zone, ...before } = expected;
    expect([source, notBefore, zone]).not.toContain(undefined);
    for (const sight of [
      shown({ notBefore: inDays(-1), notAfter: before.notAfter }),
      { outcome: "failed", address: "198.51.100.7", reason: "timeout" } as const,
    ]) {
      expect(findings({ url: "https://blog.example.com/", edge, journeys: [visited()], origin: { expected: before, seen: sight } }, now)).toEqual([]);
    }
  });

  test("is said to hold", () => {
    expect(renderChain(seen(), now)).toMatch(/answers 200\n[^]*✓ every hop holds$/);
  });
});

describe("a renewal", () => {
  const remedies = {
    "self-signed": "Run `pulumi up`,",
    "origin-ca": "Run `pulumi up`,",
    "lets-encrypt": "says why when the CA refuses",
    certbot: "journalctl -u certbot",
    provided: "Get a new one from who issued it",
  };
  const certificate = (source: (typeof sources)[number], left: number): Observation =>
    seen({}, { source, notBefore: inDays(left - 90), notAfter: inDays(left) });

  test.each(sources)("of a certificate by %s is a warning with slack left, an error without, each with the source's remedy", (source) => {
    for (const [left, code, severity] of [
      [20, "renewal-due", "warning"],
      [1, "renewal-overdue", "error"],
      [-1, "certificate-expired", "error"],
    ] as const) {
      const found = findings(certificate(source, left), now);
      expect(found).toEqual([expect.objectContaining({ code, severity, hop: "origin", remedy: expect.stringContaining(remedies[source]) as unknown })]);
      expect(hasErrors(found)).toBe(severity === "error");
    }
  });

  test("is told with the day and what is left", () => {
    expect(only(certificate("self-signed", 20))?.problem).toBe("the certificate is due for renewal, and expires on 2026-12-15, in 20 days");
    expect(only(certificate("self-signed", 1))?.problem).toBe("the certificate should have been renewed, and expires on 2026-11-26, in 24 hours");
    expect(only(certificate("self-signed", 2))?.problem).toMatch(/, in 2 days$/);
    expect(only(certificate("self-signed", 47.9 / 24))?.problem).toMatch(/, in 47 hours$/);
    expect(only(certificate("self-signed", -1))?.problem).toBe("the certificate expired on 2026-11-24");
  });

  test.each(sources)("of an origin that is not reachable from here is judged by what the push saw, with the source %s", (source) => {
    const chain = { ...expected, source, notBefore: inDays(-89), notAfter: inDays(1) };
    const sight = { outcome: "failed", address: "198.51.100.7", reason: "timeout" } as const;
    expect(problems(seen({ origin: { expected: chain, seen: sight } }))).toEqual([["renewal-overdue", "origin"]]);
  });

  test("that was decided when the certificate was made counts for that certificate alone", () => {
    const chain: Partial<ExpectedChain> = { source: "lets-encrypt", notBefore: inDays(-10), notAfter: inDays(80), renewAt: inDays(-1) };
    expect(problems(seen({}, chain))).toEqual([["renewal-due", "origin"]]);
    const other = seen({
      origin: { expected: { ...expected, ...chain, renewedOnHost: true }, seen: shown({ notBefore: inDays(0), notAfter: inDays(90) }, "bb") },
    });
    expect(problems(other)).toEqual([]);
  });

  test("of the edge's certificate is Cloudflare's, and never `pulumi up`", () => {
    for (const [left, code] of [
      [12, "renewal-due"],
      [1, "renewal-overdue"],
      [-2, "certificate-expired"],
    ] as const) {
      const found = only(seen({ edge: shown({ notBefore: inDays(left - 90), notAfter: inDays(left) }, "ee", left < 0 ? "CERT_HAS_EXPIRED" : true) }));
      expect(found).toMatchObject({ code, hop: "edge", remedy: expect.stringContaining("Edge Certificates") as unknown });
      expect(found?.remedy).not.toContain("pulumi");
    }
  });

  test("of the certificate at a URL that is not Cloudflare's is for who serves it", () => {
    const plain = { ...url("https://blog.example.com/", { status: 200, server: "nginx" }), edge: shown({ notBefore: inDays(-89), notAfter: inDays(1) }) };
    expect(only(plain)).toMatchObject({ code: "renewal-overdue", remedy: "Renew the certificate that blog.example.com serves" });
    const [expired] = findings(
      { ...plain, edge: shown({ notBefore: inDays(-91), notAfter: inDays(-1) }), journeys: [visited({ error: "certificate has expired" })] },
      now,
    );
    expect(expired?.remedy).toMatch(/^Renew the certificate that blog\.example\.com serves\. Where that is Cloudflare's edge: .*Edge Certificates/);
    const [atCloudflare] = findings({ ...plain, zone: { name: "example.com", settings: { ssl: "full" } } }, now);
    expect(atCloudflare?.remedy).toMatch(/^Cloudflare renews this one by itself/);
  });
});

test("a certificate that is valid only later is a matter of clocks, at either hop", () => {
  const later = shown({ notBefore: inDays(1), notAfter: inDays(90) });
  expect(problems(seen({ edge: later, origin: { expected, seen: later } }))).toEqual([
    ["certificate-not-yet-valid", "edge"],
    ["certificate-not-yet-valid", "origin"],
  ]);
});

describe("the edge", () => {
  test("that speaks no TLS is a finding, except for a URL by http", () => {
    const failed = { outcome: "failed", address: "127.0.0.1", reason: "connection refused" } as const;
    expect(problems(seen({ edge: failed }))).toEqual([["edge-unreachable", "edge"]]);
    expect(findings({ ...url("http://blog.example.com/"), edge: failed }, now)).toEqual([]);
  });

  test("with a certificate that is not trusted is a finding", () => {
    expect(only(seen({ edge: { ...edge, verified: "SELF_SIGNED_CERT_IN_CHAIN" } as typeof edge }))).toMatchObject({
      code: "edge-untrusted",
      hop: "edge",
      problem: expect.stringContaining("SELF_SIGNED_CERT_IN_CHAIN") as unknown,
    });
  });
});

describe("an answer", () => {
  test("that does not come is the origin's finding where visitors get TLS, and otherwise the visitor's", () => {
    const journeys = [visited({ error: "timed out" })] as const;
    const stuck = only(seen({ journeys }));
    expect(stuck).toMatchObject({ code: "no-answer", hop: "origin", remedy: expect.stringContaining("the server's and the application's logs") as string });
    const silent = { outcome: "failed", address: "198.51.100.7", reason: "no answer" } as const;
    expect(findings(seen({ journeys, edge: silent }), now).map(({ code, hop }) => `${hop} ${code}`)).toEqual(["edge edge-unreachable", "visitor no-answer"]);
    expect(only(seen({ journeys: [visited({ error: "timed out" }, "https://elsewhere.example.net/")] }))).toMatchObject({ hop: "visitor" });
  });

  test("that does not come is named after a status, which says more", () => {
    const journeys = [visited({ error: "timed out" }), visited({ status: 522 })] as const;
    expect(findings(seen({ journeys }), now).map(({ code }) => code)).toEqual(["bad-status", "no-answer"]);
  });

  test("530 is about the records", () => {
    expect(only(seen({ journeys: [visited({ status: 530 })] }))).toMatchObject({
      hop: "edge",
      remedy: expect.stringContaining("the name's records") as string,
    });
  });

  test.each([
    [399, []],
    [400, [["bad-status", "visitor"]]],
    [500, [["bad-status", "origin"]]],
    [502, [["bad-status", "origin"]]],
    [521, [["bad-status", "origin"]]],
    [526, [["bad-status", "origin"]]],
  ])("with the status %d", (status, found) => {
    expect(problems(seen({ journeys: [visited({ status, cacheStatus: "DYNAMIC" })] }))).toEqual(found);
  });

  test("that Cloudflare refuses by itself is the edge's finding, but for the challenge of a stack that is under attack", () => {
    const answered = (mitigated: object, settings = {}): Observation =>
      seen({ journeys: [visited({ status: 403, ...mitigated })] }, { zone: { name: "example.com", settings } });
    const challenge = { mitigated: "challenge" };
    expect(only(answered({}))).toMatchObject({
      code: "bad-status",
      hop: "edge",
      remedy: expect.stringContaining("security rules") as string,
    });
    expect(only(answered(challenge))).toMatchObject({ hop: "edge", problem: "https://blog.example.com/ answered 403, a challenge that browsers pass" });
    expect(problems(answered(challenge, { security_level: "medium" }))).toEqual([["bad-status", "edge"]]);
    expect(problems(answered(challenge, { security_level: "under_attack" }))).toEqual([]);
    expect(problems(answered({}, { security_level: "under_attack" }))).toEqual([["bad-status", "edge"]]);
  });

  test("of a host that was not asked as it demands says so where it is locked down", () => {
    const remedy = (status: number, lockdown: boolean) => only(seen({ journeys: [visited({ status, cacheStatus: "DYNAMIC" })] }, { lockdown }))?.remedy;
    for (const status of [400, 403, 520, 525])
      expect([remedy(status, true), remedy(status, false)]).toEqual([expect.stringMatching(/lockdown/), expect.not.stringMatching(/lockdown/)]);
    expect(remedy(521, true)).not.toContain("lockdown");
  });

  test("526 has the remedy of the certificate that is refused", () => {
    const remedy = (trust: ExpectedChain["trust"]): string | undefined => only(seen({ journeys: [visited({ status: 526 })] }, { trust }))?.remedy;
    expect(remedy("self")).toContain('or ssl "full" with a self-signed one');
    for (const trust of ["private", "public", "cloudflare-origin"] as const) expect(remedy(trust)).toContain("has it expired, or is it for another name?");
  });

  test("is one finding, however many ways lead to it", () => {
    expect(problems(seen({ journeys: [visited({ status: 500 }), { ...visited({ status: 500 }), start: "http://blog.example.com/" }] }))).toEqual([
      ["bad-status", "origin"],
    ]);
  });
});

describe("a setting of the zone", () => {
  test.each([
    ["ssl", "flexible", "proxy.ssl"],
    ["always_use_https", "off", "proxy.alwaysUseHttps"],
    ["min_tls_version", "1.0", "proxy.minTlsVersion"],
  ])("%s that was changed to %s by hand is named, with the stack's setting", (id, value, setting) => {
    const zone = { name: "example.com", settings: { ...expected.zone?.settings, [id]: value } };
    const found = only(seen({ zone }));
    expect(found).toMatchObject({ code: "setting-changed", hop: "edge", severity: "error", problem: expect.stringContaining(`${id}: ${value}`) as unknown });
    expect(found?.remedy).toBe(`Run \`pulumi up --refresh\`, which puts it back, or write what is meant into the stack's \`${setting}\``);
  });

  test("that says zrt where the stack says on is no finding: it is TLS 1.3 with 0-RTT", () => {
    const zone = (value: string) => ({ name: "example.com", settings: { ...expected.zone?.settings, tls_1_3: value } });
    const found = (stated: string, real: string) => findings(seen({ zone: zone(real) }, { zone: zone(stated) }), now).map(({ code }) => code);
    expect([found("on", "zrt"), found("off", "zrt"), found("on", "off")]).toEqual([[], ["setting-changed"], ["setting-changed"]]);
  });

  test("that Cloudflare does not tell is no finding", () => {
    expect(findings(seen({ zone: { name: "example.com", settings: { ssl: "full" } } }), now)).toEqual([]);
  });
});

test("another certificate than the pushed one is a finding", () => {
  expect(problems(seen({ origin: { expected, seen: shown({ notBefore: inDays(-1), notAfter: inDays(364) }, "bb") } }))).toEqual([
    ["not-the-pushed-certificate", "origin"],
  ]);
});

test("redirects without end that never come back are a finding", () => {
  expect(problems(seen({ journeys: [{ ...visited({ status: 301 }), endless: true }] }))).toEqual([["too-many-redirects", "origin"]]);
});
