import type { Hosts } from "../../hosts/host";
import { type Instance, type Part, ports } from "../../instance";
import type { Log } from "../../log";
import type { Store } from "../../store/store";
import { serveApp } from "../serve-app";
import { digitalOceanApp } from "./app";
import { Lifecycle } from "./lifecycle";
import { openState } from "./state";

export interface DigitalOceanApi {
  readonly instance: Instance;
  readonly store: Store;
  /** What a client must send as its bearer token. */
  readonly token: string;
  readonly log: Log;
  readonly hosts: Hosts;
}

/**
 * DigitalOcean's API at `http://<instance.address>:4001`. The hosts are what the records say when it resolves;
 * they go on running when the part is closed.
 *
 * @throws Error when the port is taken or podman does not answer.
 */
export async function startDigitalOceanApi({ instance, store, token, log, hosts }: DigitalOceanApi): Promise<Part> {
  const state = openState(store);
  const lifecycle = new Lifecycle(state, hosts, log);
  await lifecycle.resume();
  try {
    const server = await serveApp(digitalOceanApp({ instance, state, lifecycle, log }, token).fetch, instance.address, ports.digitalocean);
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
