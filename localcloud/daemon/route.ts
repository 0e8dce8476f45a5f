import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { hasIpv6, ipv6SubnetOf } from "../hosts/ipv6";
import type { Instance } from "../instance";

/**
 * While no machine runs, podman has no bridge, and packets to a machine's address would leave this machine by
 * its default route. This route makes them fail instead; any other route, such as the bridge's, takes precedence.
 */
const route = (subnet: string): string[] => ["unreachable", subnet, "metric", "4294967295"];

/** The networks of its machines. */
export const subnetsOf = ({ subnet, floatingSubnet, gateway }: Instance): string[] => [subnet, floatingSubnet, ...(hasIpv6() ? [ipv6SubnetOf(gateway)] : [])];

const ip = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)("ip", args);

export async function keepInside(instance: Instance): Promise<void> {
  for (const subnet of subnetsOf(instance)) await ip("route", "replace", ...route(subnet));
}

export async function removeRoute(instance: Instance): Promise<void> {
  for (const subnet of subnetsOf(instance)) {
    const { stdout } = await ip(subnet.includes(":") ? "-6" : "-4", "route", "show", "type", "unreachable", "exact", subnet);
    if (stdout.trim()) await ip("route", "del", ...route(subnet));
  }
}
