import { randomBytes } from "node:crypto";
import type { Store } from "../store/store";
import type { StoredZone } from "./stored";
import { openZones } from "./zones";

/**
 * The name servers of every zone here. Cloudflare gives each zone two under `ns.cloudflare.com`; these exist in the
 * local DNS server, so a client that asks a zone's own name servers (as ACME clients do) reaches it.
 */
export const nameServers = ["ada.ns.cloudflare.test", "bob.ns.cloudflare.test"] as const;

/** A new identifier for the API. */
export function newId(): string {
  return randomBytes(16).toString("hex");
}

/** A new zone with the default settings. */
export function newZone(name: string): StoredZone {
  const now = new Date().toISOString();
  return { id: newId(), name, nameServers, paused: false, createdOn: now, modifiedOn: now, settings: {} };
}

/** Creates the zone `name` unless it exists. */
export function seedZone(store: Store, name: string): void {
  const zones = openZones(store);
  if (!zones.named(name)) zones.put(newZone(name));
}
