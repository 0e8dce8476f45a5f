import { serve, type ServerType } from "@hono/node-server";
import type { Hosts } from "../../hosts/host";
import { type Instance, type Part, ports } from "../../instance";
import type { Log } from "../../log";
import type { Store } from "../../store/store";
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
    const server = await listening(digitalOceanApp({ instance, state, lifecycle, log }, token).fetch, instance.address);
    return {
      close: async () => {
        await closed(server);
        await lifecycle.close();
      },
    };
  } catch (cause) {
    await lifecycle.close();
    throw cause;
  }
}

function listening(fetch: Parameters<typeof serve>[0]["fetch"], hostname: string): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port: ports.digitalocean });
    server.once("listening", () => {
      resolve(server);
    });
    server.once("error", reject);
  });
}

function closed(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
}
