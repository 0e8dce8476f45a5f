import { type Part, ports } from "../../instance";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import { serveApp } from "../serve-app";
import { serveMachines, type MachinesApi } from "../serve-machines";
import { digitalOceanApp } from "./app";
import { dropletAccount } from "./droplet-account";
import { heldAddresses, openState } from "./state";

/** What DigitalOcean's API needs. */
interface DigitalOceanApi extends MachinesApi {
  /** The token of the local cloud's own requests. */
  readonly ownToken: string;
}

/**
 * Starts DigitalOcean's API at `<instance.address>:4001`, over HTTP and HTTPS. When the promise resolves, the hosts match the records;
 * they keep running when the part is closed.
 *
 * @throws Error if the port is taken or podman does not answer.
 */
export async function startDigitalOceanApi({ instance, store, token, ownToken, log, hosts, addresses, authority }: DigitalOceanApi): Promise<Part> {
  const state = openState(store);
  addresses.hold(() => heldAddresses(state));
  const lifecycle = new Lifecycle(dropletAccount(state), ownHosts(hosts, ""), log);
  const hostname = instance.address;
  const app = digitalOceanApp({ instance, state, addresses, lifecycle, log }, token, ownToken);
  return serveMachines(lifecycle, () => serveApp(app.fetch, { hostname, port: ports.digitalocean, names: [hostname], authority }));
}
