import { type Part, ports } from "../../instance";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import { serveApp } from "../serve-app";
import { serveMachines, type MachinesApi } from "../serve-machines";
import { hetznerApp } from "./app";
import { serverAccount } from "./server-account";
import { heldAddresses, openState } from "./state";
import type { Lead } from "../../hosts/floating-routes";

export interface HetznerApi extends MachinesApi {
  /** Routes floating IPs to servers. */
  readonly lead: Lead;
}

/**
 * Hetzner Cloud's API at `<instance.address>:4003/v1`, by HTTP and HTTPS. When it resolves, the hosts are in line with the records;
 * they keep running when the part is closed.
 *
 * @throws Error if the port is taken or podman does not answer.
 */
export async function startHetznerApi({ instance, store, token, log, hosts, addresses, lead, authority }: HetznerApi): Promise<Part> {
  const state = openState(store);
  addresses.hold(() => heldAddresses(state));
  const lifecycle = new Lifecycle(serverAccount(state, lead), ownHosts(hosts, "hetzner-"), log);
  const hostname = instance.address;
  const app = hetznerApp({ instance, state, addresses, lifecycle, log }, token);
  return serveMachines(lifecycle, () => serveApp(app.fetch, { hostname, port: ports.hetzner, names: [hostname], authority }));
}
