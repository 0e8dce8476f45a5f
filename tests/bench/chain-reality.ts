import fc from "fast-check";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkChain, leafFacts, type CertificateSource, type ChainFacts, type SiteConfig } from "../../components";
import { makeHierarchy } from "../support/certificate-maker";
import { shellEnvironment } from "../support/environment";
import { makeZone, status, visit, type Status } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";
import { withCloud } from "./cloud";

/** So many sites are brought up at once. */
const batch = 40;

/** A site that is really brought up. */
interface Deployed {
  readonly zone: string;
  readonly site: SiteConfig;
  /** Of a provided certificate, which the program gives by its PEM. */
  readonly facts?: ChainFacts;
  readonly key?: string;
}

interface Verdict {
  readonly deployed: Deployed;
  readonly predicted: readonly string[];
  readonly isBroken: boolean;
  readonly seen: string;
}

/** Sites of `count` combinations, brought up in batches on a host for each kind of server: what visitors get, beside what the check says of the settings. */
export function chainReality(count: number): Promise<string> {
  return withCloud(async (_folder, cloud) => {
    const verdicts: Verdict[] = [];
    const all = combinations(count);
    for (let first = 0; first < all.length; first += batch) {
      const chosen = all.slice(first, first + batch);
      verdicts.push(...(await brought(await Promise.all(chosen.map((each, index) => deployedAs(each, first + index, status(cloud)))), cloud)));
    }
    return tableOf(verdicts);
  });
}

type Combination = Pick<SiteConfig, "server"> & {
  readonly proxy: Readonly<Record<string, unknown>>;
  readonly source: "self-signed" | "origin-ca" | "lets-encrypt" | "provided";
  readonly isDeep: boolean;
};

function combinations(count: number): Combination[] {
  const proxy = fc.record(
    {
      provider: fc.constant("cloudflare"),
      ssl: fc.constantFrom("off", "flexible", "full", "strict"),
      alwaysUseHttps: fc.boolean(),
      minTlsVersion: fc.constantFrom("1.0", "1.3"),
    },
    { requiredKeys: ["provider", "ssl"] },
  );
  const server = fc.record(
    {
      // A Caddy serves one site a host.
      kind: fc.constantFrom("nginx", "apache"),
      redirectToHttps: fc.constantFrom(false, true),
      tls: fc.constantFrom("modern", "intermediate"),
      hsts: fc.constant({}),
    },
    { requiredKeys: ["kind"] },
  );
  const source = fc.constantFrom("self-signed", "origin-ca", "lets-encrypt", "provided");
  const isDeep = fc.integer({ min: 0, max: 7 }).map((value) => value === 0);
  return fc.sample(fc.record({ proxy, server, source, isDeep }), { numRuns: count, seed: 1 }) as Combination[];
}

async function deployedAs({ proxy, server, source, isDeep }: Combination, index: number, { roots, dns }: Status): Promise<Deployed> {
  const zone = `chain-${index}.test`;
  const domain = isDeep ? `www.blog.${zone}` : `blog.${zone}`;
  const { leaf, lower, upper, root } = await makeHierarchy([domain]);
  const chain = [leaf, lower, upper].map(({ certificate }) => certificate).join("");
  const certificates: Readonly<Record<Combination["source"], CertificateSource>> = {
    "self-signed": { source: "self-signed" },
    "origin-ca": { source: "origin-ca", root: { file: roots.originCa } },
    "lets-encrypt": { source: "lets-encrypt", directory: process.env.LEGO_SERVER ?? "", root: { file: roots.acme }, resolver: dns.address },
    provided: { source: "provided", certificate: chain, root: root.certificate },
  };
  const site = {
    domain,
    server,
    proxy,
    host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
    certificate: certificates[source],
    application: { kind: "static", directory: "site" },
  } as unknown as SiteConfig;
  const provided = { facts: { trust: "private" as const, leaf: leafFacts(leaf.certificate), now: new Date() }, key: leaf.key };
  return { zone, site, ...(source === "provided" && provided) };
}

async function brought(all: readonly Deployed[], cloud: string): Promise<Verdict[]> {
  const environment = shellEnvironment(cloud);
  for (const { zone } of all) await makeZone(zone, environment);
  const program = repositoryProgram();
  rmSync(join(program, "index.ts"));
  writeFileSync(join(program, "index.ts"), text);
  writeFileSync(join(program, "sites.json"), JSON.stringify(all));
  mkdirSync(join(program, "site"));
  writeFileSync(join(program, "site", "index.html"), "<!doctype html><title>Fine</title>");
  const stack = await Stack.create(`chain-${all[0]?.zone ?? ""}`.replaceAll(".", "-"), program, environment);
  await stack.up();
  const verdicts = await Promise.all(all.map((each) => verdictOf(each, status(cloud))));
  await stack.dispose();
  return verdicts;
}

/** A visitor comes by https, but where the site is meant to be without. */
async function verdictOf(deployed: Deployed, local: Status): Promise<Verdict> {
  const { site, facts } = deployed;
  const scheme = "ssl" in site.proxy && site.proxy.ssl === "off" ? "http" : "https";
  const seen = await visit(`${scheme}://${site.domain}/`, local, "--location", "--max-redirs", "10").then(
    ({ headers, body }) => [...`${headers}\n${body}`.matchAll(/^HTTP\/1\.1 (\d+)/gm)].at(-1)?.[1] ?? "nothing",
    (error: unknown) => `curl's code ${String((error as { readonly code?: unknown }).code)}`,
  );
  const predicted = checkChain(site, facts)
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
  return { deployed, predicted, isBroken: seen !== "200", seen };
}

function tableOf(verdicts: readonly Verdict[]): string {
  const count = (isPredicted: boolean, isBroken: boolean): string =>
    String(verdicts.filter((each) => each.predicted.length > 0 === isPredicted && each.isBroken === isBroken).length).padStart(8);
  const wrong = verdicts.filter(({ predicted, isBroken }) => predicted.length > 0 !== isBroken);
  return [
    `what visitors get, beside what the check says: ${verdicts.length} sites`,
    "  the check says      works   fails",
    `  fine             ${count(false, false)}${count(false, true)}`,
    `  an error         ${count(true, false)}${count(true, true)}`,
    ...wrong.map(({ deployed: { site }, predicted, seen }) => {
      const { proxy, server, certificate, domain } = site;
      return `  ${predicted.join(", ") || "fine"}, and visitors get ${seen}: ${JSON.stringify({ domain, proxy, server, source: certificate.source })}`;
    }),
  ].join("\n");
}

/** Puts the sites on a host for each kind of server, one after the other there. */
const text = `import { AcmeAccount, edgeRanges, HttpsServer, LetsEncryptCertificate, OriginCaCertificate } from "tlsup";
import { ProvidedCertificate, ProxiedRecord, SelfSignedCertificate, Vps } from "tlsup";
import { readFileSync } from "node:fs";

const sites: any[] = JSON.parse(readFileSync("sites.json", "utf8"));
const ranges = edgeRanges();
const read = ({ file }: { file: string }) => readFileSync(file, "utf8");
const account = new AcmeAccount("chain", { directory: process.env.LEGO_SERVER!, root: readFileSync(process.env.LEGO_CA_CERTIFICATES!, "utf8") });
const solver = { challenge: "dns-01", provider: "cloudflare" } as const;
const hosts = Object.fromEntries([...new Set(sites.map(({ site }) => site.server.kind))].map((kind) => [
  kind, new Vps(kind, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "edge", ranges } }),
]));
const last: Record<string, HttpsServer> = {};

function certificateOf(name: string, { site: { domain, certificate: { source, ...settings } }, key }: any) {
  switch (source) {
    case "self-signed": return new SelfSignedCertificate(name, { dnsNames: [domain] });
    case "origin-ca": return new OriginCaCertificate(name, { hostnames: [domain], root: read(settings.root) });
    case "provided": return new ProvidedCertificate(name, { names: [domain], ...settings, certificateSecrets: { privateKey: key } });
    default:
      return new LetsEncryptCertificate(name, { account, names: [domain], solver, resolver: settings.resolver });
  }
}

for (const each of sites) {
  const { site: { domain, server, proxy, application }, zone } = each;
  const name = zone.split(".")[0];
  const host = hosts[server.kind]!;
  const before = last[server.kind];
  const certificate = certificateOf(name, each);
  const args = { domain, access: host.access, certificate, server, application, edgeRanges: ranges };
  const pushed = new HttpsServer(name, args, before && { dependsOn: before });
  last[server.kind] = pushed;
  new ProxiedRecord(name, { ...proxy, domain, address: host.address }, { dependsOn: pushed });
}
`;
