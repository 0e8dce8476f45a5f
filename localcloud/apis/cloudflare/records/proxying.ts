import { BlockList, isIPv4 } from "node:net";
import type { RecordType } from "../../../zones/zone";

/** Addresses of no public host (RFC 6890): the edge cannot reach an origin there. */
const unreachable = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const) {
  unreachable.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  unreachable.addSubnet(network, prefix, "ipv6");

const proxiedTypes: readonly RecordType[] = ["A", "AAAA", "CNAME"];

/** Whether records of this type can be proxied at all: https://developers.cloudflare.com/dns/proxy-status/#records-that-can-be-proxied */
export function isProxiedType(type: RecordType): boolean {
  return proxiedTypes.includes(type);
}

/** Whether a record with this content can be proxied. */
export function isProxiable({ type, content }: { readonly type: RecordType; readonly content: string }): boolean {
  if (!isProxiedType(type)) return false;
  return type === "CNAME" || !unreachable.check(content, isIPv4(content) ? "ipv4" : "ipv6");
}
