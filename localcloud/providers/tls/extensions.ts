import { isIP } from "node:net";
import { bitString, context, contextString, integer, octetString, oid, sequence, set, yes } from "./der";

export interface AlternativeNames {
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
}

/** RFC 5280, section 4.2.1.3: the bit of each usage. */
const keyUsages = [
  "digital_signature",
  "content_commitment",
  "key_encipherment",
  "data_encipherment",
  "key_agreement",
  "cert_signing",
  "crl_signing",
  "encipher_only",
  "decipher_only",
];

/** RFC 5280, section 4.2.1.12, and what vendors added. */
const extendedKeyUsages: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: "1.3.6.1.5.5.7.3.1",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  ipsec_end_system: "1.3.6.1.5.5.7.3.5",
  ipsec_tunnel: "1.3.6.1.5.5.7.3.6",
  ipsec_user: "1.3.6.1.5.5.7.3.7",
  timestamping: "1.3.6.1.5.5.7.3.8",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
  microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
  netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
  microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
  microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
};

export const allowedUses: readonly string[] = [...keyUsages, ...Object.keys(extendedKeyUsages)];

export function extension(id: string, content: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octetString(content));
}

export function usageExtensions(uses: readonly string[]): Buffer[] {
  const bits = keyUsages.map((usage) => uses.includes(usage));
  const extended = uses.flatMap((use) => extendedKeyUsages[use] ?? []);
  return [
    ...(bits.includes(true) ? [extension("2.5.29.15", namedBits(bits), true)] : []),
    ...(extended.length > 0 ? [extension("2.5.29.37", sequence(...extended.map(oid)))] : []),
  ];
}

/** X.690, section 11.2.2: a named bit list ends with its last 1 bit. */
function namedBits(bits: readonly boolean[]): Buffer {
  const size = bits.lastIndexOf(true) + 1;
  const bytes = Buffer.alloc(Math.ceil(size / 8));
  for (const [index, bit] of bits.slice(0, size).entries()) {
    const byte = index >> 3;
    if (bit) bytes[byte] = (bytes[byte] ?? 0) | (0x80 >> (index & 7));
  }
  return bitString(bytes, (8 - (size % 8)) % 8);
}

export function basicConstraints(isAuthority: boolean, maxPathLength: number): Buffer {
  return extension("2.5.29.19", sequence(...(isAuthority ? [yes] : []), ...(isAuthority && maxPathLength >= 0 ? [integer(maxPathLength)] : [])), true);
}

export function subjectKeyIdentifier(identifier: Buffer): Buffer {
  return extension("2.5.29.14", octetString(identifier));
}

export function authorityKeyIdentifier(identifier: Buffer): Buffer {
  return extension("2.5.29.35", sequence(contextString(0, identifier)));
}

export const alternativeNameOid = "2.5.29.17";

/** Empty if there is no name. */
export function alternativeNames({ dnsNames = [], ipAddresses = [], uris = [] }: AlternativeNames, critical = false): Buffer[] {
  const names = [
    ...dnsNames.map((name) => contextString(2, Buffer.from(name))),
    ...ipAddresses.map((address) => contextString(7, addressBytes(address))),
    ...uris.map((uri) => contextString(6, Buffer.from(uri))),
  ];
  return names.length > 0 ? [extension(alternativeNameOid, sequence(...names), critical)] : [];
}

/** Extensions of a certificate request: an attribute of PKCS #9 (RFC 2985, section 5.4.2). */
export function requestedExtensions(extensions: readonly Buffer[]): Buffer {
  if (extensions.length === 0) return context(0);
  return context(0, sequence(oid("1.2.840.113549.1.9.14"), set(sequence(...extensions))));
}

export function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groups = (part: string) =>
    part
      .split(":")
      .filter((group) => group !== "")
      .flatMap((group) => (group.includes(".") ? pairs(group) : [group]));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, "0")).join(""), "hex");
}

/** The last 32 bits of an IPv6 address, if they are written as an IPv4 address. */
function pairs(dotted: string): string[] {
  const hex = Buffer.from(dotted.split(".").map(Number)).toString("hex");
  return [hex.slice(0, 4), hex.slice(4)];
}
