import { equal } from "../../contract/equality";
import { anyLabels } from "../../contract/state-form";
import { isList, isMap, type Plain, type Properties, type Value, type ValueMap } from "../../contract/value";
import type { Api } from "../../http/api";
import { camelCase, snakeCase } from "../../http/names";
import { resource, type AnyResource, type Fault } from "../../provider";
import { providerSchema } from "../../contract/schema";
import { act, succeeded, type Begun } from "../actions";

interface Inputs extends Properties {
  readonly name: string;
}

type Target =
  | { readonly type: "server"; readonly server: { readonly id: number } }
  | { readonly type: "label_selector"; readonly label_selector: { readonly selector: string } };

interface FirewallJson {
  readonly id: number;
  readonly name: string;
  readonly labels: Properties;
  readonly rules: readonly object[];
  readonly applied_to: readonly Target[];
}

interface Answer extends Begun {
  readonly firewall: FirewallJson;
}

const fields = providerSchema("hcloud").resources["hcloud:index/firewall:Firewall"]?.inputs ?? {};

export function firewall(api: Api): AnyResource {
  const path = (id: string) => `/firewalls/${id}`;
  const find = async (id: string, signal: AbortSignal) => ((await api.find(path(id), signal)) as Answer | undefined)?.firewall;
  return resource<Inputs, Properties>({
    validate: (inputs) => withoutPorts(inputs.rules),
    async create(inputs, signal) {
      const body = { name: inputs.name, labels: inputs.labels, rules: toJson(inputs.rules), apply_to: targets(inputs.applyTos) };
      const created = (await api.post("/firewalls", body, signal)) as Answer;
      await succeeded(api, created, signal);
      return { id: String(created.firewall.id), state: stateOf(created.firewall, inputs) };
    },
    async read(id, state, signal) {
      const found = await find(id, signal);
      return found && { id, state: stateOf(found, state) };
    },
    async update(id, state, inputs, signal) {
      if (inputs.name !== state.name || !equal({ type: "any" }, inputs.labels, state.labels)) {
        await api.put(path(id), { name: inputs.name, labels: inputs.labels ?? {} }, signal);
      }
      // If all rules are removed, the vendor's plugin sends nothing, and the old ones stay.
      const rules = toJson(inputs.rules);
      if (rules.length > 0 && !same("rules", inputs.rules, state.rules)) await act(api, `${path(id)}/actions/set_rules`, { rules }, signal);
      await retarget(api, path(id), targets(state.applyTos), targets(inputs.applyTos ?? state.applyTos), signal);
      const changed = await find(id, signal);
      if (!changed) throw new Error(`Cannot update firewall ${id}: it no longer exists`);
      return stateOf(changed, inputs);
    },
    async delete(id, _state, signal) {
      const found = await find(id, signal);
      if (found) await retarget(api, path(id), bare(found.applied_to), [], signal);
      await api.delete(path(id), signal);
    },
  });
}

async function retarget(api: Api, path: string, old: readonly Target[], wanted: readonly Target[], signal: AbortSignal): Promise<void> {
  const without = (all: readonly Target[], others: readonly Target[]) => {
    const texts = new Set(others.map((target) => JSON.stringify(target)));
    return all.filter((target) => !texts.has(JSON.stringify(target)));
  };
  const [removed, added] = [without(old, wanted), without(wanted, old)];
  if (added.length > 0) await act(api, `${path}/actions/apply_to_resources`, { apply_to: added }, signal);
  if (removed.length > 0) await act(api, `${path}/actions/remove_from_resources`, { remove_from: removed }, signal);
}

function toJson(rules: Plain | undefined): object[] {
  return isList(rules) ? rules.map((rule) => snakeCase(rule) as object) : [];
}

function targets(applyTos: Plain | undefined): Target[] {
  const listed = isList(applyTos) ? (applyTos as readonly { readonly server?: number; readonly labelSelector?: string }[]) : [];
  return listed.map(({ server, labelSelector = "" }) =>
    server === undefined ? { type: "label_selector", label_selector: { selector: labelSelector } } : { type: "server", server: { id: server } },
  );
}

/** Without the servers that a selector has found. */
function bare(applied: readonly Target[]): Target[] {
  return applied.map((target) =>
    target.type === "server" ? { type: target.type, server: { id: target.server.id } } : { type: target.type, label_selector: target.label_selector },
  );
}

/** Keeps the program's form if it means the same. */
function stateOf({ name, labels, rules, applied_to: applied }: FirewallJson, written: Partial<Properties>): Properties {
  const told = camelCase(rules);
  const applyTos = applied.map((target) => (target.type === "server" ? { server: target.server.id } : { labelSelector: target.label_selector.selector }));
  return {
    name,
    ...anyLabels(labels),
    rules: same("rules", written.rules, told) ? (written.rules ?? told) : told,
    applyTos: same("applyTos", written.applyTos, applyTos) ? (written.applyTos ?? applyTos) : applyTos,
  };
}

function same(name: "rules" | "applyTos", left: Value | undefined, right: Value | undefined): boolean {
  return equal(fields[name] ?? { type: "any" }, isList(left) ? left.map(present) : left, isList(right) ? right.map(present) : right);
}

/** An empty list counts as missing. */
function present(item: Value): Value {
  if (!isMap(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([, value]) => !(isList(value) && value.length === 0))) as ValueMap;
}

function withoutPorts(rules: Value | undefined): Fault[] {
  return (isList(rules) ? rules : []).flatMap((rule, index) => {
    if (!isMap(rule) || rule.port !== undefined || (rule.protocol !== "tcp" && rule.protocol !== "udp")) return [];
    return [{ path: `rules[${index}].port`, reason: `Missing required argument: a rule for ${rule.protocol} names its port, e.g. "443", "80-85" or "any"` }];
  });
}
