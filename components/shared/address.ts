import { isIP, SocketAddress } from "node:net";
import * as v from "valibot";

/** An IPv4 or IPv6 address in its one canonical form (RFC 5952); `undefined` for any other text. */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes("%")) return undefined;
  return text.includes(":") ? new SocketAddress({ address: text, family: "ipv6" }).address : text;
}

/** An address for an A record. */
export const recordAddress = v.pipe(
  v.string(),
  v.check(
    (text) => !text.includes(":") && canonicalAddress(text) !== undefined,
    "must be an IPv4 address like 198.51.100.7, as a host's IPv6 address is given as ipv6",
  ),
);

/** An address for an AAAA record, in the form in which DNS hosts return it. */
export const ipv6Address = v.pipe(
  v.string(),
  v.check((text) => text.includes(":") && canonicalAddress(text) === text, "must be an IPv6 address in its shortest form, like 2001:db8::7"),
);

/** The address of a host: IPv4, or IPv6 in the form in which DNS hosts return it. */
export const hostAddress = v.pipe(
  v.string(),
  v.check(
    (text) => canonicalAddress(text) === text,
    "must be an IPv4 address like 198.51.100.7 or, of a machine without IPv4, an IPv6 address in its shortest form, like 2001:db8::7",
  ),
);

/** Whether an address, which may not be known yet, is known to be an IPv6 address. */
export function isIpv6(address: unknown): boolean {
  return typeof address === "string" && address.includes(":");
}

/** A port of a host, as URLs write it: an IPv6 address is in brackets. Source: RFC 3986 section 3.2.2. */
export function atPort(host: string, port: number): string {
  return `${isIpv6(host) ? `[${host}]` : host}:${port}`;
}

/** A range of addresses. Source: RFC 4632 section 3.1, RFC 4291 section 2.3. */
export const addressRange = v.pipe(v.string(), v.check(isRange, "must be an address range like 203.0.113.0/24, which begins with its first address"));

/** Whether a text is a range. Hetzner takes none that begins in its middle, like 203.0.113.7/24: it may be meant as one address. */
export function isRange(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || canonicalAddress(address) === undefined || !/^\d{1,3}$/.test(length)) return false;
  const bits = bitsOf(address);
  return Number(length) <= bits.length && !bits.slice(Number(length)).includes("1");
}

/** The bits of an address, the first of them first; none of an IPv6 address that ends as IPv4 does. */
function bitsOf(address: string): string {
  if (!address.includes(":")) return binary(address.split("."), 10, 8);
  const [before = [], after = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const skipped = Array<string>(8 - before.length - after.length).fill("0");
  return address.includes(".") ? "" : binary([...before, ...skipped, ...after], 16, 16);
}

function binary(numbers: readonly string[], radix: number, width: number): string {
  return numbers.map((number) => Number.parseInt(number, radix).toString(2).padStart(width, "0")).join("");
}
