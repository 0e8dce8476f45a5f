/** Who trusts a certificate: only clients that are told to, Cloudflare's edge, every browser, or clients with a private root. */
export type Trust = "self" | "cloudflare-origin" | "public" | "private";

/** The facts of a leaf certificate. */
export interface LeafFacts {
  /** Host names, in the certificate's order. */
  readonly dnsNames: readonly string[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /** SHA-256 of the DER form, hexadecimal. */
  readonly sha256: string;
  /** The issuer's distinguished name, one line. */
  readonly issuer: string;
}

/** Certificates of the Origin CA can also come from Cloudflare's dashboard, and are then provided with its root. */
export function isOriginCa({ issuer }: LeafFacts): boolean {
  return /\borigin (?:ssl|ca)\b/i.test(issuer);
}
