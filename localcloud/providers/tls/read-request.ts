import { createPublicKey, verify } from "node:crypto";
import { Refusal } from "../engine";
import { elements, fromPem, oid, type Element } from "./der";
import { alternativeNameOid } from "./extensions";

export interface RequestedCertificate {
  /** Distinguished name. */
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** The extension of alternative names, or empty. */
  readonly names: readonly Buffer[];
}

/**
 * The content of a certificate request (RFC 2986, section 4).
 * @throws {Refusal} if it is not one, or if its signature does not prove possession of the key.
 */
export function readRequest(text: string): RequestedCertificate {
  const der = fromPem("CERTIFICATE REQUEST", text);
  if (!der) throw new Refusal("Cannot use certRequestPem as a certificate request: it has no PEM block CERTIFICATE REQUEST");
  const [info, algorithm, signature] = elements(elements(der)[0]?.content ?? der);
  const [, subject, publicKey, attributes] = info ? elements(info.content) : [];
  if (!info || !algorithm || !signature || !subject || !publicKey)
    throw new Refusal("Cannot use certRequestPem as a certificate request: its DER lacks a part");
  const key = createPublicKey({ key: publicKey.bytes, type: "spki", format: "der" });
  if (!verify(hashOf(algorithm), info.bytes, key, signature.content.subarray(1)))
    throw new Refusal("Cannot use certRequestPem as a certificate request: its signature does not fit its public key");
  return { subject: subject.bytes, publicKey: publicKey.bytes, names: attributes ? requestedNames(attributes) : [] };
}

const hashes: readonly (readonly [string, string | null])[] = [
  ["1.2.840.113549.1.1.11", "sha256"],
  ["1.2.840.113549.1.1.12", "sha384"],
  ["1.2.840.113549.1.1.13", "sha512"],
  ["1.2.840.10045.4.3.2", "sha256"],
  ["1.2.840.10045.4.3.3", "sha384"],
  ["1.2.840.10045.4.3.4", "sha512"],
  ["1.3.101.112", null],
];

function hashOf(algorithm: Element): string | null {
  const [identifier] = elements(algorithm.content);
  const known = hashes.find(([id]) => identifier?.bytes.equals(oid(id)));
  if (!known) throw new Refusal("Cannot use certRequestPem as a certificate request: its signature algorithm is neither RSA, ECDSA with SHA-2 nor Ed25519");
  return known[1];
}

const extensionRequest = oid("1.2.840.113549.1.9.14");
const alternativeName = oid(alternativeNameOid);

function requestedNames(attributes: Element): readonly Buffer[] {
  const requested = elements(attributes.content).map((attribute) => elements(attribute.content));
  const values = requested.find(([type]) => type?.bytes.equals(extensionRequest))?.[1];
  const extensions = elements(elements(values?.content)[0]?.content);
  return extensions.filter((candidate) => elements(candidate.content)[0]?.bytes.equals(alternativeName)).map((candidate) => candidate.bytes);
}
