import * as pulumi from "@pulumi/pulumi";
import type { HttpsServer } from "../../deployment/https-server.component";
import type { MakeDetours, ReadyHost } from "../../host/site-host.component";
import type { ExpectedHost } from "../chain/hosts";
import type { OtherHost } from "./site-hosts.component";

/** One of the other hosts with the server on it. */
export interface FleetHost extends OtherHost {
  readonly server: HttpsServer;
  /** The address that its record leads to, once the server on it is proven. */
  readonly reached: pulumi.Output<string>;
}

/** The hosts, each with its server, in the same order. `detours` are those of a host by its name. */
export function fleetOf(hosts: readonly OtherHost[], servers: readonly HttpsServer[], detours: (host: string) => MakeDetours): FleetHost[] {
  return hosts.flatMap((host, index) => {
    const server = servers[index];
    return server ? [{ ...host, server, reached: host.address(pulumi.output([server]), detours(host.host)) }] : [];
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
