import { X509Certificate } from "node:crypto";
import { Refusal } from "../engine";
import { elements } from "./der";
import { keyIdentifier, publicKeyInfo } from "./keys";

/**
 * A certificate in PEM.
 * @throws {Refusal} naming the property.
 */
export function readCertificate(property: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new Refusal(`Cannot use ${property} as a certificate: it is no PEM block CERTIFICATE that can be read`, { cause: error });
  }
}

/** The subject as encoded in the certificate, so that an issuer's name is repeated byte for byte (RFC 5280, section 4.1.2.4). */
export function subjectOf(certificate: X509Certificate): Buffer {
  const fields = toBeSigned(certificate);
  // serialNumber, signature, issuer, validity, subject follow the version, which version 1 omits.
  const subject = fields[fields[0]?.isFirstContext ? 5 : 4];
  if (!subject) throw new Refusal("Cannot find the subject of a certificate: its DER lacks a part");
  return subject.bytes;
}

export function keyIdentifierOf(certificate: X509Certificate): Buffer {
  return keyIdentifier(publicKeyInfo(certificate.publicKey));
}

export function toBeSigned(certificate: X509Certificate) {
  return elements(elements(elements(certificate.raw)[0]?.content)[0]?.content);
}
