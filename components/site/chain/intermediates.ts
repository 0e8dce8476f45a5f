import { X509Certificate } from "node:crypto";
import { parsePem } from "../../certificate/x509/pem";

/** SHA-256 of the certificates in `pem` except roots: clients have those, so it does not matter whether they are sent. */
export function intermediateHashes(pem: string): string[] {
  return parsePem(pem)
    .blocks.filter(({ label }) => label === "CERTIFICATE")
    .map(({ der }) => new X509Certificate(der))
    .filter(({ subject, issuer }) => subject !== issuer)
    .map(({ fingerprint256 }) => fingerprint256.replaceAll(":", "").toLowerCase());
}
