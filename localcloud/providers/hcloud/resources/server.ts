import { equal } from "../../contract/equality";
import { hashOf } from "../../contract/state-form";
import { isList, type Plain, type Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { InitializationError, resource, type AnyResource } from "../../provider";
import { act, succeeded, type Begun } from "../actions";
import { stateOf, written, type ServerInputs, type ServerJson } from "../server-state";

interface Answer extends Begun {
  readonly server: ServerJson;
}

/** Features that only the vendor has. */
const unavailable = ["backups", "deleteProtection", "iso", "networks", "placementGroupId", "rebuildProtection", "rescue"] as const;

export function server(api: Api): AnyResource {
  const path = (id: string) => `/servers/${id}`;
  const find = async (id: string, signal: AbortSignal) => ((await api.find(path(id), signal)) as Answer | undefined)?.server;
  const get = async (id: string, signal: AbortSignal) => ((await api.get(path(id), signal)) as Answer).server;
  return resource<ServerInputs, Properties>({
    validate: (inputs) =>
      unavailable
        .filter((name) => inputs[name] !== undefined && inputs[name] !== false && !(isList(inputs[name]) && inputs[name].length === 0))
        .map((name) => ({ path: name, reason: `Cannot set ${name}: the stand-in plugin does not have it; install the vendor's plugin to use it` })),
    planned: (inputs) => (typeof inputs.userData === "string" ? { ...inputs, userData: hashOf(inputs.userData) } : inputs),
    async create(inputs, signal) {
      const created = (await api.post("/servers", body(inputs), signal)) as Answer;
      const id = String(created.server.id);
      try {
        await succeeded(api, created, signal);
        return { id, state: stateOf(await get(id, signal), written(inputs)) };
      } catch (error) {
        throw new InitializationError(id, stateOf(created.server, written(inputs)), error instanceof Error ? error : new Error(String(error)));
      }
    },
    async read(id, state, signal) {
      const found = await find(id, signal);
      return found && { id, state: stateOf(found, state) };
    },
    async update(id, state, inputs, signal) {
      const current = await get(id, signal);
      if (inputs.name !== current.name || !equal({ type: "any" }, inputs.labels, current.labels)) {
        await api.put(path(id), { name: inputs.name, labels: inputs.labels ?? {} }, signal);
      }
      if (inputs.serverType !== current.server_type.name) await changeType(api, path(id), current, inputs, signal);
      if (inputs.firewallIds !== undefined) await changeFirewalls(api, current.id, numbers(state.firewallIds), numbers(inputs.firewallIds), signal);
      return stateOf(await get(id, signal), written(inputs));
    },
    async delete(id, _state, signal) {
      await api.delete(path(id), signal);
    },
  });
}

/** The API changes the type only while the server is off, and starts it afterwards. */
async function changeType(api: Api, path: string, current: ServerJson, inputs: ServerInputs, signal: AbortSignal): Promise<void> {
  if (current.status === "running") await act(api, `${path}/actions/poweroff`, {}, signal);
  await act(api, `${path}/actions/change_type`, { server_type: inputs.serverType, upgrade_disk: inputs.keepDisk !== true }, signal);
}

async function changeFirewalls(api: Api, server: number, old: readonly number[], wanted: readonly number[], signal: AbortSignal): Promise<void> {
  const resources = [{ type: "server", server: { id: server } }];
  for (const id of old.filter((each) => !wanted.includes(each)))
    await act(api, `/firewalls/${id}/actions/remove_from_resources`, { remove_from: resources }, signal);
  for (const id of wanted.filter((each) => !old.includes(each))) await act(api, `/firewalls/${id}/actions/apply_to_resources`, { apply_to: resources }, signal);
}

function body(inputs: ServerInputs): object {
  const [net] = (isList(inputs.publicNets) ? inputs.publicNets : []) as readonly { readonly ipv4Enabled?: boolean; readonly ipv6Enabled?: boolean }[];
  return {
    name: inputs.name,
    server_type: inputs.serverType,
    image: inputs.image,
    location: inputs.location,
    labels: inputs.labels,
    ssh_keys: isList(inputs.sshKeys) ? inputs.sshKeys.map((key) => (/^\d+$/.test(String(key)) ? Number(key) : key)) : undefined,
    user_data: inputs.userData,
    firewalls: numbers(inputs.firewallIds).map((firewall) => ({ firewall })),
    ...(net && { public_net: { enable_ipv4: net.ipv4Enabled !== false, enable_ipv6: net.ipv6Enabled !== false } }),
  };
}

function numbers(value: Plain | undefined): readonly number[] {
  return isList(value) ? value.map(Number) : [];
}
