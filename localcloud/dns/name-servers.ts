import { isWithin } from "../zones/names";
import { nameServers } from "../zones/seed";
import { newZone } from "../zones/settings";
import type { Zone, ZoneData, ZoneRecord } from "../zones/zone";

const zone: Zone = {
  id: "name-servers",
  name: "ns.cloudflare.test",
  nameServers,
  settings: { ...newZone, ssl: "off" },
};

/** The zones with the names of their own name servers, which resolve to `address`. */
export function withNameServers(zones: ZoneData, address: string): ZoneData {
  const records = nameServers.map((name): ZoneRecord => ({ id: name, zoneId: zone.id, name, type: "A", content: address, ttl: 86400, proxied: false }));
  return {
    zoneOf: (name) => zones.zoneOf(name) ?? (isWithin(name, zone.name) ? zone : undefined),
    recordsAt: (name) => [...zones.recordsAt(name), ...records.filter((record) => record.name === name)],
    hasDescendants: (name) => zones.hasDescendants(name) || records.some((record) => record.name.endsWith(`.${name}`)),
  };
}
