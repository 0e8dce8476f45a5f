import { isIssuedBy, type Certificate } from "./x509";

/** Certificates in the order in which a server sends them. */
export interface ChainOrder {
  /** The leaf, its issuer, the issuer's issuer and so on (RFC 8446, section 4.4.2). */
  readonly chain: readonly [Certificate, ...Certificate[]];
  /** The certificates that issued nothing in the chain. */
  readonly unrelated: readonly Certificate[];
}

/** The certificate that the chain starts with: one that issued none of the others, preferably one that `isOwn` recognises. */
export function findLeaf(certificates: readonly Certificate[], isOwn: (certificate: Certificate) => boolean): Certificate | undefined {
  const isIssuer = (candidate: Certificate): boolean => certificates.some((other) => other !== candidate && isIssuedBy(other.x509, candidate.x509));
  return (
    certificates.find((candidate) => isOwn(candidate) && !isIssuer(candidate)) ??
    certificates.find((candidate) => !isIssuer(candidate) && !candidate.isAuthority) ??
    certificates.find((candidate) => !isIssuer(candidate)) ??
    certificates[0]
  );
}

/** Puts `others` in order behind the leaf. An issuer that occurs twice, signed by two authorities, is kept twice. */
export function order(leaf: Certificate, others: readonly Certificate[]): ChainOrder {
  const chain: [Certificate, ...Certificate[]] = [leaf];
  const rest = new Set(others);
  for (const current of chain) {
    for (const candidate of rest) {
      if (current.isSelfSigned || !isIssuedBy(current.x509, candidate.x509)) continue;
      chain.push(candidate);
      rest.delete(candidate);
    }
  }
  return { chain, unrelated: [...rest] };
}
