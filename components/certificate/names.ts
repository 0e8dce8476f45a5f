import { domainToASCII } from "node:url";

/** The names in a certificate that clients look at. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  /** As {@link canonicalAddress} writes them. */
  readonly addresses: readonly string[];
}

/**
 * Whether a certificate with `names` is one for `wanted`, a host name or an address. An asterisk stands for exactly one whole label, the first
 * (RFC 9525, section 6.3), and never for one right below a top-level domain, which OpenSSL refuses as well.
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

/** A host name as certificates write it: lower case, other scripts as A-labels (RFC 5890). Empty when it is none. */
export function asciiName(name: string): string {
  const wildcard = name.startsWith("*.") ? "*." : "";
  const ascii = domainToASCII(name.slice(wildcard.length));
  return ascii === "" ? "" : wildcard + ascii;
}

/** An IPv4 or IPv6 address in its one canonical form (RFC 5952), or `undefined` when `text` is none. */
export function canonicalAddress(text: string): string | undefined {
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(text)) return text.split(".").every((part) => String(Number(part)) === part && Number(part) <= 255) ? text : undefined;
  if (!/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text)) return undefined;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** The address in an iPAddress of a certificate (RFC 5280, section 4.2.1.6); `undefined` unless it has 4 or 16 octets. */
export function addressOf(octets: Buffer): string | undefined {
  if (octets.length === 4) return octets.join(".");
  return octets.length === 16 ? canonicalAddress(octets.toString("hex").match(/.{4}/g)?.join(":") ?? "") : undefined;
}
