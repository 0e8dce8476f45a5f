import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { decode, encode } from "dns-packet";
import { cloudflareApp } from "../../../localcloud/apis/cloudflare/app";
import { Credentials } from "../../../localcloud/apis/cloudflare/credentials";
import { withNameServers } from "../../../localcloud/dns/name-servers";
import { respond } from "../../../localcloud/dns/respond";
import type { Authority } from "../../../localcloud/dns/resolve";
import { serveDns, type Respond } from "../../../localcloud/dns/serve";
import { openAuthority } from "../../../localcloud/pki/open-authority";
import { Store } from "../../../localcloud/store/store";
import { Traffic } from "../../../localcloud/traffic/traffic";
import { nameServers, newId, seedZone } from "../../../localcloud/zones/seed";
import type { StoredRecord } from "../../../localcloud/zones/stored";
import type { ZoneData } from "../../../localcloud/zones/zone";
import { openZones, type Zones } from "../../../localcloud/zones/zones";

const log = { info: () => undefined, error: () => undefined };

let started = 0;

/** The DNS of a zone, and Cloudflare's API to change it. */
export class Names {
  /** Answers a request instead of Cloudflare, with a status; undefined lets Cloudflare answer. */
  fault: ((method: string, path: string) => { readonly status: number; readonly headers?: Record<string, string> } | undefined) | undefined;
  /** Changes the result of Cloudflare's answer. */
  rewrite: ((result: Readonly<Record<string, unknown>>) => object | Promise<object>) | undefined;
  /** Milliseconds before Cloudflare's API answers. */
  delay = 0;
  /** The state of the second name server. */
  secondServer: "in step" | "stale" | "failing" = "in step";
  /** `GET /zones` and so on, in order. */
  readonly requests: string[] = [];
  readonly token = "t".repeat(40);

  private constructor(
    readonly zones: Zones,
    /** The address of the first name server, which also answers like a resolver, for every name. */
    readonly dns: string,
    readonly api: string,
    readonly close: () => Promise<void>,
  ) {}

  /** Starts both on this machine. */
  static async start(...zoneNames: string[]): Promise<Names> {
    const directory = mkdtempSync(join(tmpdir(), "tlsup-names-"));
    const store = new Store(join(directory, "state"));
    for (const name of zoneNames) seedZone(store, name);
    const zones = openZones(store);
    const hooks: { names?: Names } = {};
    // Name servers use port 53, so each test process has its own addresses.
    const [first, second] = [1, 2].map((last) => `127.${100 + ((process.pid >> 8) % 100)}.${process.pid % 256}.${2 * started + last}`) as [string, string];
    started += 1;
    const authority = { zones: twoServers(zones, first, second), edgeAddress: "127.0.0.1", serial: () => 1 };
    const one = await serveDns((message, transport) => respond(authority, message, transport), first, 53, log);
    const other = await serveDns(
      secondServer(authority, () => hooks.names?.secondServer ?? "in step"),
      second,
      53,
      log,
    );
    const token = "t".repeat(40);
    const app = cloudflareApp({
      store,
      zones,
      credentials: new Credentials(store, token),
      originCa: await openAuthority(join(directory, "pki"), "Origin CA"),
      edgeRanges: () => [],
      purge: () => undefined,
      traffic: new Traffic(),
      log,
    });
    const answer = getRequestListener(async (request) => {
      const response = await app.fetch(request);
      const { rewrite } = hooks.names ?? {};
      if (!rewrite) return response;
      const body = (await response.json()) as { result?: Record<string, unknown> | null };
      return Response.json({ ...body, ...(body.result && { result: await rewrite(body.result) }) }, { status: response.status });
    });
    const server: Server = createServer((request, response) => {
      const { method = "", url = "" } = request;
      hooks.names?.requests.push(`${method} ${url}`);
      const fault = hooks.names?.fault?.(method, url);
      if (fault)
        response
          .writeHead(fault.status, { "content-type": "application/json", ...fault.headers })
          .end(JSON.stringify({ success: false, errors: [{ code: fault.status, message: "injected" }], messages: [], result: null }));
      else if (hooks.names?.delay) setTimeout(() => void answer(request, response), hooks.names.delay);
      else void answer(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const close = async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await Promise.all([one.close(), other.close()]);
      rmSync(directory, { recursive: true });
    };
    const names = new Names(zones, first, `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`, close);
    hooks.names = names;
    return names;
  }

  /** Adds a record as its owner would. */
  put(record: Pick<StoredRecord, "name" | "type" | "content"> & Partial<StoredRecord>): void {
    const zone = this.zones.zoneOf(record.name);
    if (!zone) throw new Error(`no zone for ${record.name}`);
    const on = "2026-01-01T00:00:00.000Z";
    this.zones.putRecord({
      id: newId(),
      zoneId: zone.id,
      ttl: 1,
      proxied: false,
      comment: null,
      tags: [],
      settings: {},
      createdOn: on,
      modifiedOn: on,
      ...record,
    });
  }

  /** The TXT values at a name. */
  txt(name: string): string[] {
    return this.zones
      .recordsAt(name)
      .filter(({ type }) => type === "TXT")
      .map(({ content }) => content.replaceAll('"', ""));
  }

  /** Every value for a challenge. */
  proofs(): string[] {
    return this.zones
      .list()
      .flatMap(({ id }) => this.zones.records(id))
      .filter(({ type }) => type === "TXT")
      .map(({ name, content }) => `${name} ${content}`);
  }
}

/** The second name server's answers: without the TXT records if it is stale, errors if it is failing. */
function secondServer(authority: Authority, mode: () => Names["secondServer"]): Respond {
  const stale = {
    ...authority,
    zones: { ...bound(authority.zones), recordsAt: (name: string) => authority.zones.recordsAt(name).filter(({ type }) => type !== "TXT") },
  };
  return (message, transport) => {
    if (mode() === "in step") return respond(authority, message, transport);
    if (mode() === "stale") return respond(stale, message, transport);
    const query = decode(message);
    return encode({ type: "response", id: query.id ?? 0, flags: 2, questions: query.questions ?? [] });
  };
}

function bound(zones: ZoneData): ZoneData {
  return { zoneOf: (name) => zones.zoneOf(name), recordsAt: (name) => zones.recordsAt(name), hasDescendants: (name) => zones.hasDescendants(name) };
}

/** Gives the second name server its own address. */
function twoServers(zones: ZoneData, first: string, second: string): ZoneData {
  const all = withNameServers(zones, first);
  return {
    ...bound(all),
    recordsAt: (name) => all.recordsAt(name).map((record) => (record.type === "A" && record.name === nameServers[1] ? { ...record, content: second } : record)),
  };
}
