import type { Context } from "hono";
import type { Store } from "../../store/store";
import type { Traffic } from "../../traffic/traffic";
import type { StoredZone } from "../../zones/stored";
import type { Zones } from "../../zones/zones";
import type { Authority } from "../../pki/authority";
import type { Log } from "../../log";
import type { Credential, Credentials } from "./credentials";
import { faults, type ApiFault } from "./faults";
import type { Permission } from "./permissions";

/** The data and services behind the routes. */
export interface Backend {
  readonly store: Store;
  readonly zones: Zones;
  readonly credentials: Credentials;
  readonly originCa: Authority;
  readonly edgeRanges: () => readonly string[];
  /** Removes the selected URLs from the edge's cache. */
  readonly purge: (selects: (url: string) => boolean) => void;
  /** The edge's request counts. */
  readonly traffic: Traffic;
  readonly log: Log;
}

export interface Env {
  /** Of @hono/node-server; absent, all of it, in a request without a connection. */
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } };
  Variables: { credential: Credential };
}

/** @throws ApiFault `denial` unless the request's credential has the permission, in zone `zoneId` if it is a zone permission. */
export function demand(c: Context<Env>, permission: Permission, denial: () => ApiFault, zoneId?: string): void {
  if (!c.get("credential").allows(permission, zoneId)) throw denial();
}

/** The zone of the path. @throws ApiFault if it does not exist, or if the credential lacks the permission in it. */
export function zoneOf(c: Context<Env>, zones: Zones, permission: Permission, denial: () => ApiFault): StoredZone {
  const zone = zones.get(c.req.param("zone") ?? "");
  // A token without permission in a zone must not learn whether the zone exists.
  demand(c, permission, denial, zone?.id);
  if (!zone) throw faults.noRoute(c.req.path);
  return zone;
}
