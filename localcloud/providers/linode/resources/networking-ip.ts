import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";

interface Inputs extends Properties {
  readonly type: string;
}

export interface IpJson {
  readonly address: string;
  readonly gateway: string;
  readonly prefix: number;
  readonly subnet_mask: string;
  readonly rdns: string;
  readonly region: string;
  readonly public: boolean;
  readonly reserved: boolean;
  readonly linode_id: number | null;
  readonly type: string;
}

/** An address. Whoever does not name its Linode here may assign it by another resource. */
export function networkingIp(api: Api): AnyResource {
  const find = async (address: string, signal: AbortSignal) => (await api.find(`/networking/ips/${address}`, signal)) as IpJson | undefined;
  return resource<Inputs, Properties>({
    async create(inputs, signal) {
      // As with the vendor's plugin, an address is not public unless the program says so.
      const body = { type: inputs.type, public: inputs.public === true, reserved: inputs.reserved, region: inputs.region, linode_id: inputs.linodeId };
      const created = (await api.post("/networking/ips", body, signal)) as IpJson;
      return { id: created.address, state: stateOf(created) };
    },
    async read(id, _state, signal) {
      const found = await find(id, signal);
      return found && { id, state: stateOf(found) };
    },
    async update(id, state, { linodeId }, signal) {
      if (linodeId !== undefined && linodeId !== state.linodeId) {
        if (state.linodeId !== undefined) await api.delete(`/linode/instances/${String(state.linodeId)}/ips/${id}`, signal);
        await api.post(`/linode/instances/${String(linodeId)}/ips`, { type: "ipv4", public: true, address: id }, signal);
      }
      const changed = await find(id, signal);
      if (!changed) throw new Error(`Cannot update ${id}: it no longer exists`);
      return stateOf(changed);
    },
    delete: (id, { linodeId, reserved }, signal) =>
      api.delete(reserved === true ? `/networking/reserved/ips/${id}` : `/linode/instances/${String(linodeId)}/ips/${id}`, signal),
  });
}

function stateOf(ip: IpJson): Properties {
  return {
    address: ip.address,
    gateway: ip.gateway,
    prefix: ip.prefix,
    subnetMask: ip.subnet_mask,
    rdns: ip.rdns,
    region: ip.region,
    public: ip.public,
    reserved: ip.reserved,
    type: ip.type,
    ...(ip.linode_id !== null && { linodeId: ip.linode_id }),
  };
}
