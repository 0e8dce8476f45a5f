import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";
import type { IpJson } from "./networking-ip";

interface Assignment extends Properties {
  readonly address: string;
  readonly linodeId: number;
}

interface Inputs {
  readonly region: string;
  readonly assignments?: readonly Assignment[];
}

/** The assignment of addresses to Linodes, in one call: an address that another Linode has moves without a gap. */
export function networkingIpAssignment(api: Api): AnyResource {
  return resource<Inputs, Inputs>({
    async create(inputs, signal) {
      const { region, assignments = [] } = inputs;
      await api.post("/networking/ips/assign", { region, assignments: assignments.map(({ address, linodeId }) => ({ address, linode_id: linodeId })) }, signal);
      return { id: `${region}-${assignments.length}`, state: inputs };
    },
    async read(id, { region = "", assignments = [] }, signal) {
      const told = await Promise.all(assignments.map(async ({ address }) => (await api.find(`/networking/ips/${address}`, signal)) as IpJson | undefined));
      return { id, state: { region, assignments: told.flatMap((ip) => (ip ? [{ address: ip.address, linodeId: ip.linode_id ?? 0 }] : [])) } };
    },
    // The vendor's plugin changes nothing here: a program must let a change replace the resource.
    update: (_id, state) => Promise.resolve(state),
    async delete(_id, { assignments = [] }, signal) {
      for (const { address, linodeId } of assignments) await api.delete(`/linode/instances/${linodeId}/ips/${address}`, signal);
    },
  });
}
