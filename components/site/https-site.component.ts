import * as pulumi from "@pulumi/pulumi";
import type { CertificateSecrets } from "../certificate/common/settings";
import { certificateMakerOf } from "../certificate/makers.component";
import { leastNames } from "../certificate/x509/least-names";
import { shippedFolder } from "../application/shipped-folder.component";
import { openPorts } from "../service/open-ports.component";
import { frontMakerOf } from "../edge/fronts.component";
import { checkedArgs } from "../shared/checked-args.component";
import { then, whenKnown, type Inputs } from "../shared/inputs.component";
import type { HostSecrets } from "../host/common/host-secrets";
import { requirePackage } from "../host/makers.component";
import { placesOf, siteHost } from "../host/site-host.component";
import type { ExpectedChain } from "./chain/chain";
import { certificateVerdict } from "./chain-verdict.component";
import { expectedChain } from "./expected-chain.component";
import { fleetOf, otherHosts, requirePackages, type OtherHosts } from "./hosts/other-hosts.component";
import { siteServers } from "./hosts/site-servers.component";
import { lockedPull } from "./lockdown/locked-pull.component";
import { serviceNames } from "./service-records.component";
import type { SiteAlias } from "./aliases/alias";
import { siteFronts, siteNames } from "./site-fronts.component";
import { httpsSiteRules, type SiteConfig } from "./site-config";

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
   * More machines that serve the same, by names that must stay the same: another name makes another machine. Names have lower-case letters, digits and -, at
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
  /** The public address of `host`: IPv4, or IPv6 of a host without IPv4. */
  readonly address: pulumi.Output<string>;
  /** The chain as it was set up and verified; `tlsup check` compares it with what it sees. */
  readonly chain: pulumi.Output<ExpectedChain>;

  /** Throws `ConfigurationError` with every fault of `args` before anything is created. */
  constructor(name: string, args: HttpsSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      domain,
      aliases = [],
      host,
      otherHosts: more = {},
      proxy,
      certificate: source,
      server,
      application,
      services = [],
      accept,
      lockdown = false,
      leaveDataOn,
      secretEnvironment,
      certificateSecrets,
      hostSecrets,
    } = checkedArgs<HttpsSiteArgs>(httpsSiteRules, args, name);
    requirePackage(host.provider, `${name}.host.provider`);
    requirePackages(name, more);
    super("tlsup:index:HttpsSite", name, {}, opts);
    // First, as reading the files may report faults.
    const shipped = application && shippedFolder(application, `${name}.application`);
    const beside = serviceNames(services, domain, `${name}.services`);
    const reached = siteNames(name, domain, aliases, proxy);
    const [, ...served] = reached;
    const wanted = { all: [...reached.map((each) => each.domain), ...beside.map((other) => other.name)] };
    const names = whenKnown(wanted, (known: { readonly all: readonly string[] }) => leastNames(known.all));
    const secrets = certificateSecrets && { certificateSecrets };
    const context = { names, path: `${name}.certificate`, ...secrets };
    const maker = certificateMakerOf(source);
    // Made before the host, so that it can report faults early too, unless the host obtains it.
    const issued = maker.onHost ? undefined : maker.make(name, source, context, { parent: this });
    const edge = frontMakerOf(proxy.provider);
    const ranges = edge.ranges(name, proxy, this);
    const web = ranges ? ({ from: "edge", ranges } as const) : ({ from: "everyone" } as const);
    const gates = { web, open: openPorts(services), ...(hostSecrets && { hostSecrets }) };
    const machine = siteHost(name, host, { ...gates, path: `${name}.host` }, this);
    const others = otherHosts(name, more, gates, this);
    const { access } = machine;
    // The record is made last, but parts of it go before the certificate or the server.
    const [reachable, lead] = pulumi.deferredOutput<pulumi.Resource[]>();
    const [relaxed, relax] = pulumi.deferredOutput<pulumi.Resource[]>();
    const certificate =
      issued ?? maker.make(name, source, { ...context, access, domain, zones: reached.map(({ zone }) => zone) }, { parent: this, dependsOn: reachable });
    const verdict =
      source.source === "provided"
        ? certificateVerdict({ domain, aliases, proxy, certificate: source, ...(accept && { accept }) }, certificate, name)
        : pulumi.output(undefined);
    const pull = lockdown && proxy.provider === "cloudflare" ? lockedPull(name, reached, this) : undefined;
    const settings = {
      domain,
      aliases: served.map(({ domain: alias, serves }) => ({ name: alias, redirect: !serves })),
      certificate,
      server,
      services,
      edgeRanges: ranges ?? [],
      ...(application && { application }),
      ...(secretEnvironment && { secretEnvironment }),
      ...(pull && { clientAuthority: pull.authority }),
      ...(leaveDataOn !== undefined && { leaveDataOn }),
    };
    // The edge shows its certificate before the server requires it, and until the server no longer does, as Pulumi deletes resources last.
    const ready = verdict.apply(() => relaxed.apply((first) => [...first, ...(pull?.shown ?? [])]));
    const [https, ...servers] = siteServers(name, { ...machine, image: host.image }, others, settings, ready, this);
    const precedesOrigin = pulumi.output(certificate.reachedFirst ?? false);
    const proven = precedesOrigin.apply((first): pulumi.Resource[] => (first ? [] : [https]));
    const address = machine.address(proven);
    const contents = then(shipped, (folder) => folder?.tree.parts ?? {}) as pulumi.Input<Readonly<Record<string, string>>>;
    const needs = {
      ...placesOf(machine, address),
      hostKey: access.hostKey,
      origins: [https, ...servers],
      precedesOrigin,
      ...(application?.kind === "static" && { contents }),
    };
    const fleet = fleetOf(others, servers);
    const front = siteFronts(name, reached, proxy, needs, fleet, this);
    const service = { ...(machine.hasIpv4 ? { address } : { ipv6: address }), hostKey: access.hostKey, site: domain };
    const direct = beside.map(({ key, name: each }) =>
      edge.serviceRecord(`${name}-${key}`, proxy, { domain: each, ...service }, { parent: this, dependsOn: proven }),
    );
    // A host puts its own certificate in force at once, so the edge must have stopped checking by then.
    const ahead = pulumi.all([front.reachable, front.relaxed, precedesOrigin]);
    lead(ahead.apply(([own, modes, first]) => [...own, ...modes, ...(first ? direct.flatMap((each) => each ?? []) : [])]));
    relax(front.relaxed);
    const { hsts, healthPath } = server;
    this.url = pulumi.interpolate`https://${domain}/`;
    this.address = address;
    this.chain = expectedChain(
      { domain, aliases, proxy, ...(hsts !== undefined && { hsts }), ...(healthPath !== undefined && { healthPath }), ...(accept && { accept }) },
      {
        source: source.source,
        certificate,
        server: https,
        machine,
        address,
        fleet,
        directNames: beside.map((other) => other.name),
        isLocked: pull !== undefined,
      },
    );
    this.registerOutputs({ url: this.url, address: this.address, chain: this.chain });
  }
}
