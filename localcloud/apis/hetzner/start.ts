import type { Hosts } from "../../hosts/host";
import { type Instance, type Part, ports } from "../../instance";
import type { Log } from "../../log";
import type { Addresses } from "../../machines/addresses";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import { KeyedQueue } from "../../machines/queue";
import type { Authority } from "../../pki/authority";
import type { Store } from "../../store/store";
import { serveApp } from "../serve-app";
import { serveMachines } from "../serve-machines";
import { hetznerApp } from "./app";
import { type Lead, serverAccount } from "./server-account";
import { heldAddresses, openState } from "./state";

export interface HetznerApi {
  readonly instance: Instance;
  readonly store: Store;
  /** The bearer token that clients must send. */
  readonly token: string;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly addresses: Addresses;
  /** Routes floating IPs to servers. */
  readonly lead: Lead;
  /** Signs the certificate that the API shows. */
  readonly authority: Authority;
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
  const queue = new KeyedQueue();
  const inTurn: Lead = (routes) => queue.run("routes", () => lead(routes));
  const lifecycle = new Lifecycle(serverAccount(state, inTurn), ownHosts(hosts, "hetzner-"), log);
  const hostname = instance.address;
  const app = hetznerApp({ instance, state, addresses, lifecycle, log }, token);
  return serveMachines(lifecycle, () => serveApp(app.fetch, { hostname, port: ports.hetzner, names: [hostname], authority }));
}
