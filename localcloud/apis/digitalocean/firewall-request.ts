import { isIP } from "node:net";
import * as v from "valibot";
import { isNetwork, portRange } from "../common/network";
import { optional } from "../common/optional";
import { notImplemented, unprocessable } from "./errors";
import type { Firewall, InboundRule, OutboundRule, RulePeers, State } from "./state";

const peers = v.object({
  addresses: optional(v.array(v.string())),
  droplet_ids: optional(v.array(v.number())),
  tags: optional(v.array(v.string())),
  load_balancer_uids: optional(v.array(v.string())),
  kubernetes_ids: optional(v.array(v.string())),
});

const base = { protocol: v.string(), ports: optional(v.string()), action: optional(v.string()) };

/** Rules in a request: all rules, or those to add or remove. */
export const ruleLists = v.object({
  inbound_rules: optional(v.array(v.object({ ...base, sources: peers }))),
  outbound_rules: optional(v.array(v.object({ ...base, destinations: peers }))),
});

/** The body of POST /v2/firewalls and PUT /v2/firewalls/{id}. */
export const firewallBody = v.object({
  name: v.string(),
  ...ruleLists.entries,
  droplet_ids: optional(v.array(v.number())),
  tags: optional(v.array(v.string())),
});

type RuleLists = v.InferOutput<typeof ruleLists>;
type RequestedPeers = v.InferOutput<typeof peers>;

/** @throws ApiError 422 */
export function validateFirewall(
  state: State,
  body: v.InferOutput<typeof firewallBody>,
): Pick<Firewall, "name" | "inboundRules" | "outboundRules" | "dropletIds" | "tags"> {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/.test(body.name))
    throw unprocessable("name: must begin with a letter or digit, and have letters, digits, `.` and `-` only");
  const rules = validateRules(state, body);
  if (rules.inboundRules.length + rules.outboundRules.length === 0) throw unprocessable("must have at least one rule");
  return { name: body.name, ...rules, dropletIds: validateDropletIds(state, body.droplet_ids ?? []), tags: validateTags(state, body.tags ?? []) };
}

/** @throws ApiError 422 for a rule that makes no sense, 501 for one that only the vendor can enforce. */
export function validateRules(
  state: State,
  lists: RuleLists,
): { readonly inboundRules: readonly InboundRule[]; readonly outboundRules: readonly OutboundRule[] } {
  return {
    inboundRules: (lists.inbound_rules ?? []).map((rule) => ({ ...validateBase(rule), sources: validatePeers(state, rule.sources) })),
    outboundRules: (lists.outbound_rules ?? []).map((rule) => ({ ...validateBase(rule), destinations: validatePeers(state, rule.destinations) })),
  };
}

/** @throws ApiError 422 if a droplet does not exist. */
export function validateDropletIds(state: State, ids: readonly number[]): string[] {
  const unknown = ids.filter((id) => !state.droplets.get(String(id)));
  if (unknown.length > 0) throw unprocessable(`droplet_ids: no such droplet: ${unknown.join(", ")}`);
  return [...new Set(ids.map(String))];
}

/** @throws ApiError 422 if a tag does not exist: firewalls do not create tags. */
export function validateTags(state: State, tags: readonly string[]): string[] {
  const unknown = tags.filter((tag) => !state.tags.get(tag.toLowerCase()));
  if (unknown.length > 0) throw unprocessable(`tags: no such tag: ${unknown.join(", ")}`);
  return [...new Set(tags)];
}

function validateBase({
  protocol,
  ports,
  action,
}: {
  protocol: string;
  ports?: string | undefined;
  action?: string | undefined;
}): Pick<InboundRule, "protocol" | "ports"> {
  if (protocol !== "tcp" && protocol !== "udp" && protocol !== "icmp")
    throw unprocessable(`protocol: must be tcp, udp or icmp: it is ${JSON.stringify(protocol)}`);
  if (action === "deny") throw notImplemented("firewall rules with the action deny");
  if (action !== undefined && action !== "allow") throw unprocessable(`action: must be allow or deny: it is ${JSON.stringify(action)}`);
  return { protocol, ports: protocol === "icmp" ? "0" : normalizePorts(ports ?? "") };
}

/** Like the vendor, returns `0` for all ports, however the client writes them. */
function normalizePorts(ports: string): string {
  if (ports === "all" || ports === "0" || ports === "1-65535") return "0";
  const range = portRange(ports);
  if (!range) throw unprocessable(`ports: must be a port, a range such as 8000-9000, or 0 for all: it is ${JSON.stringify(ports)}`);
  const [first, last] = range;
  return first === last ? String(first) : `${String(first)}-${String(last)}`;
}

function validatePeers(
  state: State,
  { addresses, droplet_ids: dropletIds, tags, load_balancer_uids: balancers = [], kubernetes_ids: clusters = [] }: RequestedPeers,
): RulePeers {
  if (balancers.length > 0) throw unprocessable(`load_balancer_uids: no such load balancer: ${balancers.join(", ")}`);
  if (clusters.length > 0) throw unprocessable(`kubernetes_ids: no such cluster: ${clusters.join(", ")}`);
  for (const address of addresses ?? [])
    if (!isAddress(address)) throw unprocessable(`addresses: must be IPv4 or IPv6 addresses or CIDRs: one is ${JSON.stringify(address)}`);
  const peers = {
    ...(addresses && addresses.length > 0 && { addresses }),
    ...(dropletIds && dropletIds.length > 0 && { droplet_ids: validateDropletIds(state, dropletIds).map(Number) }),
    ...(tags && tags.length > 0 && { tags: validateTags(state, tags) }),
  };
  if (Object.keys(peers).length === 0) throw unprocessable("a rule must say whom it is for: addresses, droplet_ids or tags");
  return peers;
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 || isNetwork(text);
}
