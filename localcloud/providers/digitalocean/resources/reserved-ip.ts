import { without, type Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { InitializationError, resource, type AnyResource } from "../../provider";
import { assign, findReservedIp, unassign, type ReservedIpJson } from "../reserved-ips";

interface Inputs extends Properties {
  readonly region: string;
}

/** An address that outlives droplets. Its droplet is read only if the program sets one, as another resource may assign it. */
export function reservedIp(api: Api): AnyResource {
  return resource<Inputs, Properties>({
    async create(inputs, signal) {
      const { reserved_ip: accepted } = (await api.post("/v2/reserved_ips", { region: inputs.region }, signal)) as { reserved_ip: ReservedIpJson };
      const state = stateOf(accepted, {});
      if (inputs.dropletId === undefined) return { id: accepted.ip, state };
      try {
        await assign(api, accepted.ip, Number(inputs.dropletId), signal);
      } catch (error) {
        throw new InitializationError(accepted.ip, state, error instanceof Error ? error : new Error(String(error)));
      }
      return { id: accepted.ip, state: { ...state, dropletId: inputs.dropletId } };
    },
    async read(id, state, signal) {
      const found = await findReservedIp(api, id, signal);
      return found && { id, state: stateOf(found, state) };
    },
    async update(id, state, inputs, signal) {
      if (inputs.dropletId !== state.dropletId) {
        if (inputs.dropletId === undefined) await unassign(api, id, signal);
        else await assign(api, id, Number(inputs.dropletId), signal);
      }
      const rest: Properties = without<Properties, string>(state, "dropletId");
      return inputs.dropletId === undefined ? rest : { ...rest, dropletId: inputs.dropletId };
    },
    async delete(id, state, signal) {
      if (state.dropletId !== undefined) await unassign(api, id, signal);
      await api.delete(`/v2/reserved_ips/${id}`, signal);
    },
  });
}

function stateOf(told: ReservedIpJson, old: Partial<Properties>): Properties {
  const watched = old.dropletId !== undefined && told.droplet;
  return { ipAddress: told.ip, region: told.region.slug, reservedIpUrn: `do:reservedip:${told.ip}`, ...(watched && { dropletId: watched.id }) };
}
