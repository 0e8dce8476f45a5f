import { createPrivateKey, X509Certificate } from "node:crypto";
import { AcmeRefusal } from "../acme-error";
import type { LetsEncryptOutputs } from "../certificate-resource";
import type { HttpAnswer } from "./http";
import type { Signer, Transport } from "./transport";

/** RFC 5280, section 5.3.1: cessationOfOperation. The key is not compromised; the certificate is just no longer used. */
const reason = 5;

/** Revokes a certificate. An already revoked or expired certificate is not an error. */
export async function revoke(
  transport: Transport,
  signer: Required<Signer>,
  { leaf, privateKey }: Pick<LetsEncryptOutputs, "leaf" | "privateKey">,
): Promise<void> {
  const certificate = new X509Certificate(leaf);
  if (Date.parse(certificate.validTo) <= Date.now()) return;
  const { revokeCert } = await transport.directory();
  const ask = (by: Signer): Promise<HttpAnswer> =>
    transport.post(by, revokeCert, { certificate: certificate.raw.toString("base64url"), reason }, { action: "revoke the certificate" });
  try {
    await ask(signer).catch((error: unknown) => {
      if (!(error instanceof AcmeRefusal && (error.has("unauthorized") || error.has("accountDoesNotExist")))) throw error;
      // Another account ordered it. RFC 8555, section 7.6: its own key can ask as well. Not first, as Let's Encrypt then gives a compromised key as the reason.
      return ask({ key: createPrivateKey(privateKey) });
    });
  } catch (error) {
    if (!(error instanceof AcmeRefusal && error.has("alreadyRevoked"))) throw error;
  }
}
