import type { FirewallPolicy, FirewallRule } from "../../hosts/firewall";
import type { HostSettings } from "../../hosts/host";
import { linkedIpv6Of } from "../../hosts/ipv6";
import { privatePrefix, publicPrefix } from "./private-network";
import { findSize } from "./catalog";
import { ipv6AddressesOf, type Droplet, type InboundRule, type OutboundRule, type RulePeers, type State } from "./state";
import { hasTag } from "./tag-record";

/** The settings of a droplet's host, from the account's reserved IPs, firewalls, tags and sizes. */
export function hostSettings(state: State, droplet: Droplet): HostSettings {
  const assigned = state.reservedIps.list().filter(({ dropletId }) => dropletId === droplet.id);
  const firewall = policyFor(state, droplet);
  const size = findSize(droplet.size);
  if (!size) throw new Error(`Cannot size the droplet ${droplet.id} as ${droplet.size}: no such size`);
  return {
    addresses: [
      `${droplet.address}/${String(publicPrefix)}`,
      `${droplet.privateAddress}/${String(privatePrefix)}`,
      ...ipv6AddressesOf(droplet).map(() => linkedIpv6Of(droplet.address)),
      ...assigned.map(({ id }) => `${id}/${String(publicPrefix)}`),
    ],
    limits: { vcpus: size.vcpus, memory: size.memory },
    ...(firewall && { firewall }),
  };
}

/**
 * The rules of all firewalls of a droplet are combined; without a firewall everything passes.
 *
 * @see https://docs.digitalocean.com/products/networking/firewalls/
 */
function policyFor(state: State, droplet: Droplet): FirewallPolicy | undefined {
  const firewalls = state.firewalls.list().filter(({ dropletIds, tags }) => dropletIds.includes(droplet.id) || tags.some((tag) => hasTag(droplet, tag)));
  if (firewalls.length === 0) return undefined;
  return {
    inbound: firewalls.flatMap(({ inboundRules }) => inboundRules.map((rule) => resolve(state, rule, rule.sources))),
    outbound: firewalls.flatMap(({ outboundRules }) => outboundRules.map((rule) => resolve(state, rule, rule.destinations))),
  };
}

function resolve(state: State, rule: Pick<InboundRule | OutboundRule, "protocol" | "ports">, peers: RulePeers): FirewallRule {
  const ports = rule.protocol === "icmp" ? undefined : portRange(rule.ports);
  return { protocol: rule.protocol, addresses: resolvePeers(state, peers), ...(ports && { ports }) };
}

/** `0` means all. */
function portRange(ports: string): { first: number; last: number } | undefined {
  if (ports === "0") return undefined;
  const [first = "", last = first] = ports.split("-");
  return { first: Number(first), last: Number(last) };
}

function resolvePeers(state: State, { addresses = [], droplet_ids = [], tags = [] }: RulePeers): string[] {
  const peers = state.droplets.list().filter((droplet) => droplet_ids.includes(Number(droplet.id)) || tags.some((tag) => hasTag(droplet, tag)));
  const reserved = state.reservedIps.list().filter(({ dropletId }) => peers.some(({ id }) => id === dropletId));
  const own = peers.flatMap((droplet) => [droplet.address, droplet.privateAddress, ...ipv6AddressesOf(droplet)]);
  return [...addresses, ...own, ...reserved.map(({ id }) => id)];
}
