import * as pulumi from "@pulumi/pulumi";
import type { HttpsServer } from "../../deployment/https-server.component";
import { requirePackage } from "../../host/makers.component";
import { siteHost, type ReadyHost, type SiteHostNeeds } from "../../host/site-host.component";
import type { HostSettings } from "../../host/vendors";
import type { Inputs } from "../../shared/inputs.component";
import type { ExpectedHost } from "../chain/hosts";
import { waves } from "./waves";

/** A site's hosts besides its first one, as a program gives them. */
export type OtherHosts = Readonly<Record<string, Inputs<HostSettings>>>;

/** One of a site's hosts besides its first one. */
export interface OtherHost extends ReadyHost {
  /** Its name in the settings. */
  readonly host: string;
  /** The name of its resources. */
  readonly key: string;
  readonly image?: string;
}

/** Throws `ConfigurationError` when a package that a host's vendor needs is missing. */
export function requirePackages(name: string, hosts: OtherHosts): void {
  for (const [host, { provider }] of Object.entries(hosts)) requirePackage(provider, `${name}.otherHosts.${host}.provider`);
}

/** Makes or finds the hosts. */
export function otherHosts(name: string, hosts: OtherHosts, needs: Omit<SiteHostNeeds, "path">, parent: pulumi.Resource): OtherHost[] {
  return Object.entries(hosts).map(([host, settings]): OtherHost => {
    const key = `${name}-${host}`;
    const { image } = settings;
    return { host, key, ...siteHost(key, settings, { ...needs, path: `${name}.otherHosts.${host}` }, parent), ...(image !== undefined && { image }) };
  });
}

/** Makes something on each host once it is there on every host of the wave before; the first wave follows `first`. */
export function inWaves<T extends pulumi.Resource>(hosts: readonly OtherHost[], first: T, make: (host: OtherHost, after: readonly T[]) => T): T[] {
  let before: readonly T[] = [first];
  return waves(hosts).flatMap((wave) => {
    const after = before;
    const made = wave.map((host) => make(host, after));
    before = made;
    return made;
  });
}

/** One of the other hosts with the server on it. */
export interface FleetHost extends OtherHost {
  readonly server: HttpsServer;
  /** The address that its record leads to, once the server on it is proven. */
  readonly reached: pulumi.Output<string>;
}

/** The hosts, each with its server, in the same order. */
export function fleetOf(hosts: readonly OtherHost[], servers: readonly HttpsServer[]): FleetHost[] {
  return hosts.flatMap((host, index) => {
    const server = servers[index];
    return server ? [{ ...host, server, reached: host.address(pulumi.output([server])) }] : [];
  });
}

/** The address of a host that is reached by IPv6 as well. */
export function ipv6Beside({ hasIpv4, access }: ReadyHost): pulumi.Output<string> | undefined {
  return hasIpv4 ? access.ipv6 : undefined;
}

/** What `tlsup check` expects of a host. */
export function expectedHost(machine: FleetHost): pulumi.Output<ExpectedHost> {
  const { host, reached, openSsh, server } = machine;
  return pulumi.all([reached, server.servedSha256, openSsh, ipv6Beside(machine)]).apply(([address, servedSha256, sshPort, ipv6]) => ({
    host,
    address,
    servedSha256,
    ...(sshPort !== undefined && { sshPort }),
    ...(ipv6 !== undefined && { ipv6 }),
  }));
}
