import fc from "fast-check";
import {
  leafFacts,
  siteConfig,
  type CertificateSource,
  type ChainFacts,
  type Code,
  type EdgeSettings,
  type ServerSettings,
  type SiteConfig,
} from "../../components";
import { codes } from "../../components/site/chain/codes";
import { inDays, make, makeHierarchy } from "../support/certificate-maker";
import type { Status } from "../support/local-cloud";

/** A site that is really brought up. */
export interface Deployed {
  readonly name: string;
  /** Sites that say the same share it. */
  readonly host: string;
  readonly zone: string;
  readonly site: SiteConfig;
  /** Of a provided certificate, which the site gives by its PEM. */
  readonly facts?: ChainFacts;
  readonly secrets?: { readonly privateKey?: string; readonly cloudflareToken?: string };
}

type Source = "self-signed" | "origin-ca" | "lets-encrypt" | "private CA" | "signs itself" | "due" | "http-01" | "dns-01";

interface Combination {
  readonly proxy: EdgeSettings;
  readonly server: ServerSettings;
  readonly source: Source;
  readonly lockdown: boolean;
  /** Whether the name is further below its zone than Cloudflare's Universal SSL goes. */
  readonly isDeep: boolean;
  /** What another name of the site does. */
  readonly alias?: "redirects" | "serves";
}

/** The sites that are there in every batch: a Caddy, an HAProxy and a gunicorn serve one each. */
const slots = [...Array<"nginx">(7).fill("nginx"), ...Array<"apache">(7).fill("apache"), "caddy", "haproxy", "gunicorn"] as const;
export const batchSize = slots.length;

const everyCode = Object.keys(codes) as Code[];

/** So many batches of combinations, each of which settings allow, but for what the check of the chain says; the same ones in every run. */
export function combinations(batches: number): Combination[][] {
  const columns = slots.map((kind, index) => fc.sample(combination(kind).filter(isAllowed), { numRuns: batches, seed: index }));
  // On a host that is new, which is why it is not in every batch.
  const onHost = Array.from({ length: batches }, (_, row) => (row % 2 === 0 ? certbotCases[(row / 2) % certbotCases.length] : undefined));
  return Array.from({ length: batches }, (_, row) => [...columns.map((column) => column[row]), onHost[row]].flatMap((each) => each ?? []));
}

/** How the edge treats a CA that asks a host for a proof, and how it does not matter. */
const certbotCases = (["http-01", "dns-01"] as const).flatMap((source) =>
  [
    { proxy: { provider: "cloudflare", ssl: "strict" } },
    { proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } },
    { proxy: { provider: "cloudflare", ssl: "full" } },
    { proxy: { provider: "cloudflare", ssl: "flexible" }, redirectToHttps: false },
    { proxy: { provider: "cloudflare", proxied: false } },
  ].map(
    ({ proxy, ...server }) => ({ proxy: proxy as EdgeSettings, server: { kind: "nginx", ...server }, source, lockdown: false, isDeep: false }) as Combination,
  ),
);

const edge = fc.record(
  {
    provider: fc.constant("cloudflare" as const),
    ssl: fc.constantFrom("off" as const, "flexible" as const, "full" as const, "strict" as const),
    sslFor: fc.constantFrom("host" as const, "zone" as const),
    alwaysUseHttps: fc.boolean(),
    minTlsVersion: fc.constantFrom("1.0" as const, "1.2" as const, "1.3" as const),
    zoneWide: fc.record(
      {
        ...{ tls13: fc.boolean(), http3: fc.boolean(), webSockets: fc.boolean() },
        hsts: fc.record({ maxAge: fc.constantFrom(0, 31_536_000), includeSubdomains: fc.boolean(), preload: fc.boolean() }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["provider", "ssl"] },
) as fc.Arbitrary<EdgeSettings>;
const direct = fc.constant<EdgeSettings>({ provider: "cloudflare", proxied: false });
const none = fc.constant<EdgeSettings>({ provider: "none" });

function combination(kind: ServerSettings["kind"]): fc.Arbitrary<Combination> {
  const server = fc.record(
    {
      kind: fc.constant(kind),
      redirectToHttps: fc.constantFrom(false, false, true),
      tls: fc.constantFrom("modern", "intermediate"),
      hsts: fc.constantFrom({}, { maxAge: 0 }),
    },
    { requiredKeys: ["kind"] },
  ) as fc.Arbitrary<ServerSettings>;
  return fc.record({
    proxy: fc.oneof({ arbitrary: edge, weight: 7 }, { arbitrary: direct, weight: 1 }, { arbitrary: none, weight: 1 }),
    server,
    source: fc.constantFrom("self-signed", "origin-ca", "lets-encrypt", "private CA", "signs itself", "due"),
    lockdown: fc.constantFrom(false, false, true),
    isDeep: fc.integer({ min: 0, max: 7 }).map((value) => value === 0),
    alias: fc.constantFrom(undefined, "redirects" as const, "serves" as const),
  }) as fc.Arbitrary<Combination>;
}

function isAllowed(chosen: Combination): boolean {
  try {
    siteConfig({ ...siteOf(chosen, "example.com", { source: "self-signed" }), accept: everyCode }, "site");
    return true;
  } catch {
    return false;
  }
}

function domainOf({ isDeep }: Combination, zone: string): string {
  return isDeep ? `www.blog.${zone}` : `blog.${zone}`;
}

function siteOf(chosen: Combination, zone: string, certificate: CertificateSource): SiteConfig {
  const { proxy, server, lockdown, alias } = chosen;
  const isProgram = server.kind === "gunicorn" || server.kind === "haproxy";
  return {
    ...{ domain: domainOf(chosen, zone), proxy, server, certificate, lockdown },
    ...(alias && { aliases: [{ name: `other.${zone}`, redirect: alias === "redirects" }] }),
    host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
    application: isProgram ? { kind: "demo" } : { kind: "static", directory: "site" },
  };
}

/** The site of a combination, in the slot of its batch. */
export async function deployedAs(chosen: Combination, slot: number, batch: number, local: Status): Promise<Deployed> {
  // What was proven once is not proven again for a while, so certbot's are new sites.
  const isCertbot = slot >= slots.length;
  const name = isCertbot ? `chain-certbot-${batch}` : `chain-${slot}`;
  const zone = `${name}.test`;
  const { certificate, leaf, secrets } = await certificateOf(chosen.source, [domainOf(chosen, zone), ...(chosen.alias ? [`other.${zone}`] : [])], local);
  const facts = leaf !== undefined && {
    facts: { trust: chosen.source === "signs itself" ? "self" : "private", leaf: leafFacts(leaf), now: new Date() } as const,
  };
  return { name, host: isCertbot ? name : chosen.server.kind, zone, site: siteOf(chosen, zone, certificate), ...facts, ...(secrets && { secrets }) };
}

interface Given extends Pick<Deployed, "secrets"> {
  readonly certificate: CertificateSource;
  readonly leaf?: string;
}

async function certificateOf(source: Source, names: readonly string[], { roots, dns, acme, apis }: Status): Promise<Given> {
  const onHost = { source: "certbot", directory: acme.directoryForHosts, root: { file: roots.acme } } as const;
  switch (source) {
    case "self-signed":
      return { certificate: { source } };
    case "origin-ca":
      return { certificate: { source, root: { file: roots.originCa } } };
    case "lets-encrypt":
      return { certificate: { source, directory: acme.directory, root: { file: roots.acme }, resolver: dns.address } };
    case "http-01":
      return { certificate: { ...onHost, challenge: source } };
    case "dns-01":
      return {
        certificate: { ...onHost, challenge: source, apiUrl: apis.cloudflareForHosts },
        secrets: { cloudflareToken: process.env.CLOUDFLARE_API_TOKEN ?? "" },
      };
    case "signs itself": {
      const { certificate, key } = await make({ subject: "CN=own", names });
      return { certificate: { source: "provided", certificate }, leaf: certificate, secrets: { privateKey: key } };
    }
    case "private CA":
    case "due": {
      const { leaf, lower, upper, root } = await makeHierarchy(names, source === "due" ? { notBefore: inDays(-80), notAfter: inDays(10) } : {});
      const certificate = [leaf, lower, upper].map((each) => each.certificate).join("");
      return { certificate: { source: "provided", certificate, root: root.certificate }, leaf: leaf.certificate, secrets: { privateKey: leaf.key } };
    }
  }
}
