import { mkdtempSync, rmSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { linodeApp } from "../../../../../localcloud/apis/linode/app";
import { linodeAccount } from "../../../../../localcloud/apis/linode/linode-account";
import { type Event, heldAddresses, type Linode as LinodeItem, openState } from "../../../../../localcloud/apis/linode/state";
import { instanceAt } from "../../../../../localcloud/instance";
import { Addresses } from "../../../../../localcloud/machines/addresses";
import { Lifecycle } from "../../../../../localcloud/machines/lifecycle";
import { Store } from "../../../../../localcloud/store/store";
import { FakeHosts } from "../../hosts/fake-hosts";
import { eventually } from "../digitalocean/api-fixture";

export const token = "t".repeat(64);

export interface Linode {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly type: string;
  readonly ipv4: readonly string[];
  readonly ipv6: string;
}

export interface Body {
  readonly id: number;
  readonly label: string;
  readonly address: string;
  readonly linode_id: number | null;
  readonly reserved: boolean;
  readonly data: readonly (Body & { readonly action: string; readonly status: string })[];
  readonly page: number;
  readonly pages: number;
  readonly results: number;
  readonly errors: readonly { readonly field?: string; readonly reason: string }[];
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** Linode's API over a store of its own and hosts without containers. */
export class Api {
  readonly hosts = new FakeHosts();
  /** Where each movable address was led last, by the Linode's own address. */
  routes: Readonly<Record<string, string>> = {};
  readonly #directory = mkdtempSync(join(tmpdir(), "tlsup-linode-"));
  readonly #app: ReturnType<typeof linodeApp>;
  readonly #lifecycle: Lifecycle<LinodeItem, Event>;
  #server: HttpServer | undefined;

  constructor() {
    const state = openState(new Store(join(this.#directory, "state")));
    const log = { info: () => undefined, error: () => undefined };
    const instance = instanceAt(this.#directory, 1);
    const account = linodeAccount(state, (routes) => {
      this.routes = Object.fromEntries(routes);
      return Promise.resolve();
    });
    this.#lifecycle = new Lifecycle(account, this.hosts, log);
    const addresses = new Addresses(instance);
    addresses.hold(() => heldAddresses(state));
    this.#app = linodeApp({ instance, state, addresses, lifecycle: this.#lifecycle, log }, token);
  }

  /** Serves it by HTTP, and tells where, without the version. */
  async serve(): Promise<string> {
    this.#server = createAdaptorServer({ fetch: this.#app.fetch }) as HttpServer;
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async ask(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const request = { method, headers: { Authorization: `Bearer ${token}`, ...headers }, ...(body && { body: JSON.stringify(body) }) };
    const response = await this.#app.request(`http://api.test/v4/${path}`, request);
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** A request that must succeed, with all that it begins. */
  async succeed(method: string, path: string, body?: object): Promise<Body> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    if (method !== "GET") await this.quiet();
    return answer.body;
  }

  /** The status and the field with which a request is refused. */
  async refused(method: string, path: string, body?: object): Promise<string> {
    const { status, body: told } = await this.ask(method, path, body);
    return `${String(status)} ${told.errors[0]?.field ?? "-"}`;
  }

  /** The items that a filter selects. */
  async filtered(path: string, filter: object): Promise<Body["data"]> {
    return (await this.ask("GET", path, undefined, { "X-Filter": JSON.stringify(filter) })).body.data;
  }

  /** Resolves when nothing is in progress. */
  async quiet(): Promise<void> {
    await eventually(async () => ((await this.filtered("account/events", {})).some(({ status }) => status === "started") ? undefined : true));
  }

  async created(attributes: object = {}): Promise<Linode> {
    const request = { region: "eu-central", type: "g6-nanode-1", image: "linode/debian12", root_pass: "x".repeat(20), ...attributes };
    return this.linode((await this.succeed("POST", "linode/instances", request)).id);
  }

  async linode(id: number): Promise<Linode> {
    return (await this.succeed("GET", `linode/instances/${id}`)) as unknown as Linode;
  }

  async remove(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.#lifecycle.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
