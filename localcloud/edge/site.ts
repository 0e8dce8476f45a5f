import type { Zone, ZoneData, ZoneRecord } from "../zones/zone";

/** A host name that the edge serves. */
export interface Site {
  readonly host: string;
  readonly zone: Zone;
  /** The addresses of its origins; empty if a CNAME leads nowhere. */
  readonly addresses: readonly string[];
}

/** A longer chain of CNAMEs counts as a loop, as for resolvers. */
const longestChain = 8;

/** The TTL of every proxied record, in milliseconds: for that long, resolvers may lead visitors to the edge. */
const proxiedTtl = 300_000;

/**
 * The site of a host name, or `undefined` if the name has no proxied record, and had none that resolvers may still cache. An edge must serve visitors
 * who still come, or a change would leave a gap; Cloudflare does not document what it does.
 */
export function siteOf(zones: ZoneData, host: string, now = Date.now()): Site | undefined {
  const zone = zones.zoneOf(host);
  if (!zone) return undefined;
  const proxied = recordsFor(zones, zone, host).filter((record) => isServed(record, now) && isAddressOrAlias(record));
  if (proxied.length === 0) return undefined;
  return { host, zone, addresses: addressesOf(zones, proxied, longestChain) };
}

/** Universal SSL covers the zone's apex and one level below it (developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations). */
export function isCoveredByUniversalSsl(host: string, zone: Zone): boolean {
  return host === zone.name || host.slice(host.indexOf(".") + 1) === zone.name;
}

function addressesOf(zones: ZoneData, records: readonly ZoneRecord[], depth: number): string[] {
  return records.flatMap((record) => {
    if (record.type !== "CNAME") return [record.content];
    const target = record.content.toLowerCase().replace(/\.$/, "");
    const zone = zones.zoneOf(target);
    if (!zone || depth === 0) return [];
    return addressesOf(zones, recordsFor(zones, zone, target).filter(isAddressOrAlias), depth - 1);
  });
}

/** The records that answer for a name: its own, else those of the wildcard at its closest encloser (RFC 4592 section 3.3.1). */
function recordsFor(zones: ZoneData, zone: Zone, name: string): readonly ZoneRecord[] {
  if (exists(zones, name)) return zones.recordsAt(name);
  for (let parent = name; parent !== zone.name;) {
    parent = parent.slice(parent.indexOf(".") + 1);
    const wildcard = zones.recordsAt(`*.${parent}`);
    if (wildcard.length > 0 || exists(zones, parent)) return wildcard;
  }
  return [];
}

function isServed({ proxied, leftProxyOn }: ZoneRecord, now: number): boolean {
  return proxied || (leftProxyOn !== undefined && now - Date.parse(leftProxyOn) < proxiedTtl);
}

function exists(zones: ZoneData, name: string): boolean {
  return zones.recordsAt(name).length > 0 || zones.hasDescendants(name);
}

function isAddressOrAlias(record: ZoneRecord): boolean {
  return record.type === "A" || record.type === "AAAA" || record.type === "CNAME";
}
