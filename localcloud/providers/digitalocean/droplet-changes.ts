import { equal } from "../contract/equality";
import type { Plain, Properties } from "../contract/value";
import type { Api } from "../http/api";
import { act } from "./actions";
import type { DropletInputs } from "./droplet-state";

/** Carries out what differs between a droplet's state and the program, one action after the other. */
export async function change(api: Api, id: string, state: Properties, inputs: DropletInputs, signal: AbortSignal): Promise<void> {
  for (const action of actions(state, inputs)) await act(api, `/v2/droplets/${id}/actions`, action, signal);
  await retag(api, id, strings(state.tags), strings(inputs.tags), signal);
}

type Action = { readonly type: string } & Readonly<Record<string, unknown>>;

function actions(state: Properties, inputs: DropletInputs): Action[] {
  const list: Action[] = [];
  if (inputs.size !== state.size) {
    // The API resizes a droplet only while it is off.
    list.push({ type: inputs.gracefulShutdown === true ? "shutdown" : "power_off" }, { type: "resize", size: inputs.size, disk: inputs.resizeDisk !== false }, { type: "power_on" });
  }
  if (inputs.name !== state.name) list.push({ type: "rename", name: inputs.name });
  if (inputs.ipv6 === true && state.ipv6 !== true) list.push({ type: "enable_ipv6" });
  list.push(...backupActions(state, inputs));
  return list;
}

function backupActions(state: Properties, inputs: DropletInputs): Action[] {
  const policy = inputs.backupPolicy ?? undefined;
  const wanted = inputs.backups === true;
  if (wanted !== (state.backups === true)) return [wanted ? { type: "enable_backups", ...(policy !== undefined && { backup_policy: policy }) } : { type: "disable_backups" }];
  const changed = wanted && policy !== undefined && !equal({ type: "any" }, policy, state.backupPolicy ?? undefined);
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
