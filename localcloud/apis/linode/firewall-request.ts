import * as v from "valibot";
import { isNetwork, portRange } from "../common/network";
import { optional } from "../common/optional";
import { invalid, notImplemented } from "./errors";
import type { Rule, Rules, State } from "./state";

const rule = v.object({
  action: v.string(),
  label: optional(v.string()),
  description: optional(v.string()),
  protocol: v.string(),
  ports: optional(v.string()),
  addresses: optional(v.object({ ipv4: optional(v.array(v.string())), ipv6: optional(v.array(v.string())) })),
});

/** The body of PUT .../rules, which replaces all rules. */
export const ruleSet = v.object({
  inbound: optional(v.array(rule)),
  inbound_policy: v.string(),
  outbound: optional(v.array(rule)),
  outbound_policy: v.string(),
});

/** The body of POST /v4/networking/firewalls. */
export const firewallCreation = v.object({
  label: v.string(),
  tags: optional(v.array(v.string())),
  rules: ruleSet,
  devices: optional(v.object({ linodes: optional(v.array(v.number())), nodebalancers: optional(v.array(v.number())) })),
});

const maximumRules = 25;
const maximumPorts = 15;
const maximumAddresses = 255;

/** @throws ApiError 400 for rules that make no sense, 501 for those that only the vendor can enforce. */
export function validateRules({ inbound = [], outbound = [], ...policies }: v.InferOutput<typeof ruleSet>): Rules {
  if (inbound.length + outbound.length > maximumRules) throw invalid("rules", `A firewall has at most ${String(maximumRules)} rules`);
  return {
    inbound: inbound.map((each, index) => validateRule(each, `rules.inbound[${String(index)}]`)),
    inbound_policy: policy(policies.inbound_policy, "rules.inbound_policy"),
    outbound: outbound.map((each, index) => validateRule(each, `rules.outbound[${String(index)}]`)),
    outbound_policy: policy(policies.outbound_policy, "rules.outbound_policy"),
  };
}

function policy(text: string, path: string): "ACCEPT" | "DROP" {
  if (text !== "ACCEPT" && text !== "DROP") throw invalid(path, "Must be one of ACCEPT, DROP");
  return text;
}

function validateRule({ action, label = "", description = "", protocol, ports = "", addresses }: v.InferOutput<typeof rule>, path: string): Rule {
  if (action === "DROP") throw notImplemented("firewall rules that drop: the policy drops what no rule accepts");
  if (action !== "ACCEPT") throw invalid(`${path}.action`, "Must be one of ACCEPT, DROP");
  if (label !== "" && !/^[A-Za-z][A-Za-z0-9_.-]{2,31}$/.test(label)) throw invalid(`${path}.label`, "Must begin with a letter and have 3-32 characters");
  if (protocol === "IPENCAP" || protocol === "ALL") throw notImplemented(`firewall rules for ${protocol}`);
  if (protocol !== "TCP" && protocol !== "UDP" && protocol !== "ICMP") throw invalid(`${path}.protocol`, "Must be one of TCP, UDP, ICMP, IPENCAP");
  validatePorts(protocol, ports, `${path}.ports`);
  const { ipv4, ipv6 } = addresses ?? {};
  const count = (ipv4 ?? []).length + (ipv6 ?? []).length;
  if (count === 0 || count > maximumAddresses) throw invalid(`${path}.addresses`, `Must have 1-${String(maximumAddresses)} addresses`);
  for (const range of ipv4 ?? []) if (!isNetwork(range) || range.includes(":")) throw invalid(`${path}.addresses.ipv4`, `Must be an IPv4 network: ${range}`);
  for (const range of ipv6 ?? []) if (!isNetwork(range) || !range.includes(":")) throw invalid(`${path}.addresses.ipv6`, `Must be an IPv6 network: ${range}`);
  return { action, label, description, protocol, ports, addresses: { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) } };
}

function validatePorts(protocol: Rule["protocol"], ports: string, path: string): void {
  if (ports === "") return;
  if (protocol === "ICMP") throw invalid(path, "Ports are not allowed with the ICMP protocol");
  const pieces = ports.split(",").map((piece) => piece.trim());
  const count = pieces.reduce((sum, piece) => sum + (piece.includes("-") ? 2 : 1), 0);
  if (count > maximumPorts || pieces.some((piece) => !portRange(piece))) {
    throw invalid(path, `Must be up to ${String(maximumPorts)} ports, like 22, 80-85; a range counts as two`);
  }
}

/** A label that no other firewall has. @throws ApiError */
export function refuseLabel(state: State, label: string, except?: string): void {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9]|[-_.](?![-_.])){1,30}[A-Za-z0-9]$/.test(label)) {
    throw invalid("label", "Must be 3-32 letters, digits, and single -, _ or . between them");
  }
  if (state.firewalls.list().some((firewall) => firewall.label === label && firewall.id !== except)) throw invalid("label", "Label must be unique");
}
