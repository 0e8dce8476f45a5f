import type { Lead } from "../../hosts/floating-routes";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import { type Part, ports } from "../../instance";
import { serveApp } from "../serve-app";
import { serveMachines, type MachinesApi } from "../serve-machines";
import { linodeApp } from "./app";
import { linodeAccount } from "./linode-account";
import { heldAddresses, openState } from "./state";

export interface LinodeApi extends MachinesApi {
  /** Routes the addresses that move to Linodes. */
  readonly lead: Lead;
}

/**
 * Linode's API at `<instance.address>:4004/v4`, by HTTP and HTTPS. When it resolves, the hosts are in line with the records;
 * they keep running when the part is closed.
 *
 * @throws Error if the port is taken or podman does not answer.
 */
export async function startLinodeApi({ instance, store, token, log, hosts, addresses, lead, authority }: LinodeApi): Promise<Part> {
  const state = openState(store);
  addresses.hold(() => heldAddresses(state));
  const lifecycle = new Lifecycle(linodeAccount(state, lead), ownHosts(hosts, "linode-"), log);
  const hostname = instance.address;
  const app = linodeApp({ instance, state, addresses, lifecycle, log }, token);
  return serveMachines(lifecycle, () => serveApp(app.fetch, { hostname, port: ports.linode, names: [hostname], authority }));
}
