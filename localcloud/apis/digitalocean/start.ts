import type { Hosts } from "../../hosts/host";
import { type Instance, type Part, ports } from "../../instance";
import type { Log } from "../../log";
import type { Addresses } from "../../machines/addresses";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import type { Authority } from "../../pki/authority";
import type { Store } from "../../store/store";
import { serveApp } from "../serve-app";
import { serveMachines } from "../serve-machines";
import { digitalOceanApp } from "./app";
import { dropletAccount } from "./droplet-account";
import { heldAddresses, openState } from "./state";

export interface DigitalOceanApi {
  readonly instance: Instance;
  readonly store: Store;
  /** The bearer token that clients must send. */
  readonly token: string;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly addresses: Addresses;
  /** Signs the API's certificate. */
  readonly authority: Authority;
}

/**
 * Starts DigitalOcean's API at `<instance.address>:4001`, over HTTP and HTTPS. When the promise resolves, the hosts match the records;
 * they keep running when the part is closed.
 *
 * @throws Error if the port is taken or podman does not answer.
 */
export async function startDigitalOceanApi({ instance, store, token, log, hosts, addresses, authority }: DigitalOceanApi): Promise<Part> {
  const state = openState(store);
  addresses.hold(() => heldAddresses(state));
  const lifecycle = new Lifecycle(dropletAccount(state), ownHosts(hosts, ""), log);
  const hostname = instance.address;
  const app = digitalOceanApp({ instance, state, addresses, lifecycle, log }, token);
  return serveMachines(lifecycle, () => serveApp(app.fetch, { hostname, port: ports.digitalocean, names: [hostname], authority }));
}
