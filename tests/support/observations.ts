import type { ExpectedChain, Observation } from "../../components/site/chain/chain";
import type { Handshake } from "../../components/site/chain/handshake";
import type { Answer, Journey } from "../../components/site/chain/journey";

export const now = new Date("2026-11-25T12:00:00.000Z");

/** The time `days` days from {@link now}, ISO 8601. */
export function inDays(days: number): string {
  return new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString();
}

/** The chain of a site without an edge, with a new self-signed certificate for a year. */
export const direct: ExpectedChain = {
  domain: "blog.example.com",
  address: "192.0.2.7",
  trust: "self",
  servedSha256: "aa",
  issuer: "CN=blog.example.com",
  notBefore: inDays(-1),
  notAfter: inDays(364),
  source: "self-signed",
};

/** The chain of the same site behind the edge. */
export const expected: ExpectedChain = {
  ...direct,
  ssl: "full",
  zone: { name: "example.com", settings: { ssl: "full", always_use_https: "on", min_tls_version: "1.2" } },
};

/** A successful handshake. */
export function shown(dates: { readonly notBefore: string; readonly notAfter: string }, sha256 = "aa", verified: true | string = true): Handshake {
  return {
    outcome: "done",
    address: "198.51.100.7",
    protocol: "TLSv1.3",
    leaf: { dnsNames: ["blog.example.com"], issuer: "CN=CA", sha256, ...dates },
    intermediates: [],
    verified,
  };
}

/** The edge's certificate, which is not due soon. */
export const edge = shown({ notBefore: inDays(-10), notAfter: inDays(80) }, "ee");

/** A visit without redirects, by default through Cloudflare's edge. */
export function visited(answer: Answer = { status: 200, server: "cloudflare", cacheStatus: "DYNAMIC" }, url = "https://blog.example.com/"): Journey {
  return { start: url, steps: [], end: { url, answer: "status" in answer ? { server: "cloudflare", ...answer } : answer } };
}

/** The observations of a healthy stack, except for `changes`. */
export function seen(changes: Partial<Observation> = {}, chain: Partial<ExpectedChain> = {}): Observation {
  const whole = { ...expected, ...chain };
  return {
    url: "https://blog.example.com/",
    edge,
    journeys: [visited()],
    origin: { expected: whole, seen: { ...shown({ notBefore: whole.notBefore ?? inDays(-1), notAfter: whole.notAfter }), address: whole.address } },
    ...(whole.zone && { zone: { name: whole.zone.name, settings: whole.zone.settings } }),
    ...changes,
  };
}
