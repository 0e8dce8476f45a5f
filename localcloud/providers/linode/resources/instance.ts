import { randomBytes } from "node:crypto";
import { equal } from "../../contract/equality";
import { hashOf } from "../../contract/state-form";
import { isList, isMap, type Plain, type Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { poll } from "../../http/poll";
import { InitializationError, resource, type AnyResource } from "../../provider";
import { stateOf, written, type InstanceInputs, type LinodeJson } from "../instance-state";

/** Features that only the vendor has. */
const unavailable = [
  "backupId",
  "backupsEnabled",
  "configs",
  "disks",
  "interfaces",
  "ipv4s",
  "placementGroup",
  "privateIp",
  "sharedIpv4s",
  "stackscriptData",
  "stackscriptId",
] as const;

const collection = "/linode/instances";

export function instance(api: Api): AnyResource {
  const path = (id: string) => `${collection}/${id}`;
  const get = async (id: string, signal: AbortSignal) => (await api.get(path(id), signal)) as LinodeJson;
  return resource<InstanceInputs, Properties>({
    validate: (inputs) =>
      unavailable
        .filter((name) => inputs[name] !== undefined && inputs[name] !== false && !(isList(inputs[name]) && inputs[name].length === 0))
        .map((name) => ({ path: name, reason: `Cannot set ${name}: the stand-in plugin does not have it; install the vendor's plugin to use it` })),
    planned: (inputs) => (typeof inputs.rootPass === "string" ? { ...inputs, rootPass: hashOf(inputs.rootPass) } : inputs),
    async create(inputs, signal) {
      const created = (await api.post(collection, body(inputs), signal)) as LinodeJson;
      const id = String(created.id);
      try {
        return { id, state: stateOf(await becomes(api, id, "running", signal), written(inputs)) };
      } catch (error) {
        throw new InitializationError(id, stateOf(created, written(inputs)), error instanceof Error ? error : new Error(String(error)));
      }
    },
    async read(id, state, signal) {
      const found = (await api.find(path(id), signal)) as LinodeJson | undefined;
      return found && { id, state: stateOf(found, state) };
    },
    async update(id, _state, inputs, signal) {
      const current = await get(id, signal);
      if (inputs.region !== current.region) throw new Error(`Cannot migrate Linode ${id} to ${inputs.region}: the stand-in plugin does not have it`);
      await describe(api, path(id), current, inputs, signal);
      if (inputs.type !== current.type) await resize(api, id, current, inputs, signal);
      await power(api, id, inputs.booted, signal);
      return stateOf(await get(id, signal), written(inputs));
    },
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

async function becomes(api: Api, id: string, status: string, signal: AbortSignal): Promise<LinodeJson> {
  return poll(async () => {
    const linode = (await api.get(`${collection}/${id}`, signal)) as LinodeJson;
    return linode.status === status ? linode : undefined;
  }, signal);
}

async function describe(api: Api, path: string, current: LinodeJson, { label, tags, watchdogEnabled }: InstanceInputs, signal: AbortSignal): Promise<void> {
  const change = {
    ...(label !== undefined && label !== current.label && { label }),
    ...(tags !== undefined && !equal({ type: "any", set: true }, tags, [...current.tags]) && { tags }),
    ...(watchdogEnabled !== undefined && watchdogEnabled !== current.watchdog_enabled && { watchdog_enabled: watchdogEnabled }),
  };
  if (Object.keys(change).length > 0) await api.put(path, change, signal);
}

/** As with the vendor's plugin, a Linode is off while it gets another type, and stays off unless the program wants it booted. */
async function resize(api: Api, id: string, current: LinodeJson, inputs: InstanceInputs, signal: AbortSignal): Promise<void> {
  if (current.status === "running") {
    await api.post(`${collection}/${id}/shutdown`, {}, signal);
    await becomes(api, id, "offline", signal);
  }
  const wanted = { type: inputs.type, allow_auto_disk_resize: inputs.resizeDisk === true, migration_type: inputs.migrationType };
  await api.post(`${collection}/${id}/resize`, wanted, signal);
  await becomes(api, id, "offline", signal);
}

async function power(api: Api, id: string, booted: Plain | undefined, signal: AbortSignal): Promise<void> {
  if (booted === undefined) return;
  const { status } = (await api.get(`${collection}/${id}`, signal)) as LinodeJson;
  if ((status === "running") === booted) return;
  await api.post(`${collection}/${id}/${booted === true ? "boot" : "shutdown"}`, {}, signal);
  await becomes(api, id, booted === true ? "running" : "offline", signal);
}

function body(inputs: InstanceInputs): object {
  const [metadata] = isList(inputs.metadatas) ? inputs.metadatas : [];
  const userData = metadata !== undefined && isMap(metadata) ? metadata.userData : undefined;
  return {
    region: inputs.region,
    type: inputs.type,
    label: inputs.label,
    image: inputs.image,
    tags: inputs.tags,
    // Nobody is told the one that is made up, as with the vendor's plugin.
    root_pass: inputs.rootPass ?? randomBytes(48).toString("base64url"),
    authorized_keys: inputs.authorizedKeys,
    authorized_users: inputs.authorizedUsers,
    firewall_id: inputs.firewallId,
    booted: inputs.booted,
    ...(userData !== undefined && { metadata: { user_data: userData } }),
  };
}
