import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudflareApp } from "../../../../../localcloud/apis/cloudflare/app";
import { Credentials } from "../../../../../localcloud/apis/cloudflare/credentials";
import type { Authority } from "../../../../../localcloud/pki/authority";
import { openAuthority } from "../../../../../localcloud/pki/open-authority";
import { Store } from "../../../../../localcloud/store/store";
import { Traffic } from "../../../../../localcloud/traffic/traffic";
import { seedZone } from "../../../../../localcloud/zones/seed";
import { openZones, type Zones } from "../../../../../localcloud/zones/zones";

interface ShownError {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly ShownError[];
}

export interface Answer<T = { readonly id: string }> {
  readonly status: number;
  readonly headers: Headers;
  readonly success: boolean;
  readonly errors: readonly ShownError[];
  readonly messages: readonly unknown[];
  readonly result: T;
  readonly result_info?: Readonly<Record<"page" | "per_page" | "count" | "total_count" | "total_pages", number>>;
}

export const masterToken = "m".repeat(40);
export const ownToken = "o".repeat(40);
export const edgeRanges = ["198.51.100.1/32", "2001:db8::/64"];

/** Cloudflare's API over a store of its own, asked without a port. */
export class Api {
  readonly directory: string;
  readonly zones: Zones;
  readonly logged: unknown[];
  /** What signs here. */
  readonly authority: Authority;
  /** What the edge's cache was told to forget. */
  readonly purged: readonly ((url: string) => boolean)[];
  /** What the edge counted. */
  readonly traffic: Traffic;
  readonly #app: ReturnType<typeof cloudflareApp>;

  private constructor(
    directory: string,
    zones: Zones,
    app: ReturnType<typeof cloudflareApp>,
    logged: unknown[],
    purged: readonly ((url: string) => boolean)[],
    authority: Authority,
    traffic: Traffic,
  ) {
    this.directory = directory;
    this.zones = zones;
    this.logged = logged;
    this.purged = purged;
    this.authority = authority;
    this.traffic = traffic;
    this.#app = app;
  }

  /** Over what `directory` holds, if one is given, as a daemon that starts again. */
  static async open(directory = mkdtempSync(join(tmpdir(), "tlsup-cloudflare-"))): Promise<Api> {
    const store = new Store(join(directory, "state"));
    seedZone(store, "example.test");
    const zones = openZones(store);
    const logged: unknown[] = [];
    const log = { info: () => undefined, error: (...what: unknown[]) => void logged.push(what) };
    const purged: ((url: string) => boolean)[] = [];
    const traffic = new Traffic();
    const originCa = await openAuthority(join(directory, "pki"), "Origin CA");
    return new Api(
      directory,
      zones,
      cloudflareApp({
        store,
        zones,
        credentials: new Credentials(store, masterToken, ownToken),
        originCa,
        edgeRanges: () => edgeRanges,
        purge: (selects) => void purged.push(selects),
        traffic,
        log,
      }),
      logged,
      purged,
      originCa,
      traffic,
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  get zoneId(): string {
    return this.zones.named("example.test")!.id;
  }

  async call<T = { readonly id: string }>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const content = typeof body === "string" ? body : JSON.stringify(body);
    const response = await this.#request(`/client/v4${path}`, {
      method,
      headers: { Authorization: `Bearer ${masterToken}`, ...headers },
      ...(body === undefined ? {} : { body: content }),
    });
    return { ...((await response.json()) as Omit<Answer<T>, "status" | "headers">), status: response.status, headers: response.headers };
  }

  /** A call below the zone. */
  async inZone<T = { readonly id: string }>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>(method, `/zones/${this.zoneId}${path}`, body, headers);
  }

  /** For a client that asks by a port. */
  get fetch(): ReturnType<typeof cloudflareApp>["fetch"] {
    return this.#app.fetch;
  }

  /** The status of a deletion that answers with nothing. */
  async gone(path: string): Promise<number> {
    return (await this.#request(`/client/v4${path}`, { method: "DELETE", headers: { Authorization: `Bearer ${masterToken}` } })).status;
  }

  /** A call without the master's token. */
  async bare(method: string, path: string, headers: Record<string, string> = {}, remoteAddress = "127.0.0.1"): Promise<Answer> {
    const response = await this.#request(`/client/v4${path}`, { method, headers }, remoteAddress);
    return { ...((await response.json()) as Omit<Answer, "status" | "headers">), status: response.status, headers: response.headers };
  }

  async #request(path: string, init: RequestInit, remoteAddress = "127.0.0.1"): Promise<Response> {
    return this.#app.request(path, init, { incoming: { socket: { remoteAddress } } });
  }
}

/** The status of an answer and the codes of its errors. */
export const refusal = (answer: Answer<unknown>): number[] => [answer.status, ...answer.errors.map(({ code }) => code)];
