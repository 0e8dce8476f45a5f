import { equal } from "../../contract/equality";
import { inOrderOf } from "../../contract/state-form";
import { isList, type Plain, type Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";

interface Inputs extends Properties {
  readonly label: string;
  readonly inboundPolicy: string;
  readonly outboundPolicy: string;
}

/** A rule of a program. */
interface Rule {
  readonly action: string;
  readonly label: string;
  readonly description?: string;
  readonly protocol: string;
  readonly ports?: string;
  readonly ipv4s?: readonly string[];
  readonly ipv6s?: readonly string[];
}

interface RuleJson {
  readonly action: string;
  readonly label: string;
  readonly description?: string;
  readonly protocol: string;
  readonly ports?: string;
  readonly addresses: { readonly ipv4?: readonly string[] | null; readonly ipv6?: readonly string[] | null };
}

interface RulesJson {
  readonly inbound: readonly RuleJson[];
  readonly inbound_policy: string;
  readonly outbound: readonly RuleJson[];
  readonly outbound_policy: string;
}

interface FirewallJson {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly rules: RulesJson;
  readonly created: string;
  readonly updated: string;
}

interface DeviceJson {
  readonly id: number;
  readonly entity: { readonly id: number; readonly type: string };
}

const collection = "/networking/firewalls";

export function firewall(api: Api): AnyResource {
  const path = (id: string) => `${collection}/${id}`;
  const devices = async (id: string, signal: AbortSignal) => ((await api.get(`${path(id)}/devices?page_size=500`, signal)) as { data: DeviceJson[] }).data;
  const read = async (id: string, known: Partial<Properties>, signal: AbortSignal): Promise<Properties | undefined> => {
    const found = (await api.find(path(id), signal)) as FirewallJson | undefined;
    return found && stateOf(found, await devices(id, signal), known);
  };
  const present = async (id: string, known: Properties, signal: AbortSignal): Promise<Properties> => {
    const found = await read(id, known, signal);
    if (!found) throw new Error(`Cannot read firewall ${id}: it no longer exists`);
    return found;
  };
  return resource<Inputs, Properties>({
    async create(inputs, signal) {
      const body = { label: inputs.label, tags: inputs.tags, rules: rules(inputs), devices: { linodes: numbers(inputs.linodes) } };
      const created = (await api.post(collection, body, signal)) as FirewallJson;
      const id = String(created.id);
      if (inputs.disabled === true) await api.put(path(id), { status: "disabled" }, signal);
      return { id, state: await present(id, inputs, signal) };
    },
    async read(id, state, signal) {
      const found = await read(id, state, signal);
      return found && { id, state: found };
    },
    async update(id, state, inputs, signal) {
      const status = inputs.disabled === true ? "disabled" : "enabled";
      if (inputs.label !== state.label || status !== state.status || !equal({ type: "any", set: true }, inputs.tags, state.tags)) {
        await api.put(path(id), { label: inputs.label, tags: inputs.tags ?? [], status }, signal);
      }
      if (!equal({ type: "any" }, wording(inputs), wording(state))) await api.put(`${path(id)}/rules`, rules(inputs), signal);
      if (inputs.linodes !== undefined) await assign(api, path(id), await devices(id, signal), numbers(inputs.linodes), signal);
      return present(id, inputs, signal);
    },
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

async function assign(api: Api, path: string, old: readonly DeviceJson[], wanted: readonly number[], signal: AbortSignal): Promise<void> {
  for (const { id, entity } of old) if (!wanted.includes(entity.id)) await api.delete(`${path}/devices/${id}`, signal);
  for (const id of wanted) if (!old.some(({ entity }) => entity.id === id)) await api.post(`${path}/devices`, { id, type: "linode" }, signal);
}

function wording({ inbounds, inboundPolicy, outbounds, outboundPolicy }: Partial<Properties>): Plain {
  return { inbounds: inbounds ?? [], inboundPolicy: inboundPolicy ?? "", outbounds: outbounds ?? [], outboundPolicy: outboundPolicy ?? "" };
}

function rules({ inbounds, inboundPolicy, outbounds, outboundPolicy }: Inputs): RulesJson {
  return { inbound: listed(inbounds).map(toJson), inbound_policy: inboundPolicy, outbound: listed(outbounds).map(toJson), outbound_policy: outboundPolicy };
}

function listed(value: Plain | undefined): readonly Rule[] {
  return isList(value) ? (value as unknown as readonly Rule[]) : [];
}

function toJson({ ipv4s, ipv6s, ...rule }: Rule): RuleJson {
  return { ...rule, addresses: { ...(ipv4s && { ipv4: ipv4s }), ...(ipv6s && { ipv6: ipv6s }) } };
}

function toRule({ action, label, description = "", protocol, ports, addresses: { ipv4, ipv6 } }: RuleJson): Properties {
  return {
    action,
    label,
    protocol,
    ...(description !== "" && { description }),
    ...(ports !== undefined && ports !== "" && { ports }),
    ...(ipv4 && { ipv4s: [...ipv4] }),
    ...(ipv6 && { ipv6s: [...ipv6] }),
  };
}

function stateOf({ label, status, tags, rules: told, created, updated }: FirewallJson, devices: readonly DeviceJson[], known: Partial<Properties>): Properties {
  return {
    label,
    status,
    disabled: status === "disabled",
    tags: inOrderOf(known.tags, tags),
    inbounds: told.inbound.map(toRule),
    inboundPolicy: told.inbound_policy,
    outbounds: told.outbound.map(toRule),
    outboundPolicy: told.outbound_policy,
    linodes: inOrderOf(
      known.linodes,
      devices.map(({ entity }) => entity.id),
    ),
    devices: devices.map(({ id, entity }) => ({ id, entityId: entity.id, type: entity.type })),
    created,
    updated,
  };
}

function numbers(value: Plain | undefined): number[] {
  return isList(value) ? value.map(Number) : [];
}
