import { domainToASCII } from "node:url";
import { canonicalAddress } from "../../shared/address";

/** The names in a certificate that clients look at. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  /** As {@link canonicalAddress} writes them. */
  readonly addresses: readonly string[];
}

/**
 * Whether a certificate with these names is valid for `wanted`, a host name or an address. An asterisk stands for exactly one whole label, the first
 * (RFC 9525, section 6.3), and never for one right below a top-level domain, which OpenSSL also refuses.
 */
export function covers({ dnsNames, addresses }: AlternativeNames, wanted: string): boolean {
  const address = canonicalAddress(wanted);
  if (address !== undefined) return addresses.includes(address);
  const name = asciiName(wanted);
  return name !== "" && dnsNames.some((pattern) => matches(pattern.toLowerCase(), name));
}

function matches(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  const [first = "", ...rest] = name.split(".");
  return pattern.startsWith("*.") && rest.length >= 2 && /^[a-z0-9-]+$/.test(first) && pattern.slice(2) === rest.join(".");
}

/** A host name as certificates write it: lower case, other scripts as A-labels (RFC 5890). Empty when it is not a host name. */
export function asciiName(name: string): string {
  const wildcard = name.startsWith("*.") ? "*." : "";
  const ascii = domainToASCII(name.slice(wildcard.length));
  return ascii === "" ? "" : wildcard + ascii;
}

/** The address in an iPAddress of a certificate (RFC 5280, section 4.2.1.6); `undefined` unless it has 4 or 16 octets. */
export function addressOf(octets: Buffer): string | undefined {
  if (octets.length === 4) return octets.join(".");
  return octets.length === 16 ? canonicalAddress(octets.toString("hex").match(/.{4}/g)?.join(":") ?? "") : undefined;
}
