import { inOrderOf } from "../../contract/state-form";
import { isList, isMap, type Properties, type Value, type ValueMap } from "../../contract/value";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { poll } from "../../http/poll";
import { resource, type AnyResource, type Fault } from "../../provider";
import { fromJson, sameRules, toJson, type RuleJson } from "../firewall-rules";

interface Inputs extends Properties {
  readonly name: string;
}

interface FirewallJson {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at: string;
  readonly pending_changes: readonly object[];
  readonly droplet_ids: readonly number[] | null;
  readonly tags: readonly string[] | null;
  readonly inbound_rules: readonly RuleJson[];
  readonly outbound_rules: readonly RuleJson[];
}

export function firewall(api: Api): AnyResource {
  const path = (id: string) => `/v2/firewalls/${encodeURIComponent(id)}`;
  const find = async (id: string, signal: AbortSignal) => ((await api.find(path(id), signal)) as { firewall: FirewallJson } | undefined)?.firewall;
  /** The state once the rules have reached the droplets, so that a later refresh finds no change. */
  const settled = (id: string, written: Properties, signal: AbortSignal) =>
    poll(async () => {
      const found = await find(id, signal);
      if (!found) throw new Error(`Cannot apply firewall ${id}: it no longer exists`);
      return found.status === "waiting" ? undefined : stateOf(found, written);
    }, signal);
  return resource<Inputs, Properties>({
    validate: (inputs) => [...withoutPorts("inboundRules", inputs), ...withoutPorts("outboundRules", inputs), ...withoutRules(inputs)],
    planned: (inputs, state) => ({ ...inputs, ...kept("inboundRules", inputs, state), ...kept("outboundRules", inputs, state) }),
    async create(inputs, signal) {
      const { firewall: accepted } = (await api.post("/v2/firewalls", body(inputs), signal)) as { firewall: FirewallJson };
      return { id: accepted.id, state: await settled(accepted.id, inputs, signal) };
    },
    async read(id, state, signal) {
      const found = await find(id, signal);
      return found && { id, state: stateOf(found, state) };
    },
    async update(id, _state, inputs, signal) {
      await api.put(path(id), body(inputs), signal);
      return settled(id, inputs, signal);
    },
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

function body(inputs: Inputs): object {
  return {
    name: inputs.name,
    inbound_rules: toJson("inbound", inputs.inboundRules),
    outbound_rules: toJson("outbound", inputs.outboundRules),
    droplet_ids: inputs.dropletIds ?? [],
    tags: inputs.tags ?? [],
  };
}

function stateOf(told: FirewallJson, written: Partial<Properties>): Properties {
  return {
    name: told.name,
    status: told.status,
    createdAt: told.created_at,
    pendingChanges: camelCase(told.pending_changes),
    dropletIds: inOrderOf(written.dropletIds, told.droplet_ids ?? []),
    tags: inOrderOf(written.tags, told.tags ?? []),
    inboundRules: fromJson("inbound", told.inbound_rules, written.inboundRules),
    outboundRules: fromJson("outbound", told.outbound_rules, written.outboundRules),
  };
}

function kept(name: string, inputs: ValueMap, state: Partial<Properties>): ValueMap {
  const old = state[name];
  return old !== undefined && sameRules(inputs[name], old) ? { [name]: old } : {};
}

function withoutPorts(name: string, inputs: ValueMap): Fault[] {
  const rules: readonly Value[] = isList(inputs[name]) ? inputs[name] : [];
  return rules.flatMap((rule, index) => {
    if (!isMap(rule) || rule.portRange !== undefined || (rule.protocol !== "tcp" && rule.protocol !== "udp")) return [];
    return [
      {
        path: `${name}[${index}].portRange`,
        reason: `Missing required argument: a rule for ${rule.protocol} names its ports, e.g. "443", "8000-9000" or "all"`,
      },
    ];
  });
}

function withoutRules({ inboundRules, outboundRules }: ValueMap): Fault[] {
  const none = (rules: Value | undefined) => rules === undefined || (isList(rules) && rules.length === 0);
  return none(inboundRules) && none(outboundRules)
    ? [{ path: "inboundRules", reason: "Missing required argument: a firewall has at least one inbound or outbound rule" }]
    : [];
}
