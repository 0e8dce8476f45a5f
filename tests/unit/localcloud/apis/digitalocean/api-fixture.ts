import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digitalOceanApp } from "../../../../../localcloud/apis/digitalocean/app";
import { dropletAccount } from "../../../../../localcloud/apis/digitalocean/droplet-account";
import { type Action as ActionItem, type Droplet as DropletItem, heldAddresses, openState } from "../../../../../localcloud/apis/digitalocean/state";
import { instanceAt } from "../../../../../localcloud/instance";
import { Addresses } from "../../../../../localcloud/machines/addresses";
import { Lifecycle } from "../../../../../localcloud/machines/lifecycle";
import { Store } from "../../../../../localcloud/store/store";
import { FakeHosts } from "../../hosts/fake-hosts";

export const token = "dop_v1_fixture";
export const ownToken = "dop_v1_own";
export const publicKeys = [
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDsY+cfaqP9RzkVWjE2k7OqWrXwtECyZRgldAPyFDts0 one@example.test",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0yE7kWXZuvIFYWUuDzOe0d+Y1pQYlZL1yoQa6nmEaW two@example.test",
] as const;

export interface Network {
  readonly ip_address: string;
  readonly netmask: string;
  readonly gateway: string | null;
  readonly type: string;
}

export interface Droplet {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly locked: boolean;
  readonly memory: number;
  readonly disk: number;
  readonly size_slug: string;
  readonly tags: readonly string[];
  readonly features: readonly string[];
  readonly networks: { readonly v4: readonly Network[]; readonly v6: readonly unknown[] };
  readonly region: { readonly slug: string };
  readonly vpc_uuid: string;
}

export interface Action {
  readonly id: number;
  readonly status: string;
  readonly type: string;
  readonly resource_id: number;
  readonly completed_at: string | null;
}

export interface Firewall {
  readonly id: string;
  readonly status: string;
  readonly droplet_ids: readonly number[];
  readonly tags: readonly string[];
  readonly inbound_rules: readonly object[];
  readonly outbound_rules: readonly object[];
  readonly pending_changes: readonly object[];
}

export interface Body {
  readonly id?: string;
  readonly message?: string;
  readonly request_id?: string;
  readonly droplet: Droplet;
  readonly droplets: readonly Droplet[];
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly firewall: Firewall;
  readonly firewalls: readonly Firewall[];
  readonly ssh_key: { readonly id: number; readonly name: string; readonly fingerprint: string; readonly public_key: string };
  readonly ssh_keys: readonly { readonly name: string }[];
  readonly reserved_ips: readonly { readonly ip: string }[];
  readonly reserved_ip: { readonly ip: string; readonly droplet: Droplet | null; readonly locked: boolean };
  readonly tags: readonly { readonly name: string }[];
  readonly tag: { readonly name: string; readonly resources: { readonly count: number } };
  readonly links: { readonly pages?: Readonly<Record<string, string>>; readonly actions?: readonly { readonly id: number; readonly rel: string }[] };
  readonly meta: { readonly total: number };
  readonly images: readonly { readonly slug: string }[];
  readonly regions: readonly { readonly slug: string; readonly available: boolean }[];
  readonly sizes: readonly { readonly slug: string; readonly price_monthly: number; readonly regions: readonly string[] }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** DigitalOcean's API over a store of its own and hosts without containers, asked without a port. */
export class Api {
  readonly logged: string[] = [];
  readonly #app: ReturnType<typeof digitalOceanApp>;
  readonly #lifecycle: Lifecycle<DropletItem, ActionItem>;

  private constructor(
    readonly directory: string,
    readonly hosts: FakeHosts,
  ) {
    const state = openState(new Store(join(directory, "state")));
    const log = { info: () => undefined, error: (event: string) => void this.logged.push(event) };
    const instance = instanceAt(directory, 1);
    this.#lifecycle = new Lifecycle(dropletAccount(state), hosts, log);
    const addresses = new Addresses(instance);
    addresses.hold(() => heldAddresses(state));
    this.#app = digitalOceanApp({ instance, state, addresses, lifecycle: this.#lifecycle, log }, token, ownToken);
  }

  /** Over what `directory` holds, if one is given, as a daemon that starts again. */
  static async open(directory = mkdtempSync(join(tmpdir(), "tlsup-digitalocean-")), hosts = new FakeHosts()): Promise<Api> {
    const api = new Api(directory, hosts);
    await api.#lifecycle.resume();
    return api;
  }

  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const request = { method, headers: { Authorization: `Bearer ${token}`, ...headers }, ...(body && { body: JSON.stringify(body) }) };
    const response = await this.#app.request(`http://api.test/v2/${path}`, request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === "" ? {} : JSON.parse(text)) as Body };
  }

  /** A request that must succeed. */
  async succeed(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Body> {
    const answer = await this.ask(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${String(answer.status)} ${answer.body.message ?? ""}`);
    return answer.body;
  }

  async create(attributes: object = {}): Promise<Droplet> {
    const { droplet } = await this.succeed("POST", "droplets", { name: "web", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64", ...attributes });
    return droplet;
  }

  async created(attributes: object = {}): Promise<Droplet> {
    const { id } = await this.create(attributes);
    return this.until(id, ({ status, locked }) => status === "active" && !locked);
  }

  async droplet(id: number): Promise<Droplet> {
    return (await this.succeed("GET", `droplets/${String(id)}`)).droplet;
  }

  async until(id: number, condition: (droplet: Droplet) => boolean): Promise<Droplet> {
    return eventually(async () => {
      const droplet = await this.droplet(id);
      return condition(droplet) ? droplet : undefined;
    });
  }

  /** Performs a droplet's action and gives its end. */
  async act(id: number, action: object): Promise<Action> {
    const { action: begun } = await this.succeed("POST", `droplets/${String(id)}/actions`, action);
    return this.ended(`actions/${String(begun.id)}`);
  }

  async ended(path: string): Promise<Action> {
    return eventually(async () => {
      const { action } = await this.succeed("GET", path);
      return action.status === "in-progress" ? undefined : action;
    });
  }

  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  async remove(): Promise<void> {
    this.hosts.silent = false;
    await this.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Asks again until there is an answer; jest's own limit ends it. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
