import { equal } from "../contract/equality";
import type { Plain, Properties } from "../contract/value";
import type { Api } from "../http/api";
import { act } from "./actions";
import type { DropletInputs } from "./droplet-state";

/** Applies the differences between a droplet and the program, one action after the other. */
export async function change(api: Api, id: string, current: Properties, inputs: DropletInputs, signal: AbortSignal): Promise<void> {
  const carryOut = (action: Action) => act(api, `/v2/droplets/${id}/actions`, action, signal);
  if (inputs.size !== current.size) await resize(carryOut, current, inputs);
  for (const action of actions(current, inputs)) await carryOut(action);
  await retag(api, id, strings(current.tags), strings(inputs.tags), signal);
}

type Action = { readonly type: string } & Readonly<Record<string, unknown>>;

/** The API resizes a droplet only while it is off. It is switched on again even if the size is refused. */
async function resize(carryOut: (action: Action) => Promise<void>, current: Properties, inputs: DropletInputs): Promise<void> {
  if (current.status !== "off") await carryOut({ type: inputs.gracefulShutdown === true ? "shutdown" : "power_off" });
  try {
    await carryOut({ type: "resize", size: inputs.size, disk: inputs.resizeDisk !== false });
  } finally {
    await carryOut({ type: "power_on" });
  }
}

function actions(current: Properties, inputs: DropletInputs): Action[] {
  return [
    ...(inputs.name === current.name ? [] : [{ type: "rename", name: inputs.name }]),
    ...(inputs.ipv6 === true && current.ipv6 !== true ? [{ type: "enable_ipv6" }] : []),
    ...backupActions(current, inputs),
  ];
}

function backupActions(current: Properties, inputs: DropletInputs): Action[] {
  const policy = inputs.backupPolicy ?? undefined;
  const wanted = inputs.backups === true;
  if (wanted !== (current.backups === true))
    return [wanted ? { type: "enable_backups", ...(policy !== undefined && { backup_policy: policy }) } : { type: "disable_backups" }];
  const changed = wanted && policy !== undefined && !equal({ type: "any" }, policy, current.backupPolicy ?? undefined);
  return changed ? [{ type: "change_backup_policy", backup_policy: policy }] : [];
}

async function retag(api: Api, id: string, old: readonly string[], tags: readonly string[], signal: AbortSignal): Promise<void> {
  const resources = { resources: [{ resource_id: id, resource_type: "droplet" }] };
  for (const tag of old.filter((name) => !tags.includes(name))) await api.delete(`/v2/tags/${encodeURIComponent(tag)}/resources`, signal, resources);
  for (const tag of tags.filter((name) => !old.includes(name))) {
    await api.post("/v2/tags", { name: tag }, signal);
    await api.post(`/v2/tags/${encodeURIComponent(tag)}/resources`, resources, signal);
  }
}

function strings(value: Plain | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
