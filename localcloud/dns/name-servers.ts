import { isWithin } from "../zones/names";
import { nameServers } from "../zones/seed";
import type { Zone, ZoneData, ZoneRecord } from "../zones/zone";

const zone: Zone = {
  id: "name-servers",
  name: "ns.cloudflare.test",
  nameServers,
  settings: {
    ssl: "off",
    alwaysUseHttps: false,
    minTlsVersion: "1.0",
    tls13: true,
    sharedOriginPull: false,
    cacheLevel: "aggressive",
    developmentMode: false,
    underAttack: false,
  },
};

/** The zones with the names of their own name servers, which lead to `address`. */
export function withNameServers(zones: ZoneData, address: string): ZoneData {
  const records = nameServers.map((name): ZoneRecord => ({ id: name, zoneId: zone.id, name, type: "A", content: address, ttl: 86400, proxied: false }));
  return {
    zoneOf: (name) => zones.zoneOf(name) ?? (isWithin(name, zone.name) ? zone : undefined),
    recordsAt: (name) => [...zones.recordsAt(name), ...records.filter((record) => record.name === name)],
    hasDescendants: (name) => zones.hasDescendants(name) || records.some((record) => record.name.endsWith(`.${name}`)),
  };
}
