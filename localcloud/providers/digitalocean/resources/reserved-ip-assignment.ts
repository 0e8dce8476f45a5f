import type { Properties } from "../../contract/value";
import { Refusal } from "../../engine";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";
import { assign, findReservedIp, unassign } from "../reserved-ips";

interface Inputs extends Properties {
  readonly ipAddress: string;
  readonly dropletId: number;
}

/** The assignment of a reserved address to a droplet. Imported as `<address>,<droplet id>`. */
export function reservedIpAssignment(api: Api): AnyResource {
  return resource<Inputs, Inputs>({
    async create({ ipAddress, dropletId }, signal) {
      await assign(api, ipAddress, dropletId, signal);
      return { id: idOf(ipAddress, dropletId), state: { ipAddress, dropletId } };
    },
    async read(id, state, signal) {
      const { ipAddress, dropletId } =
        state.ipAddress === undefined || state.dropletId === undefined ? imported(id) : { ipAddress: state.ipAddress, dropletId: state.dropletId };
      const found = await findReservedIp(api, ipAddress, signal);
      return found?.droplet?.id === dropletId ? { id: id.includes(",") ? idOf(ipAddress, dropletId) : id, state: { ipAddress, dropletId } } : undefined;
    },
    update: (_id, state) => Promise.resolve(state),
    async delete(_id, { ipAddress, dropletId }, signal) {
      const found = await findReservedIp(api, ipAddress, signal);
      if (found?.droplet?.id === dropletId) await unassign(api, ipAddress, signal);
    },
  });
}

function idOf(ipAddress: string, dropletId: number): string {
  return `${dropletId}-${ipAddress}`;
}

function imported(id: string): Inputs {
  const [ipAddress, dropletId] = id.split(",");
  if (ipAddress === undefined || !/^\d+$/.test(dropletId ?? "")) throw new Refusal(`Cannot import "${id}": give the id as <address>,<droplet id>`);
  return { ipAddress, dropletId: Number(dropletId) };
}
