import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { edgeRanges, HttpsServer, Vps, type SiteConfig } from "../../components";
import { certificateMakerOf } from "../../components/certificate/makers.component";
import { isProxied } from "../../components/edge/edges";
import { lockedPull } from "../../components/site/lockdown/locked-pull.component";
import { siteFronts, siteNames } from "../../components/site/site-fronts.component";
import { defaultZone } from "../../components/shared/domain-name";
import type { Deployed } from "./chain-combinations";

/** The program that brings combinations up: many sites on a host for each kind of server, where `HttpsSite` has a host for each of them. */
const sites = JSON.parse(readFileSync("sites.json", "utf8")) as readonly Deployed[];
const ranges = edgeRanges();
const hosts = new Map(
  [...new Set(sites.map(({ host }) => host))].map((host) => [
    host,
    new Vps(host, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } }),
  ]),
);

/** What {@link HttpsSite} makes, but for the host, and without its judgement. */
class Site extends pulumi.ComponentResource {
  constructor(name: string, site: SiteConfig, secrets: Deployed["secrets"], vps: Vps) {
    super("bench:index:Site", name);
    const parent = { parent: this };
    const { domain, aliases = [], proxy, certificate: source, server, application, lockdown } = site;
    const { access, address } = vps;
    const [reachable, lead] = pulumi.deferredOutput<pulumi.Resource[]>();
    const [relaxed, relax] = pulumi.deferredOutput<pulumi.Resource[]>();
    const names = siteNames(name, domain, aliases, proxy);
    const wanted = { names: [domain, ...aliases.map((alias) => alias.name)], path: name, ...(secrets && { certificateSecrets: pulumi.secret(secrets) }) };
    const maker = certificateMakerOf(source);
    const certificate = maker.onHost
      ? maker.make(name, source, { ...wanted, access, domain, zones: [defaultZone(domain)] }, { ...parent, dependsOn: reachable })
      : maker.make(name, source, wanted, parent);
    const pull = lockdown === true ? lockedPull(name, names, this) : undefined;
    const origin = new HttpsServer(
      name,
      {
        ...{ domain, aliases, access, certificate, server },
        edgeRanges: isProxied(proxy) ? ranges : [],
        ...(application && { application }),
        ...(pull && { clientAuthority: pull.authority }),
      },
      { ...parent, dependsOn: relaxed.apply((first) => [...first, ...(pull?.shown ?? [])]) },
    );
    const precedesOrigin = pulumi.output(certificate.reachedFirst ?? false);
    const front = siteFronts(names, proxy, { address, hostKey: access.hostKey, origins: [origin], precedesOrigin }, [], this);
    lead(front.reachable);
    relax(front.relaxed);
  }
}

for (const { name, host, site, secrets } of sites) {
  const vps = hosts.get(host);
  if (vps) new Site(name, site, secrets, vps);
}

export const addresses = Object.fromEntries([...hosts].map(([host, { address }]) => [host, address]));
