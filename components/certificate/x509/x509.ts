import { X509Certificate, type KeyObject } from "node:crypto";
import { bits, boolean, element, integer, isTagged, octets, oid, sequence, tagged, taggedOctets, type Element } from "./der";
import { addressOf, type AlternativeNames } from "./names";

/** A certificate, with details that node:crypto does not give. */
export interface Certificate extends AlternativeNames {
  readonly x509: X509Certificate;
  readonly publicKey: KeyObject;
  /** The subject's distinguished name, one line. */
  readonly subject: string;
  /** The issuer's distinguished name, one line. */
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whether it signed itself. */
  readonly isSelfSigned: boolean;
  /** Whether it may issue others, by its basic constraints. */
  readonly isAuthority: boolean;
  /** How many authorities may stand between it and a leaf. */
  readonly maxPathLength?: number;
  /** Whether its signature is strong: SHA-2 or better. */
  readonly hasStrongSignature: boolean;
  /** The bits of its key usage (RFC 5280, section 4.2.1.3), the first one first; absent when it does not limit the use. */
  readonly keyUsage?: readonly boolean[];
  /** What its key may be used for, as object identifiers; absent when it does not limit the use. */
  readonly extendedKeyUsage?: readonly string[];
  /** Whether clients refuse it without a stapled OCSP response (RFC 7633). */
  readonly mustStaple: boolean;
  /** The content of its name constraints. */
  readonly nameConstraints?: Buffer;
  /** Critical extensions that are not known here: a client that does not know them must refuse the certificate. */
  readonly unknownCritical: readonly string[];
}

interface Extension {
  readonly id: string;
  readonly isCritical: boolean;
  readonly value: Buffer;
}

const ids = {
  keyUsage: "2.5.29.15",
  alternativeNames: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  extendedKeyUsage: "2.5.29.37",
  tlsFeature: "1.3.6.1.5.5.7.1.24",
} as const;
/** Also known, but irrelevant here: policies, their mappings and constraints. */
const harmless = ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"];

/** SHA-2 with RSA, with ECDSA, and Ed25519, Ed448 (RFC 4055, 5758, 8410). */
const strongSignatures = /^1\.2\.840\.113549\.1\.1\.1[1234]$|^1\.2\.840\.10045\.4\.3\.[1234]$|^1\.3\.101\.11[23]$/;
const rsaPss = "1.2.840.113549.1.1.10";

/** Reads a certificate. Throws when it is not exactly one. */
export function readCertificate(der: Buffer): Certificate {
  const x509 = new X509Certificate(der);
  if (!x509.raw.equals(der)) throw new Error("Cannot read a certificate as nothing may follow it: there is more content in its block");
  const [toBeSigned, algorithm] = sequence(element(der));
  const extensions = extensionsOf(sequence(toBeSigned));
  const valueOf = (id: string): Buffer | undefined => extensions.find((extension) => extension.id === id)?.value;
  const extendedKeyUsage = valueOf(ids.extendedKeyUsage);
  const keyUsage = valueOf(ids.keyUsage);
  const nameConstraints = valueOf(ids.nameConstraints);
  if ([x509.validFrom, x509.validTo].some((time) => Number.isNaN(Date.parse(time))))
    throw new Error("Cannot read a certificate as its validity must be two dates: it is not");
  // OpenSSL reads the key only on demand, so a damaged one would fail later.
  const { publicKey } = x509;
  return {
    x509,
    publicKey,
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
    // Its key usage may lack certificate signing: only issuing other certificates needs that.
    isSelfSigned: x509.issuer === x509.subject && x509.verify(publicKey),
    ...authorityOf(valueOf(ids.basicConstraints)),
    ...namesOf(valueOf(ids.alternativeNames)),
    hasStrongSignature: isStrong(algorithm),
    ...(keyUsage && { keyUsage: bits(element(keyUsage)) }),
    ...(extendedKeyUsage && { extendedKeyUsage: sequence(element(extendedKeyUsage)).map(oid) }),
    mustStaple: valueOf(ids.tlsFeature) !== undefined,
    ...(nameConstraints && { nameConstraints }),
    unknownCritical: extensions.filter(({ id, isCritical }) => isCritical && ![...Object.values<string>(ids), ...harmless].includes(id)).map(({ id }) => id),
  };
}

/** Whether `issuer` signed `certificate`, and may by name and key usage. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** A distinguished name from node:crypto, on one line. An empty one is `undefined` there. */
function oneLine(name: string | undefined): string {
  return (name ?? "").replaceAll("\n", ", ");
}

function extensionsOf(fields: readonly Element[]): Extension[] {
  const explicit = fields.find((field) => isTagged(field, 3));
  if (!explicit) return [];
  return sequence(tagged(explicit, 3)[0]).map((extension) => {
    const [id, second, third] = sequence(extension);
    return { id: oid(id), isCritical: boolean(second) === true, value: octets(third ?? second) };
  });
}

function authorityOf(value: Buffer | undefined): Pick<Certificate, "isAuthority" | "maxPathLength"> {
  if (!value) return { isAuthority: false };
  const [first, second] = sequence(element(value));
  const isAuthority = boolean(first);
  const length = isAuthority === undefined ? first : second;
  return { isAuthority: isAuthority === true, ...(length && { maxPathLength: integer(length) }) };
}

function namesOf(value: Buffer | undefined): AlternativeNames {
  const names = value ? sequence(element(value)) : [];
  return {
    dnsNames: names.filter((name) => isTagged(name, 2)).map((name) => taggedOctets(name, 2).toString("latin1")),
    addresses: names.filter((name) => isTagged(name, 7)).flatMap((name) => addressOf(taggedOctets(name, 7)) ?? []),
  };
}

function isStrong(algorithm: Element | undefined): boolean {
  const [id, parameters] = sequence(algorithm);
  const name = oid(id);
  if (name !== rsaPss) return strongSignatures.test(name);
  // RFC 4055, section 3.1: the hash is SHA-1 unless [0] says otherwise.
  const hash = parameters && sequence(parameters).find((parameter) => isTagged(parameter, 0));
  return hash !== undefined && /^2\.16\.840\.1\.101\.3\.4\.2\.[123]$/.test(oid(sequence(tagged(hash, 0)[0])[0]));
}
