import { X509Certificate } from "node:crypto";
import { AcmeRefusal } from "../acme-error";
import type { Signer, Transport } from "./transport";

/** RFC 5280, section 5.3.1: cessationOfOperation. The key was not compromised; the certificate is just not used any more. */
const reason = 5;

/** Revokes a certificate. One that is revoked or expired already is no failure. */
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
