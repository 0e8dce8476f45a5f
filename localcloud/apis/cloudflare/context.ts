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

/** What the routes work on. */
export interface Backend {
  readonly store: Store;
  readonly zones: Zones;
  readonly credentials: Credentials;
  readonly originCa: Authority;
  readonly edgeRanges: () => readonly string[];
  /** Lets the edge's cache forget the URLs that are selected. */
  readonly purge: (selects: (url: string) => boolean) => void;
  /** What the edge counted. */
  readonly traffic: Traffic;
  readonly log: Log;
}

export interface Env {
  Variables: { credential: Credential };
}

/** @throws ApiFault `denial` unless whoever asks has the permission, in zone `zoneId` if it is one of zones. */
export function demand(c: Context<Env>, permission: Permission, denial: () => ApiFault, zoneId?: string): void {
  if (!c.get("credential").allows(permission, zoneId)) throw denial();
}

/** The zone of the path, once the permission in it is established. @throws ApiFault when there is none or it is not permitted. */
export function zoneOf(c: Context<Env>, zones: Zones, permission: Permission, denial: () => ApiFault): StoredZone {
  const zone = zones.get(c.req.param("zone") ?? "");
  // A token that may nothing in a zone must not learn whether there is one.
  demand(c, permission, denial, zone?.id);
  if (!zone) throw faults.noRoute(c.req.path);
  return zone;
}
