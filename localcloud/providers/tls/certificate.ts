import { createHash, type KeyObject, randomBytes } from "node:crypto";
import { bitString, context, integer, pem, sequence, time } from "./der";
import { basicConstraints, authorityKeyIdentifier, subjectKeyIdentifier, usageExtensions } from "./extensions";
import { keyIdentifier, signer } from "./keys";

export interface CertificatePlan {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** Distinguished names. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly signingKey: KeyObject;
  readonly uses: readonly string[];
  /** The subject alternative names, as extensions. */
  readonly names: readonly Buffer[];
  readonly validityHours: number;
  readonly isAuthority: boolean;
  /** How many authorities may follow; negative means no limit. */
  readonly maxPathLength: number;
  readonly subjectKeyId: boolean;
  /** The issuer's key identifier, if the certificate is to contain it. */
  readonly authorityKeyId?: Buffer;
}

export interface Issued {
  readonly pem: string;
  /** Decimal. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Issues a certificate (RFC 5280, section 4.1), valid from `now`, in whole seconds. */
export function issue(plan: CertificatePlan, now: Date): Issued {
  const notBefore = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const notAfter = new Date(notBefore.getTime() + plan.validityHours * 3_600_000);
  const serialNumber = positive(randomBytes(16));
  const { algorithm, sign } = signer(plan.signingKey);
  const version3 = context(0, integer(2));
  const validity = sequence(time(notBefore), time(notAfter));
  const toSign = sequence(
    version3,
    integer(serialNumber),
    algorithm,
    plan.issuer,
    validity,
    plan.subject,
    plan.publicKey,
    context(3, sequence(...extensions(plan))),
  );
  const der = sequence(toSign, algorithm, bitString(sign(toSign)));
  return { pem: pem("CERTIFICATE", der), serialNumber: serialNumber.toString(), notBefore, notAfter };
}

/** A certificate request (RFC 2986, section 4). */
export function request(key: KeyObject, publicKey: Buffer, subject: Buffer, attributes: Buffer): { readonly pem: string; readonly id: string } {
  const { algorithm, sign } = signer(key);
  const toSign = sequence(integer(0), subject, publicKey, attributes);
  const der = sequence(toSign, algorithm, bitString(sign(toSign)));
  return { pem: pem("CERTIFICATE REQUEST", der), id: createHash("sha1").update(der).digest("hex") };
}

function extensions(plan: CertificatePlan): Buffer[] {
  return [
    ...usageExtensions(plan.uses),
    basicConstraints(plan.isAuthority, plan.maxPathLength),
    // An authority needs one, so that its certificates can refer to it (RFC 5280, section 4.2.1.2).
    ...(plan.subjectKeyId || plan.isAuthority ? [subjectKeyIdentifier(keyIdentifier(plan.publicKey))] : []),
    ...(plan.authorityKeyId ? [authorityKeyIdentifier(plan.authorityKeyId)] : []),
    ...plan.names,
  ];
}

function positive(bytes: Buffer): bigint {
  const value = BigInt(`0x${bytes.toString("hex")}`) >> 1n;
  return value === 0n ? 1n : value;
}
