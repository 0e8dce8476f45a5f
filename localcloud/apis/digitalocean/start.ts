import type { Hosts } from "../../hosts/host";
import { type Instance, type Part, ports } from "../../instance";
import type { Log } from "../../log";
import type { Addresses } from "../../machines/addresses";
import { Lifecycle } from "../../machines/lifecycle";
import { ownHosts } from "../../machines/own-hosts";
import type { Authority } from "../../pki/authority";
import type { Store } from "../../store/store";
import { serveApp } from "../serve-app";
import { digitalOceanApp } from "./app";
import { dropletAccount } from "./droplet-account";
import { heldAddresses, openState } from "./state";

export interface DigitalOceanApi {
  readonly instance: Instance;
  readonly store: Store;
  /** What a client must send as its bearer token. */
  readonly token: string;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly addresses: Addresses;
  /** What signs the certificate that the API shows. */
  readonly authority: Authority;
}

/**
 * DigitalOcean's API at `<instance.address>:4001`, by HTTP and HTTPS. The hosts are what the records say when it resolves;
 * they go on running when the part is closed.
 *
 * @throws Error when the port is taken or podman does not answer.
 */
export async function startDigitalOceanApi({ instance, store, token, log, hosts, addresses, authority }: DigitalOceanApi): Promise<Part> {
  const state = openState(store);
  addresses.hold(() => heldAddresses(state));
  const lifecycle = new Lifecycle(dropletAccount(state), ownHosts(hosts, ""), log);
  await lifecycle.resume();
  try {
    const hostname = instance.address;
    const app = digitalOceanApp({ instance, state, addresses, lifecycle, log }, token);
    const server = await serveApp(app.fetch, { hostname, port: ports.digitalocean, names: [hostname], authority });
    return {
      close: async () => {
        await server.close();
        await lifecycle.close();
      },
    };
  } catch (cause) {
    await lifecycle.close();
    throw cause;
  }
}
