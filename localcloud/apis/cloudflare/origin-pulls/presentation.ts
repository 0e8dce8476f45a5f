import { X509Certificate } from "node:crypto";
import type { OriginPulls, PullCertificate, PulledHost } from "../../../zones/origin-pulls";

/** A certificate as the API returns it: never with its key. */
export function shownCertificate(pulls: OriginPulls, stored: PullCertificate): Record<string, unknown> {
  return { id: stored.id, ...factsOf(stored.certificate), status: pulls.statusOf(stored), uploaded_on: stored.uploadedOn };
}

/** A host name's choice as the API returns it, with its certificate. */
export function shownHost(pulls: OriginPulls, host: PulledHost): Record<string, unknown> {
  const certificate = pulls.certificates.get(host.certificateId);
  return {
    hostname: host.id,
    cert_id: host.certificateId,
    enabled: host.enabled,
    status: pulls.statusOfHost(host),
    created_at: host.createdOn,
    updated_at: host.updatedOn,
    ...(certificate && {
      ...factsOf(certificate.certificate),
      cert_status: pulls.statusOf(certificate),
      cert_uploaded_on: certificate.uploadedOn,
      cert_updated_at: certificate.deletedOn ?? certificate.uploadedOn,
    }),
  };
}

function factsOf(certificate: string): Record<string, unknown> {
  const { issuer, serialNumber, validTo, publicKey } = new X509Certificate(certificate);
  return {
    certificate,
    issuer: issuer.split("\n").join(", "),
    serial_number: BigInt(`0x${serialNumber}`).toString(),
    signature: publicKey.asymmetricKeyType === "rsa" ? "SHA256WithRSA" : "ECDSAWithSHA256",
    expires_on: new Date(validTo).toISOString(),
  };
}
