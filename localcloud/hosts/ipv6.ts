import { existsSync } from "node:fs";

/** The length of the prefix that all hosts of a local cloud share. */
const sharedPrefix = 48;

/** Whether this machine has IPv6; without it hosts have IPv4 alone. */
export function hasIpv6(): boolean {
  return existsSync("/proc/net/if_inet6");
}

/** The IPv6 network of a host of a local cloud, or of its gateway, by its IPv4 address: for documentation (RFC 3849), as the IPv4 address is. */
export function ipv6NetworkOf(address: string): string {
  return `${prefixOf(address)}:${lastOctet(address).toString(16)}::/64`;
}

/** The IPv6 address that goes with an IPv4 address: the first of its network. */
export function ipv6Of(address: string): string {
  return ipv6NetworkOf(address).replace("/64", "1");
}

/** The same with the length of the prefix that all hosts of the local cloud share, so that they reach each other. */
export function linkedIpv6Of(address: string): string {
  return `${ipv6Of(address)}/${String(sharedPrefix)}`;
}

/** The network of all hosts of a local cloud, by the IPv4 address of one of them. */
export function ipv6SubnetOf(address: string): string {
  return `${prefixOf(address)}::/${String(sharedPrefix)}`;
}

/** One for each slot: never 0, which has a shorter form. */
function prefixOf(address: string): string {
  return `2001:db8:${String(1 + Math.floor(lastOctet(address) / 32))}`;
}

function lastOctet(address: string): number {
  return Number(address.split(".")[3]);
}
