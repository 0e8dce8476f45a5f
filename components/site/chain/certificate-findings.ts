import { covers } from "../../certificate/x509/names";
import type { LeafFacts } from "../../certificate/x509/facts";
import type { ExpectedChain } from "./chain";
import type { Handshake, IssuerFacts } from "./handshake";
import { finding, type Finding } from "./codes";
import { renewalState, type Dates, type Renewer } from "./renewal-window";

/** A certificate's dates, as far as they are known. */
export type Known = Pick<ExpectedChain, "notBefore" | "notAfter" | "renewAt">;

type CertificateHop = "edge" | "origin";

/** Findings about a certificate's dates, by the rule of whatever renews it. */
export function renewalFindings(
  hop: CertificateHop,
  { notBefore, notAfter, renewAt }: Known,
  now: Date,
  renewer: Renewer | undefined,
  remedy: string,
): Finding[] {
  const ends = `expires on ${notAfter.slice(0, 10)}, ${left(notAfter, now)}`;
  // Without its start the certificate's lifetime is unknown, so only its end counts.
  const dates: Dates =
    notBefore === undefined
      ? { notBefore: new Date(0).toISOString(), notAfter, renewAt: notAfter }
      : { notBefore, notAfter, ...(renewAt !== undefined && { renewAt }) };
  switch (renewalState(notBefore === undefined ? undefined : renewer, dates, now)) {
    case "not-due":
      return [];
    case "due":
      return [finding("renewal-due", hop, `the certificate is due for renewal, and ${ends}`, remedy)];
    case "overdue":
      return [finding("renewal-overdue", hop, `the certificate should have been renewed, and ${ends}`, remedy)];
    case "expired":
      return [finding("certificate-expired", hop, `the certificate expired on ${notAfter.slice(0, 10)}`, remedy)];
    case "not-yet-valid":
      return [notYetValid(hop, "the certificate", dates.notBefore)];
  }
}

function notYetValid(hop: CertificateHop, what: string, notBefore: string): Finding {
  const remedy = "Check the clocks of this machine and of the one that made it";
  return finding("certificate-not-yet-valid", hop, `${what} is valid only from ${notBefore}`, remedy);
}

function left(notAfter: string, now: Date): string {
  const hours = Math.floor((Date.parse(notAfter) - now.getTime()) / 3_600_000);
  return hours >= 48 ? `in ${Math.floor(hours / 24)} days` : `in ${hours} hours`;
}

/** Finds a certificate whose names do not include the requested one. */
export function nameFindings(hop: CertificateHop, { dnsNames }: LeafFacts, name: string, remedy: string): Finding[] {
  if (covers({ dnsNames, addresses: [] }, name)) return [];
  const names = dnsNames.length === 0 ? "no host name" : dnsNames.join(", ");
  return [finding("name-mismatch", hop, `the certificate is not for ${name}: it names ${names}`, remedy)];
}

/** Faults of the intermediate certificates that were sent. */
export function intermediateFindings(hop: CertificateHop, intermediates: readonly IssuerFacts[], now: Date): Finding[] {
  return intermediates.flatMap(({ subject, notBefore, notAfter }) => {
    const what = `the intermediate certificate ${subject}`;
    const remedy = "Have the server send the intermediates that came with the certificate, or get a new certificate";
    if (Date.parse(notAfter) < now.getTime()) return [finding("certificate-expired", hop, `${what} expired on ${notAfter.slice(0, 10)}`, remedy)];
    return Date.parse(notBefore) > now.getTime() ? [notYetValid(hop, what, notBefore)] : [];
  });
}

type Shown = Extract<Handshake, { readonly outcome: "done" }>;

/**
 * Finds an intermediate that should have been sent but was not. Roots never count, as clients have them. A chain that only ends at an
 * unknown root, such as an Origin CA or a private one, is complete.
 */
export function incompleteFindings(hop: CertificateHop, { leaf, intermediates, missingIssuer }: Shown, expected?: ExpectedChain): Finding[] {
  const last = intermediates.at(-1)?.issuer ?? leaf.issuer;
  const problem = `the server does not send the intermediate certificate that clients need, ${last}`;
  if (expected?.intermediates && expected.servedSha256 === leaf.sha256) {
    const sent = intermediates.map(({ sha256 }) => sha256);
    const missing = expected.intermediates.filter((sha256) => !sent.includes(sha256));
    return missing.length === 0 ? [] : [finding("chain-incomplete", hop, problem, "Run `pulumi up --refresh`, which pushes the whole chain again")];
  }
  if (missingIssuer === undefined) return [];
  return [finding("chain-incomplete", hop, problem, `Have the server send it after its own certificate; it is published at ${missingIssuer}`)];
}
