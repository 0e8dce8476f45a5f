import type { FirewallPolicy, FirewallRule } from "../../hosts/firewall";
import type { HostSettings } from "../../hosts/host";
import { linkedIpv6Of } from "../../hosts/ipv6";
import { findServerType } from "./catalog";
import { matches } from "./labels";
import type { Firewall, Rule, Server, State } from "./state";

const everywhere = ["0.0.0.0/0", "::/0"];

/** The settings of a server's host, by the project's firewalls and types. Floating IPs need routes, and an address on the host itself, instead. */
export function hostSettings(state: State, server: Server): HostSettings {
  const policy = policyFor(state.firewalls.list().filter((each) => appliesTo(each, server)));
  const firewall = server.hasIpv4 === false ? byIpv6Alone(policy) : policy;
  const type = findServerType(server.serverType);
  if (!type) throw new Error(`Cannot size the server ${server.id} as ${server.serverType}: no such type`);
  return {
    addresses: [`${server.address}/27`, ...(server.hasIpv6 ? [linkedIpv6Of(server.address)] : [])],
    limits: { vcpus: type.cores, memory: type.memory * 1024 },
    ...(firewall && { firewall }),
  };
}

export function appliesTo({ targets }: Firewall, { id, labels }: Pick<Server, "id" | "labels">): boolean {
  return targets.some((target) => ("server" in target ? target.server === id : matches(labels, target.selector)));
}

const everything: readonly FirewallRule[] = (["tcp", "udp", "icmp"] as const).map((protocol) => ({ protocol, addresses: everywhere }));

/** Nothing comes in at the IPv4 address that a host has in any case, as this machine leads its hosts to the archive of their packages by IPv4. */
function byIpv6Alone({ inbound, outbound }: FirewallPolicy = { inbound: everything, outbound: everything }): FirewallPolicy {
  return { inbound: inbound.map((each) => ({ ...each, addresses: each.addresses.filter((address) => address.includes(":")) })), outbound };
}

/**
 * All firewalls of a server add up; without one, nothing is filtered. Without outgoing rules, all outgoing traffic is allowed.
 *
 * @see https://docs.hetzner.com/cloud/firewalls/faq/
 */
function policyFor(firewalls: readonly Firewall[]): FirewallPolicy | undefined {
  if (firewalls.length === 0) return undefined;
  const rules = firewalls.flatMap((firewall) => firewall.rules);
  const outbound = rules.filter(({ direction }) => direction === "out").map((rule) => policyRule(rule, rule.destination_ips));
  return {
    inbound: rules.filter(({ direction }) => direction === "in").map((rule) => policyRule(rule, rule.source_ips)),
    outbound: outbound.length > 0 ? outbound : everything,
  };
}

function policyRule({ protocol, port }: Rule, addresses: readonly string[]): FirewallRule {
  if (port === null || port === "any") return { protocol, addresses };
  const [first = "", last = first] = port.split("-");
  return { protocol, addresses, ports: { first: Number(first), last: Number(last) } };
}
