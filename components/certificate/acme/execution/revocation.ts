import { X509Certificate } from "node:crypto";
import { AcmeRefusal } from "../acme-error";
import type { Signer, Transport } from "./transport";

/** RFC 5280, section 5.3.1: cessationOfOperation. The key is not compromised; the certificate is just no longer used. */
const reason = 5;

/** Revokes a certificate. An already revoked or expired certificate is not an error. */
export async function revoke(transport: Transport, signer: Required<Signer>, leaf: string): Promise<void> {
  const certificate = new X509Certificate(leaf);
  if (Date.parse(certificate.validTo) <= Date.now()) return;
  const { revokeCert } = await transport.directory();
  try {
    await transport.post(signer, revokeCert, { certificate: certificate.raw.toString("base64url"), reason }, { action: "revoke the certificate" });
  } catch (error) {
    if (!(error instanceof AcmeRefusal && error.has("alreadyRevoked"))) throw error;
  }
}
