import type { FirewallPolicy, FirewallRule } from "../../hosts/firewall";
import type { HostSettings } from "../../hosts/host";
import { linkedIpv6Of } from "../../hosts/ipv6";
import { portRange } from "../common/network";
import { find, types } from "./catalog";
import type { Firewall, Linode, Rule, Rules, State } from "./state";

const everything: readonly FirewallRule[] = (["tcp", "udp", "icmp"] as const).map((protocol) => ({ protocol, addresses: ["0.0.0.0/0", "::/0"] }));

/** The settings of a Linode's host, by the account's firewalls and types. Reserved addresses need routes, and a host that accepts them, instead. */
export function hostSettings(state: State, linode: Linode): HostSettings {
  const firewall = enabledFirewall(state, linode.id);
  const type = find(types, linode.type);
  if (!type) throw new Error(`Cannot size the Linode ${linode.id} as ${linode.type}: no such type`);
  return {
    addresses: [`${linode.address}/27`, linkedIpv6Of(linode.address)],
    limits: { vcpus: type.vcpus, memory: type.memory },
    ...(firewall && { firewall: policy(firewall.rules) }),
  };
}

/** The firewall that is in force on a Linode: there is one at most. */
export function enabledFirewall({ firewalls }: State, linode: string): Firewall | undefined {
  return firewalls.list().find(({ isEnabled, devices }) => isEnabled && devices.some((device) => device.linode === linode));
}

function policy({ inbound, inbound_policy: inside, outbound, outbound_policy: outside }: Rules): FirewallPolicy {
  const admitted = (rules: readonly Rule[], otherwise: "ACCEPT" | "DROP"): readonly FirewallRule[] =>
    otherwise === "ACCEPT" ? everything : rules.flatMap(policyRules);
  return { inbound: admitted(inbound, inside), outbound: admitted(outbound, outside) };
}

function policyRules({ protocol, ports, addresses: { ipv4 = [], ipv6 = [] } }: Rule): FirewallRule[] {
  const rule = { protocol: protocol.toLowerCase() as FirewallRule["protocol"], addresses: [...ipv4, ...ipv6] };
  if (ports === "") return [rule];
  return ports.split(",").flatMap((text) => {
    const range = portRange(text.trim());
    return range ? [{ ...rule, ports: { first: range[0], last: range[1] } }] : [];
  });
}
