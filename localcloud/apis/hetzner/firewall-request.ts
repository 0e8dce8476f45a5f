import * as v from "valibot";
import { isNetwork, portRange } from "../common/network";
import { optional } from "../common/optional";
import { invalid, notImplemented } from "./errors";
import { labels } from "./labels";
import type { FirewallTarget, Rule, State } from "./state";

const target = v.object({ type: v.string(), server: optional(v.object({ id: v.number() })), label_selector: optional(v.object({ selector: v.string() })) });

const rule = v.object({
  direction: v.string(),
  protocol: v.string(),
  port: optional(v.string()),
  source_ips: optional(v.array(v.string())),
  destination_ips: optional(v.array(v.string())),
  description: optional(v.string()),
});

/** The body of POST /v1/firewalls. */
export const firewallCreation = v.object({ name: v.string(), labels, rules: optional(v.array(rule)), apply_to: optional(v.array(target)) });

/** The body of .../actions/set_rules, which replaces all rules. */
export const ruleList = v.object({ rules: v.array(rule) });

/** The bodies of .../actions/apply_to_resources and remove_from_resources. */
export const applied = v.object({ apply_to: v.array(target) });
export const removed = v.object({ remove_from: v.array(target) });

/** @throws ApiError 422 for a rule that makes no sense, 501 for one that only the vendor can enforce. */
export function validateRules(rules: readonly v.InferOutput<typeof rule>[]): Rule[] {
  if (rules.length > 50) throw invalid("rules", "a firewall has at most 50 rules");
  return rules.map(({ direction, protocol, port, source_ips: sources = [], destination_ips: destinations = [], description }) => {
    if (direction !== "in" && direction !== "out") throw invalid("rules", "direction must be in or out");
    if (protocol === "esp" || protocol === "gre") throw notImplemented(`firewall rules for ${protocol}`);
    if (protocol !== "tcp" && protocol !== "udp" && protocol !== "icmp") throw invalid("rules", "protocol must be tcp, udp, icmp, esp or gre");
    const [own, other] = direction === "in" ? [sources, destinations] : [destinations, sources];
    if (own.length === 0 || other.length > 0) throw invalid("rules", "a rule for `in` has source_ips alone, one for `out` destination_ips");
    for (const range of own) if (!isNetwork(range)) throw invalid("rules", `must be a network in CIDR notation: ${range}`);
    return { direction, protocol, port: validatePort(protocol, port), source_ips: sources, destination_ips: destinations, description: description ?? null };
  });
}

/** @throws ApiError 422 if a server does not exist. */
export function validateTargets(state: State, targets: readonly v.InferOutput<typeof target>[]): FirewallTarget[] {
  return targets.map(({ type, server, label_selector: selector }) => {
    if (type === "label_selector" && selector) return { selector: selector.selector };
    if (type !== "server" || !server) throw invalid("apply_to", "must be a server or a label_selector");
    if (!state.servers.get(String(server.id))) throw invalid("apply_to", `server ${String(server.id)} not found`);
    return { server: String(server.id) };
  });
}

function validatePort(protocol: Rule["protocol"], port: string | undefined): string | null {
  if (protocol === "icmp") {
    if (port !== undefined) throw invalid("rules", "icmp has no port");
    return null;
  }
  if (port === "any") return port;
  if (port === undefined || !portRange(port)) throw invalid("rules", "port must be a port, a range such as 80-85, or any");
  return port;
}
