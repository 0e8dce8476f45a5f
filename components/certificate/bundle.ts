import { X509Certificate } from "node:crypto";
import type { LeafFacts } from "./certificate";

/**
 * The facts of the first certificate in `pem`. Throws when it holds none, or one that does not parse.
 *
 * @example
 * ```ts
 * import { leafFacts } from "tlsup";
 * declare const pem: string;
 * console.log(leafFacts(pem).notAfter); // 2027-11-25T12:00:00.000Z
 * ```
 */
export function leafFacts(pem: string): LeafFacts {
  const leaf = parse(pem);
  return {
    dnsNames: dnsNames(leaf),
    notBefore: new Date(leaf.validFrom).toISOString(),
    notAfter: new Date(leaf.validTo).toISOString(),
    sha256: leaf.fingerprint256.replaceAll(":", "").toLowerCase(),
    issuer: leaf.issuer.replaceAll("\n", ", "),
  };
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new Error("Cannot read the certificate as PEM: the text holds no certificate that parses. Give one that starts with -----BEGIN CERTIFICATE-----", { cause });
  }
}

function dnsNames(leaf: X509Certificate): string[] {
  return (leaf.subjectAltName ?? "").split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4)] : []));
}
