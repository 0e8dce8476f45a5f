import * as pulumi from "@pulumi/pulumi";
import type { CertificateSecrets } from "../certificate/certificate";
import { certificateFor } from "../certificate/certificate-for.component";
import { applicationFolder } from "../application/execution/application-folder";
import { HttpsServer } from "../deployment/https-server.component";
import { openPorts, serviceNames } from "../service/services";
import { DirectRecord } from "../edge/cloudflare/direct-record.component";
import { edgeRanges, ProxiedRecord } from "../edge/cloudflare/proxied-record.component";
import { zoneName, zoneSettings } from "../edge/cloudflare/zone-settings";
import { checkedArgs } from "../shared/checked-args.component";
import { Vps } from "../host/vps.component";
import type { ExpectedChain } from "./chain/chain";
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
export interface HttpsSiteArgs extends SiteConfig {
  /**
   * Environment variables of the application that nobody may read.
   * @default none
   */
  readonly secretEnvironment?: pulumi.Input<Readonly<Record<string, string>>>;
  /**
   * The private key and the passphrase of a certificate with the source `provided`.
   * @default none: the key is in a file, and not encrypted
   */
  readonly certificateSecrets?: pulumi.Input<CertificateSecrets>;
}

/** A web site over HTTPS on a server of its own: the host, its certificate, its HTTPS server, and the proxied record in front. */
export class HttpsSite extends pulumi.ComponentResource {
  /** What visitors type. */
  readonly url: string;
  /** The host's public IPv4 address. */
  readonly address: pulumi.Output<string>;
  /** The chain as it was set up and proven: what `tlsup check` compares with what it sees. */
  readonly chain: pulumi.Output<ExpectedChain>;

  /** Throws `ConfigurationError` with every fault of `args` before anything is created. */
  constructor(name: string, args: HttpsSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    const { domain, host, proxy, certificate: source, server, application, services = [], secretEnvironment, certificateSecrets } = checkedArgs<HttpsSiteArgs>(httpsSiteRules, args, name);
    super("tlsup:index:HttpsSite", name, {}, opts);
    // First, as it may find files that are not what they should be.
    if (application && application.kind !== "demo") applicationFolder(application, `${name}.application`);
    const ranges = edgeRanges({ parent: this });
    const web = ranges.apply((edge) => ({ from: "edge" as const, ranges: edge }));
    const servedBy = (): pulumi.Output<pulumi.Resource[]> => reachedFirst.apply((first) => (first ? [] : [https]));
    const machine = lazily(() => new Vps(name, { ...host, web, open: openPorts(services), ...(host.reservedIp === true && { servedBy }) }, { parent: this }));
    const names = serviceNames(services, domain);
    const reached = () => ({ access: machine().access, reachable: () => record.reachable });
    // Before the host, unless it is obtained there, as it may find files that are not what they should be.
    const certificate = certificateFor(name, source, { domain, names, path: `${name}.certificate`, host: reached, ...(certificateSecrets && { certificateSecrets }) }, { parent: this });
    const reachedFirst = pulumi.output(certificate.reachedFirst ?? false);
    const vps = machine();
    const record: ProxiedRecord = new ProxiedRecord(name, { ...proxy, domain, address: vps.address, origin: () => https, precedesOrigin: reachedFirst }, { parent: this });
    const https: HttpsServer = new HttpsServer(
      name,
      { domain, access: vps.access, certificate, server, services, edgeRanges: ranges, ...(host.image !== undefined && { image: host.image }), ...(application && { application }), ...(secretEnvironment && { secretEnvironment }) },
      { parent: this, dependsOn: record.relaxed },
    );
    for (const each of names) new DirectRecord(`${name}-${each}`, { domain: each, address: vps.address, zone: zoneName(domain, proxy) }, { parent: this, dependsOn: https });
    this.url = `https://${domain}/`;
    this.address = vps.address;
    this.chain = pulumi
      // What an ACME client on the host has renewed since is served without a push.
      .all([vps.address, certificate.lineage ? certificate.facts.apply(({ sha256 }) => sha256) : https.servedSha256, certificate.facts, certificate.trust, certificate.renewAt])
      .apply(([address, servedSha256, { issuer, notBefore, notAfter }, trust, renewAt]): ExpectedChain => ({
        domain,
        address,
        ssl: proxy.ssl,
        trust,
        servedSha256,
        issuer,
        notBefore,
        notAfter,
        source: source.source,
        ...(renewAt !== undefined && { renewAt }),
        ...(certificate.lineage && { renewedOnHost: true }),
        ...(server.hsts && server.hsts.maxAge !== 0 && { hsts: true }),
        zone: { name: zoneName(domain, proxy), settings: zoneSettings(proxy) },
      }));
    this.registerOutputs({ url: this.url, address: this.address, chain: this.chain });
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
