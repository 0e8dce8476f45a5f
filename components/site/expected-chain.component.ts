import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import type { HttpsServer } from "../deployment/https-server.component";
import type { EdgeSettings } from "../edge/edges";
import { frontMakerOf } from "../edge/fronts.component";
import type { Hsts } from "../server/common/web-server";
import { whenKnown } from "../shared/inputs.component";
import type { SiteAlias } from "./aliases/alias";
import type { ExpectedChain } from "./chain/chain";
import type { Code } from "./chain/codes";
import { intermediateHashes } from "./chain/intermediates";
import { expectedHost, ipv6Beside, type FleetHost } from "./hosts/fleet.component";
import type { SiteHost } from "./hosts/site-hosts.component";
import type { HttpsSiteArgs } from "./https-site.component";
import { isHttpRefused } from "./rules/plain-http";
import { expectedAliases } from "./site-fronts.component";

/** A site that has been made, as far as its chain depends on it. */
interface MadeSite {
  readonly certificate: CertificateOutputs;
  readonly server: HttpsServer;
  readonly machine: SiteHost;
  readonly address: pulumi.Output<string>;
  readonly fleet: readonly FleetHost[];
  /** The names of services, which lead straight to the host. */
  readonly directNames: readonly pulumi.Input<string>[];
  readonly isLocked: boolean;
}

/** The settings that decide a part of the chain. */
interface ChainSettings {
  readonly domain: string;
  readonly aliases: readonly SiteAlias[];
  readonly proxy: EdgeSettings;
  readonly hsts?: Hsts;
  readonly healthPath?: string;
  readonly redirectToHttps: boolean;
  readonly kind: HttpsSiteArgs["server"]["kind"];
  readonly accept?: readonly Code[];
}

/** The chain of a site as it was set up and verified. */
export function expectedChain(args: HttpsSiteArgs, site: MadeSite): pulumi.Output<ExpectedChain> {
  const { domain, aliases = [], proxy, server, certificate: source, accept } = args;
  const { hsts, healthPath, redirectToHttps = true, kind } = server;
  const own = { ...(hsts !== undefined && { hsts }), ...(healthPath !== undefined && { healthPath }), redirectToHttps, kind };
  const settings = { domain, aliases, proxy, ...own, ...(accept && { accept }) };
  const { certificate, machine } = site;
  return pulumi
    .all([
      whenKnown(settings, plannedChain),
      pulumi.all([site.address, ipv6Beside(machine), machine.openSsh, pulumi.all(site.fleet.map(expectedHost))]),
      // An ACME client on the host may have renewed the certificate since, without a push.
      certificate.lineage ? certificate.facts.apply(({ sha256 }) => sha256) : site.server.servedSha256,
      certificate.facts,
      certificate.trust,
      pulumi.all({ renewAt: certificate.renewAt, standbySha256: certificate.standbySha256 }),
      certificate.chain,
      pulumi.output(site.directNames),
    ])
    .apply(([planned, [address, ipv6, sshPort, hosts], servedSha256, { issuer, notBefore, notAfter }, trust, decided, above, directNames]): ExpectedChain => ({
      ...planned,
      address,
      ...(ipv6 !== undefined && { ipv6 }),
      trust,
      servedSha256,
      issuer,
      notBefore,
      notAfter,
      source: source.source,
      intermediates: intermediateHashes(above),
      ...(directNames.length > 0 && { directNames }),
      ...(hosts.length > 0 && { otherHosts: hosts }),
      ...(site.isLocked && { lockdown: true }),
      ...(sshPort !== undefined && { sshPort }),
      ...(decided.renewAt !== undefined && { renewAt: decided.renewAt }),
      ...(certificate.lineage && { renewedOnHost: true }),
      ...(machine.image !== undefined && { image: machine.image }),
      ...(decided.standbySha256 !== undefined && { standbySha256: decided.standbySha256 }),
    }));
}

type PlannedChain = Pick<ExpectedChain, "domain" | "aliases" | "ssl" | "hsts" | "redirects" | "httpRefused" | "healthPath" | "zone" | "accept">;

/** The part of the chain that follows from the settings. */
function plannedChain({ domain, aliases, proxy, hsts, healthPath = "/", redirectToHttps, kind, accept = [] }: ChainSettings): PlannedChain {
  return {
    domain,
    ...frontMakerOf(proxy.provider).planned(proxy, domain),
    ...(aliases.length > 0 && { aliases: expectedAliases(domain, aliases, proxy) }),
    ...(hsts && hsts.maxAge !== 0 && { hsts: true }),
    ...(redirectToHttps && { redirects: true }),
    ...(isHttpRefused({ proxy, server: { kind, redirectToHttps } }) && { httpRefused: true }),
    ...(healthPath !== "/" && { healthPath }),
    ...(accept.length > 0 && { accept }),
  };
}
