import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";
import { act } from "../actions";
import { findFloatingIp } from "./floating-ip";

interface Inputs extends Properties {
  readonly floatingIpId: number;
  readonly serverId: number;
}

/** The assignment of a floating IP to a server; its id is that of the IP. One call moves it to another server. */
export function floatingIpAssignment(api: Api): AnyResource {
  const assign = async ({ floatingIpId, serverId }: Inputs, signal: AbortSignal): Promise<Inputs> => {
    await act(api, `/floating_ips/${floatingIpId}/actions/assign`, { server: serverId }, signal);
    return { floatingIpId, serverId };
  };
  return resource<Inputs, Inputs>({
    create: async (inputs, signal) => ({ id: String(inputs.floatingIpId), state: await assign(inputs, signal) }),
    async read(id, _state, signal) {
      const found = await findFloatingIp(api, id, signal);
      if (!found || found.server === null) return undefined;
      return { id, state: { floatingIpId: found.id, serverId: found.server } };
    },
    update: (_id, _state, inputs, signal) => assign(inputs, signal),
    async delete(id, _state, signal) {
      const found = await findFloatingIp(api, id, signal);
      if (found && found.server !== null) await act(api, `/floating_ips/${id}/actions/unassign`, {}, signal);
    },
  });
}
