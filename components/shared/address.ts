import { isIP, SocketAddress } from "node:net";
import * as v from "valibot";

/** An IPv4 or IPv6 address in its one canonical form (RFC 5952); `undefined` for any other text. */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes("%")) return undefined;
  return text.includes(":") ? new SocketAddress({ address: text, family: "ipv6" }).address : text;
}

/** An address for an A record. */
export const ipv4Address = v.pipe(
  v.string(),
  v.check((text) => !text.includes(":") && canonicalAddress(text) !== undefined, "must be an IPv4 address like 198.51.100.7"),
);

/** An address for an AAAA record, in the form in which DNS hosts return it. */
export const ipv6Address = v.pipe(
  v.string(),
  v.check((text) => text.includes(":") && canonicalAddress(text) === text, "must be an IPv6 address in its shortest form, like 2001:db8::7"),
);

/** A range of addresses. Source: RFC 4632 section 3.1, RFC 4291 section 2.3. */
export const addressRange = v.pipe(v.string(), v.check(isRange, "must be an address range like 203.0.113.0/24"));

export function isRange(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || canonicalAddress(address) === undefined || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (address.includes(":") ? 128 : 32);
}
