import { anyLabels } from "../../contract/state-form";
import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";
import { act, succeeded, type Begun } from "../actions";

interface Inputs extends Properties {
  readonly type: string;
}

export interface FloatingIpJson {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly ip: string;
  readonly type: string;
  readonly server: number | null;
  readonly home_location: { readonly name: string };
  readonly labels: Properties;
}

interface Answer extends Begun {
  readonly floating_ip: FloatingIpJson;
}

export async function findFloatingIp(api: Api, id: string, signal: AbortSignal): Promise<FloatingIpJson | undefined> {
  return ((await api.find(`/floating_ips/${id}`, signal)) as Answer | undefined)?.floating_ip;
}

/** An address that outlives servers. If the program does not name its server here, another resource may. */
export function floatingIp(api: Api): AnyResource {
  const path = (id: string) => `/floating_ips/${id}`;
  return resource<Inputs, Properties>({
    async create(inputs, signal) {
      const { type, name, description, labels, homeLocation, serverId } = inputs;
      const body = { type, name, description, labels, home_location: homeLocation, server: serverId };
      const created = (await api.post("/floating_ips", body, signal)) as Answer;
      await succeeded(api, created, signal);
      return { id: String(created.floating_ip.id), state: stateOf(created.floating_ip) };
    },
    async read(id, _state, signal) {
      const found = await findFloatingIp(api, id, signal);
      return found && { id, state: stateOf(found) };
    },
    async update(id, state, { name, description, labels, serverId }, signal) {
      await api.put(path(id), { name, description: description ?? "", labels: labels ?? {} }, signal);
      if (serverId !== undefined && serverId !== state.serverId) await act(api, `${path(id)}/actions/assign`, { server: serverId }, signal);
      const changed = await findFloatingIp(api, id, signal);
      if (!changed) throw new Error(`Cannot update floating IP ${id}: it no longer exists`);
      return stateOf(changed);
    },
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

function stateOf({ name, description, labels, ip, type, server, home_location: location }: FloatingIpJson): Properties {
  return {
    name,
    description,
    ...anyLabels(labels),
    type,
    ipAddress: ip,
    ipNetwork: "",
    homeLocation: location.name,
    ...(server !== null && { serverId: server }),
  };
}
