import type { Answer, CaaData } from "dns-packet";
import { characterStrings } from "../zones/txt";
import type { SshfpData, Zone, ZoneRecord } from "../zones/zone";

/** The TTL "automatic", in seconds: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
export const automaticTtl = 300;
const soaTtl = 1800;
const nsTtl = 86400;

/** The record under the name that was asked for. */
export function resourceRecord(name: string, record: ZoneRecord): Answer {
  const ttl = record.ttl === 1 ? automaticTtl : record.ttl;
  switch (record.type) {
    case "A":
    case "AAAA":
    case "CNAME":
      return { name, type: record.type, ttl, class: "IN", data: record.content };
    case "TXT":
      return { name, type: "TXT", ttl, class: "IN", data: characterStrings(record.content) ?? [] };
    case "MX":
      return { name, type: "MX", ttl, class: "IN", data: { preference: record.priority ?? 0, exchange: record.content } };
    case "CAA":
      // The types of dns-packet have only the tags of RFC 6844.
      return { name, type: "CAA", ttl, class: "IN", data: record.data as CaaData };
    case "SSHFP": {
      const { algorithm, type, fingerprint } = record.data as SshfpData;
      return { name, type: "SSHFP", ttl, class: "IN", data: { algorithm, hash: type, fingerprint } };
    }
  }
}

/** The answer for a proxied name: https://developers.cloudflare.com/dns/proxy-status/ */
export function edgeRecord(name: string, edgeAddress: string): Answer {
  return { name, type: "A", ttl: automaticTtl, class: "IN", data: edgeAddress };
}

export function startOfAuthority(zone: Zone, serial: number): Answer {
  const [mname = ""] = zone.nameServers;
  return {
    name: zone.name,
    type: "SOA",
    ttl: soaTtl,
    class: "IN",
    data: { mname, rname: "dns.cloudflare.com", serial, refresh: 10000, retry: 2400, expire: 604800, minimum: soaTtl },
  };
}

export function nameServerRecords(zone: Zone): Answer[] {
  return zone.nameServers.map((data) => ({ name: zone.name, type: "NS", ttl: nsTtl, class: "IN", data }));
}

/** RFC 8482, 4.2: the whole answer to ANY. */
export function minimalAny(name: string): Answer {
  return { name, type: "HINFO", ttl: 3789, class: "IN", data: { cpu: "RFC8482", os: "" } };
}
