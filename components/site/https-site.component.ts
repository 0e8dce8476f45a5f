import * as pulumi from "@pulumi/pulumi";
import { shippedFolder } from "../application/shipped-folder.component";
import type { CertificateSecrets } from "../certificate/common/settings";
import type { HttpsServerArgs } from "../deployment/https-server.component";
import { frontMakerOf } from "../edge/fronts.component";
import type { HostSecrets } from "../host/common/host-secrets";
import { placesOf } from "../host/site-host.component";
import { checkedArgs } from "../shared/checked-args.component";
import { onceMade } from "../shared/depends-on.component";
import { then, type Inputs } from "../shared/inputs.component";
import type { SiteAlias } from "./aliases/alias";
import type { ExpectedChain } from "./chain/chain";
import { certificateVerdict } from "./chain-verdict.component";
import { expectedChain } from "./expected-chain.component";
import { fleetOf } from "./hosts/fleet.component";
import { requirePackages, siteHosts, type OtherHosts } from "./hosts/site-hosts.component";
import { siteServers } from "./hosts/site-servers.component";
import { lockedPull } from "./lockdown/locked-pull.component";
import { serviceNames, serviceRecords } from "./service-records.component";
import { siteCertificate } from "./site-certificate.component";
import { httpsSiteRules, type SiteConfig } from "./site-config";
import { siteDetours, siteFronts, siteNames, type SiteName } from "./site-fronts.component";
import { straightVerdict } from "./straight-visitors.component";

/**
 * The arguments of {@link HttpsSite}.
 *
 * @example
 * ```ts
 * import { HttpsSite } from "tlsup";
 * const site = new HttpsSite("blog", {
 *   domain: "blog.example.com",
 *   host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
 *   proxy: { provider: "cloudflare", ssl: "full" },
 *   certificate: { source: "self-signed" },
 *   server: { kind: "nginx" },
 *   application: { kind: "demo" },
 * });
 * export const url = site.url;
 * ```
 */
export interface HttpsSiteArgs extends Settings {
  /**
   * The site's other names: each redirects to the domain, or serves the same. They are in the certificate and get records as the domain does.
   * @default none
   */
  readonly aliases?: readonly Inputs<SiteAlias>[];
  /**
   * More machines that serve the same, by name: another name makes another machine. Names have lower-case letters, digits and -, at
   * most 32. Each gets a record beside the one of `host`, and the edge passes visitors on to all of them. Only with an edge.
   * @default none
   */
  readonly otherHosts?: OtherHosts;
  /**
   * Environment variables of the application that nobody may read.
   * @default none
   */
  readonly secretEnvironment?: Inputs<Readonly<Record<string, string>>>;
  /**
   * The private key and the passphrase of a certificate with the source `provided`.
   * @default none: the key is in a file, and not encrypted
   */
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
  /**
   * The secrets for logging in to a host with the provider `existing`.
   * @default none: the key is in a file, or held by an SSH agent
   */
  readonly hostSecrets?: Inputs<HostSecrets>;
}

type Settings = { readonly [Key in keyof Omit<SiteConfig, "aliases" | "lockdown" | "otherHosts">]: Inputs<Exclude<SiteConfig[Key], undefined>> } & Pick<
  SiteConfig,
  "lockdown"
>;

/**
 * A web site over HTTPS with its own server: the host, its certificate, its HTTPS server, and the record that leads visitors there, by an edge or directly.
 */
export class HttpsSite extends pulumi.ComponentResource {
  /** What visitors type. */
  readonly url: pulumi.Output<string>;
  /**
   * The public address of `host`: IPv4, or IPv6 of a host without IPv4. With `provider: none` it is known in a run once the server is proven, so that a record
   * that your program makes from it follows. It is known at once with other providers, and where a CA must find the host first (`http-01`).
   */
  readonly address: pulumi.Output<string>;
  /** The chain as it was set up and verified; `tlsup check` compares it with what it sees. */
  readonly chain: pulumi.Output<ExpectedChain>;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: HttpsSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    const site = checkedArgs<HttpsSiteArgs>(httpsSiteRules, args, name);
    requirePackages(name, site);
    super("tlsup:index:HttpsSite", name, {}, opts);
    const { domain, aliases = [], proxy, application, services = [], lockdown = false } = site;
    // First, as reading the files may report faults.
    const shipped = application && shippedFolder(application, `${name}.application`);
    const reached = siteNames(name, domain, aliases, proxy);
    const beside = serviceNames(services, domain, `${name}.services`);
    const certificateFor = siteCertificate(name, site, reached, beside, this);
    const ranges = frontMakerOf(proxy.provider).ranges(name, proxy, this);
    const { first: host, others } = siteHosts(name, site, ranges, this);
    // The record is made last, but parts of it go before the certificate or the server.
    const [reachable, lead] = pulumi.deferredOutput<pulumi.Resource[]>();
    const [relaxed, relax] = pulumi.deferredOutput<pulumi.Resource[]>();
    const certificate = certificateFor(host.access, reachable);
    const verdict = certificateVerdict(site, certificate, name);
    const pull = lockdown && proxy.provider === "cloudflare" ? lockedPull(name, reached, this) : undefined;
    const settings = serverSettings(site, reached, { certificate, edgeRanges: ranges ?? [], ...(pull && { clientAuthority: pull.authority }) });
    // The edge shows its certificate before the server requires it, and until the server no longer does, as Pulumi deletes resources last.
    const ready = verdict.apply(() => relaxed.apply((first) => [...first, ...(pull?.shown ?? [])]));
    const servers = siteServers(name, host, others, settings, ready, this);
    const [https, ...otherServers] = servers;
    const precedesOrigin = pulumi.output(certificate.reachedFirst ?? false);
    const proven = precedesOrigin.apply((first): pulumi.Resource[] => (first ? [] : [https]));
    // A record that comes before the server must not come before what the server demands of the edge.
    const address = onceMade(pull?.shown, host.address(proven, siteDetours(reached, proxy, this)));
    const fleet = fleetOf(others, otherServers, (other) => siteDetours(reached, proxy, this, other));
    const { hostKey } = host.access;
    const contents = then(shipped, (folder) => folder?.tree.parts ?? {}) as pulumi.Input<Readonly<Record<string, string>>>;
    const places = placesOf(host, address);
    const needs = { ...places, hostKey, origins: servers, precedesOrigin, ...(application?.kind === "static" && { contents }) };
    const front = siteFronts(reached, proxy, needs, fleet, this);
    const direct = serviceRecords(name, beside, proxy, { ...(host.hasIpv4 ? { address } : { ipv6: address }), hostKey, site: domain }, proven, this);
    // A host puts its own certificate in force at once, so the edge must have stopped checking by then.
    const unnoticed = straightVerdict(name, site, { names: reached, certificate, host, address }, this).apply(() => front.relaxed);
    lead(pulumi.all([front.reachable, unnoticed, precedesOrigin]).apply(([own, modes, first]) => [...own, ...modes, ...(first ? direct : [])]));
    relax(unnoticed);
    this.url = pulumi.interpolate`https://${domain}/`;
    // A record of the program's own follows the proof as well.
    const isKnownAtOnce = pulumi.runtime.isDryRun() || proxy.provider !== "none";
    this.address = isKnownAtOnce ? address : proven.apply(([server]) => (server ? https.servedSha256.apply(() => address) : address));
    const made = { certificate, server: https, machine: host, address, fleet, directNames: beside.map((other) => other.name), isLocked: pull !== undefined };
    this.chain = expectedChain(site, made);
    this.registerOutputs({ url: this.url, address: this.address, chain: this.chain });
  }
}

/** The settings of the server on each of a site's hosts. */
function serverSettings(
  { domain, server, services = [], application, secretEnvironment, leaveDataOn }: HttpsSiteArgs,
  [, ...aliases]: readonly SiteName[],
  made: Pick<HttpsServerArgs, "certificate" | "edgeRanges" | "clientAuthority">,
): Omit<HttpsServerArgs, "access" | "image"> {
  return {
    domain,
    aliases: aliases.map((alias) => ({ name: alias.domain, redirect: !alias.serves })),
    server,
    services,
    ...made,
    ...(application && { application }),
    ...(secretEnvironment && { secretEnvironment }),
    ...(leaveDataOn !== undefined && { leaveDataOn }),
  };
}
