import { equal } from "../contract/equality";
import { isList, isMap, without, type Plain, type Properties, type Value, type ValueMap } from "../contract/value";

/** A rule as the API returns it. */
export interface RuleJson {
  readonly protocol: string;
  readonly ports?: string;
  readonly sources?: Peers;
  readonly destinations?: Peers;
}

interface Peers {
  readonly addresses?: readonly string[];
  readonly droplet_ids?: readonly number[];
  readonly load_balancer_uids?: readonly string[];
  readonly kubernetes_ids?: readonly string[];
  readonly tags?: readonly string[];
}

export type Direction = "inbound" | "outbound";

/** Maps the API's names of a rule's peers to the program's names, e.g. `sourceAddresses`. */
function peerNames(direction: Direction): readonly (readonly [keyof Peers, string])[] {
  const prefix = direction === "inbound" ? "source" : "destination";
  return [
    ["addresses", `${prefix}Addresses`],
    ["droplet_ids", `${prefix}DropletIds`],
    ["load_balancer_uids", `${prefix}LoadBalancerUids`],
    ["kubernetes_ids", `${prefix}KubernetesIds`],
    ["tags", `${prefix}Tags`],
  ];
}

export function toJson(direction: Direction, rules: Plain | undefined): RuleJson[] {
  return list(rules).map((rule) => {
    const { protocol, portRange } = rule as { protocol: string; portRange?: string };
    const peers = Object.fromEntries(peerNames(direction).flatMap(([key, name]) => (isList(rule[name]) ? [[key, rule[name]]] : [])));
    return { protocol, ...(portRange !== undefined && { ports: portRange }), [direction === "inbound" ? "sources" : "destinations"]: peers };
  });
}

/** Converts the API's rules to the program's form; keeps `written` if it means the same. */
export function fromJson(direction: Direction, rules: readonly RuleJson[], written: Plain | undefined): Plain {
  const told = rules.map((rule) => {
    const peers = (direction === "inbound" ? rule.sources : rule.destinations) ?? {};
    const named = peerNames(direction).flatMap(([key, name]) => ((peers[key]?.length ?? 0) > 0 ? [[name, peers[key]]] : []));
    return normalized({ protocol: rule.protocol, ...(rule.ports && { portRange: rule.ports }), ...Object.fromEntries(named) } as Properties) as Properties;
  });
  return sameRules(written, told) ? (written ?? told) : told;
}

/** Whether two sets of rules allow the same traffic. */
export function sameRules(left: Value | undefined, right: Value | undefined): boolean {
  const field = { type: "object[]", set: true, fields: sets } as const;
  return equal(field, isList(left) ? left.map(normalized) : left, isList(right) ? right.map(normalized) : right);
}

/** Three ways to write every port: the API's, the program's, and that of the vendor's documentation. */
const everyPort: readonly (Value | undefined)[] = ["0", "all", "1-65535"];

/** The API returns "0" for ICMP too, which has no ports. */
function normalized(rule: Value): Value {
  if (!isMap(rule) || !everyPort.includes(rule.portRange)) return rule;
  const rest = without<ValueMap, string>(rule, "portRange");
  return rule.protocol === "icmp" ? rest : { ...rest, portRange: "all" };
}

const sets = Object.fromEntries((["inbound", "outbound"] as const).flatMap(peerNames).map(([, name]) => [name, { type: "any", set: true } as const]));

function list(value: Plain | undefined): readonly Properties[] {
  return isList(value) ? (value as readonly Properties[]) : [];
}
