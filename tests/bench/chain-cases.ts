import fc from "fast-check";
import type { ChainFacts, CertificateSource, ServerSettings, SiteConfig } from "../../components";
import type { ServiceSettings } from "../../components/service/services";

/** A site, and what is known of its certificate. */
export interface ChainCase {
  readonly site: SiteConfig;
  readonly facts?: ChainFacts;
}

const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const sources: readonly CertificateSource[] = [
  { source: "self-signed" },
  { source: "origin-ca" },
  { source: "lets-encrypt" },
  { source: "lets-encrypt", directory: staging },
  { source: "lets-encrypt", directory: "https://ca.example/directory", root: { file: "root.pem" } },
  { source: "certbot", challenge: "http-01" },
  { source: "certbot", challenge: "dns-01" },
  { source: "provided", certificate: { file: "certificate.pem" } },
];

const server = fc.record(
  {
    kind: fc.constantFrom("nginx", "caddy", "apache", "haproxy", "gunicorn"),
    redirectToHttps: fc.boolean(),
    hsts: fc.constantFrom({}, { maxAge: 0 }),
  },
  { requiredKeys: ["kind"] },
) as fc.Arbitrary<ServerSettings>;

const service = fc.record(
  { kind: fc.constantFrom("postfix", "dovecot", "postgresql"), serverName: fc.constantFrom("mail.example.com", "blog.example.com") },
  { requiredKeys: ["kind"] },
);

const site: fc.Arbitrary<SiteConfig> = fc
  .record({
    domain: fc.constantFrom("example.com", "blog.example.com", "www.blog.example.com"),
    proxy: fc.record(
      {
        provider: fc.constant("cloudflare" as const),
        ssl: fc.constantFrom("off" as const, "flexible" as const, "full" as const, "strict" as const),
        alwaysUseHttps: fc.boolean(),
        minTlsVersion: fc.constantFrom("1.0" as const, "1.2" as const, "1.3" as const),
      },
      { requiredKeys: ["provider", "ssl"] },
    ),
    certificate: fc.constantFrom(...sources),
    server,
    services: fc.uniqueArray(service, { selector: ({ kind }) => kind, maxLength: 3 }) as fc.Arbitrary<ServiceSettings[]>,
  })
  .map((settings) => ({ ...settings, host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" }, application: { kind: "demo" } }));

const now = new Date("2026-06-01T00:00:00Z");
const facts: fc.Arbitrary<ChainFacts> = fc.record({
  trust: fc.constantFrom("self" as const, "private" as const, "public" as const),
  leaf: fc.record({
    dnsNames: fc.constantFrom(["blog.example.com"], ["*.example.com"], ["example.org"]),
    notBefore: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-07-01T00:00:00.000Z"),
    notAfter: fc.constantFrom("2026-05-01T00:00:00.000Z", "2026-06-10T00:00:00.000Z", "2027-01-01T00:00:00.000Z"),
    sha256: fc.constant("ab".repeat(32)),
    issuer: fc.constantFrom("CN=My CA", "OU=CloudFlare Origin SSL Certificate Authority"),
  }),
  now: fc.constant(now),
});

/** Sites of every combination that the check tells apart; the same ones for the same seed. */
export function chainCases(count: number, seed: number): ChainCase[] {
  return fc.sample(fc.record({ site, facts }, { requiredKeys: ["site"] }), { numRuns: count, seed });
}
