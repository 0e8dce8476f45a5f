import { mkdtempSync, rmSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { hetznerApp } from "../../../../../localcloud/apis/hetzner/app";
import { serverAccount } from "../../../../../localcloud/apis/hetzner/server-account";
import { type Action as ActionItem, heldAddresses, openState, type Server as ServerItem } from "../../../../../localcloud/apis/hetzner/state";
import { instanceAt } from "../../../../../localcloud/instance";
import { Addresses } from "../../../../../localcloud/machines/addresses";
import { Lifecycle } from "../../../../../localcloud/machines/lifecycle";
import { Store } from "../../../../../localcloud/store/store";
import { FakeHosts } from "../../hosts/fake-hosts";
import { eventually } from "../digitalocean/api-fixture";

export const token = "t".repeat(64);

export interface Action {
  readonly id: number;
  readonly command: string;
  readonly status: string;
}

export interface Server {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly server_type: { readonly name: string };
  readonly primary_disk_size: number;
  readonly public_net: {
    readonly ipv4: { readonly ip: string };
    readonly ipv6: { readonly ip: string } | null;
    readonly floating_ips: readonly number[];
    readonly firewalls: readonly { readonly id: number; readonly status: string }[];
  };
}

export interface Body {
  readonly error: { readonly code: string; readonly message: string; readonly details: unknown };
  readonly server: Server;
  readonly servers: readonly Server[];
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly firewall: { readonly id: number };
  readonly ssh_key: { readonly id: number; readonly fingerprint: string };
  readonly floating_ip: { readonly id: number; readonly ip: string; readonly server: number | null };
  readonly images: readonly { readonly name: string }[];
  readonly meta: { readonly pagination: Readonly<Record<string, number | null>> };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Hetzner's API over a store of its own and hosts without containers. */
export class Api {
  readonly hosts = new FakeHosts();
  /** Where each floating address was led last, by the server's own address. */
  routes: Readonly<Record<string, string>> = {};
  readonly #directory = mkdtempSync(join(tmpdir(), "tlsup-hetzner-"));
  readonly #app: ReturnType<typeof hetznerApp>;
  readonly #lifecycle: Lifecycle<ServerItem, ActionItem>;
  #server: HttpServer | undefined;

  constructor() {
    const state = openState(new Store(join(this.#directory, "state")));
    const log = { info: () => undefined, error: () => undefined };
    const instance = instanceAt(this.#directory, 1);
    const account = serverAccount(state, (routes) => {
      this.routes = Object.fromEntries(routes);
      return Promise.resolve();
    });
    this.#lifecycle = new Lifecycle(account, this.hosts, log);
    const addresses = new Addresses(instance);
    addresses.hold(() => heldAddresses(state));
    this.#app = hetznerApp({ instance, state, addresses, lifecycle: this.#lifecycle, log }, token);
  }

  /** Serves it by HTTP, and tells where. */
  async serve(): Promise<string> {
    this.#server = createAdaptorServer({ fetch: this.#app.fetch }) as HttpServer;
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async ask(method: string, path: string, body?: object, bearer = token): Promise<Answer> {
    const request = { method, headers: { Authorization: `Bearer ${bearer}` }, ...(body && { body: JSON.stringify(body) }) };
    const response = await this.#app.request(`http://api.test/v1/${path}`, request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === "" ? {} : JSON.parse(text)) as Body };
  }

  /** A request that must succeed, with all that it begins. */
  async succeed(method: string, path: string, body?: object): Promise<Body> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    const { action, actions = [] } = answer.body;
    if (method !== "GET") for (const { id } of [...(action ? [action] : []), ...actions]) await this.ended(id);
    return answer.body;
  }

  /** The code with which a request is refused. */
  async refused(method: string, path: string, body?: object): Promise<string> {
    const answer = await this.ask(method, path, body);
    return `${String(answer.status)} ${answer.body.error.code}`;
  }

  async ended(action: number): Promise<Action> {
    return eventually(async () => {
      const found = (await this.ask("GET", `actions?id=${action}`)).body.actions[0];
      return found?.status === "running" ? undefined : found;
    });
  }

  async created(attributes: object = {}): Promise<Server> {
    const { server } = await this.succeed("POST", "servers", { name: "web", server_type: "cx23", image: "debian-12", location: "fsn1", ...attributes });
    return this.server(server.id);
  }

  async server(id: number): Promise<Server> {
    return (await this.succeed("GET", `servers/${id}`)).server;
  }

  async remove(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.#lifecycle.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
