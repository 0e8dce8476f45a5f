import * as pulumi from "@pulumi/pulumi";
import type { HostSecrets } from "../../host/common/host-secrets";
import { requirePackage } from "../../host/makers.component";
import { siteHost, type ReadyHost } from "../../host/site-host.component";
import type { HostSettings } from "../../host/vendors";
import { openPorts } from "../../service/open-ports.component";
import type { ServiceSettings } from "../../service/services";
import type { Inputs } from "../../shared/inputs.component";
import { isLater } from "../../shared/plain-data";
import { leavesSudo } from "./named-hosts";

/** A site's hosts besides its first one, as a program gives them. */
export type OtherHosts = Readonly<Record<string, Inputs<HostSettings>>>;

/** The settings of a site that its hosts follow from. */
interface HostArgs {
  readonly host: Inputs<HostSettings>;
  readonly otherHosts?: OtherHosts;
  readonly services?: readonly Inputs<ServiceSettings>[];
  readonly hostSecrets?: Inputs<HostSecrets>;
}

/** One of a site's hosts. */
export interface SiteHost extends ReadyHost {
  readonly image?: string;
}

/** One of a site's hosts besides its first one. */
export interface OtherHost extends SiteHost {
  /** Its name in the settings. */
  readonly host: string;
  /** The name of its resources. */
  readonly key: string;
}

/** Throws `ConfigurationError` when a package that a host's vendor needs is missing. */
export function requirePackages(name: string, { host, otherHosts = {} }: HostArgs): void {
  requirePackage(host.provider, `${name}.host.provider`);
  for (const [other, { provider }] of Object.entries(otherHosts)) requirePackage(provider, `${name}.otherHosts.${other}.provider`);
}

/** Makes or finds a site's hosts, which let in visitors from `ranges`: the edge's addresses, or undefined for everyone. */
export function siteHosts(
  name: string,
  { host, otherHosts = {}, services = [], hostSecrets }: HostArgs,
  ranges: pulumi.Output<string[]> | undefined,
  parent: pulumi.Resource,
): { readonly first: SiteHost; readonly others: readonly OtherHost[] } {
  const web = ranges ? ({ from: "edge", ranges } as const) : ({ from: "everyone" } as const);
  const gates = { web, open: openPorts(services) };
  const ready = (key: string, settings: Inputs<HostSettings>, path: string): SiteHost => {
    const { image } = settings;
    const secrets = hostSecrets && leavesSudo(settings, { host, otherHosts }) ? withoutSudo(hostSecrets) : hostSecrets;
    return { ...siteHost(key, settings, { ...gates, path, ...(secrets && { hostSecrets: secrets }) }, parent), ...(image !== undefined && { image }) };
  };
  return {
    first: ready(name, host, `${name}.host`),
    others: Object.entries(otherHosts).map(([other, settings]) => {
      const key = `${name}-${other}`;
      return { host: other, key, ...ready(key, settings, `${name}.otherHosts.${other}`) };
    }),
  };
}

function withoutSudo(secrets: Inputs<HostSecrets>): Inputs<HostSecrets> {
  const others = ({ privateKey }: HostSecrets): HostSecrets => ({ ...(privateKey !== undefined && { privateKey }) });
  return isLater(secrets) ? pulumi.output(secrets as pulumi.Input<HostSecrets>).apply(others) : others(secrets as HostSecrets);
}
