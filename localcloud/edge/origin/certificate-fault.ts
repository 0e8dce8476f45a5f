import type { PeerCertificate } from "node:tls";

/** Why an origin's certificate is refused on a `verified` connection: OpenSSL's error in words, with details of the certificate. */
export function certificateFault(code: string, host: string, certificate: PeerCertificate): string {
  const issuer = one(certificate.issuer?.CN ?? certificate.issuer?.O) ?? "an unnamed issuer";
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return `The origin's certificate is self-signed (${issuer}): no authority vouches for it.`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return `The origin's certificate chain ends in a root that is not trusted: ${issuer}.`;
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `The origin's certificate was issued by ${issuer}, which is not trusted, or the origin does not send the intermediate certificates.`;
    case "CERT_HAS_EXPIRED":
      return `The origin's certificate, or one of its chain, has expired: the origin's was valid until ${certificate.valid_to}.`;
    case "CERT_NOT_YET_VALID":
      return `The origin's certificate, or one of its chain, is not valid yet: the origin's becomes valid on ${certificate.valid_from}.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The origin's certificate does not name ${host}. It names: ${names(certificate)}.`;
    default:
      return `The origin's certificate (issuer ${issuer}) is refused: ${code}.`;
  }
}

function names(certificate: PeerCertificate): string {
  return certificate.subjectaltname?.replaceAll("DNS:", "") ?? one(certificate.subject?.CN) ?? "nothing";
}

/** A name may hold the same attribute several times. */
function one(attribute: string | string[] | undefined): string | undefined {
  return Array.isArray(attribute) ? attribute.join(", ") : attribute;
}
