import type { LeafFacts, Trust } from "../../../certificate/x509/facts";
import { covers } from "../../../certificate/x509/names";
import { fieldsOf, type Unchecked } from "../../../shared/validation";
import { renewalState, type Renewer } from "../renewal-window";
import { renewalRemedy } from "../remedies";
import { planned, type PlannedFinding } from "./rule";
import { trusted } from "./trust";

/** What is known of a site's certificate, beyond where it comes from. */
export interface ChainFacts {
  /** Who trusts it. */
  readonly trust: Trust;
  /** What is in it. */
  readonly leaf: LeafFacts;
  /** The time to judge its dates by. */
  readonly now: Date;
}

/** What is wrong with the certificate itself, as far as the site's settings let visitors notice. */
export function certificateFindings(site: Unchecked, facts: ChainFacts): PlannedFinding[] {
  const { ssl } = fieldsOf(site.proxy);
  if (ssl !== "full" && ssl !== "strict") return [];
  const { source } = fieldsOf(site.certificate);
  const stage = renewalState(source as Renewer, facts.leaf, facts.now);
  if (ssl === "strict") {
    const dead = stage === "expired" || stage === "not-yet-valid" ? [deadFinding(stage, source, facts.leaf)] : [];
    return [...dead, ...refusedFindings(site, facts), ...(stage === "due" || stage === "overdue" ? [dueFinding(source, facts.leaf)] : [])];
  }
  return stage === "not-due" || stage === "not-yet-valid" ? [] : [dueFinding(source, facts.leaf)];
}

function refusedFindings({ domain, certificate }: Unchecked, { trust, leaf }: ChainFacts): PlannedFinding[] {
  const told = { hop: "origin", setting: "proxy.ssl", value: "strict" } as const;
  const isKnown = trust === "public" || trust === "cloudflare-origin" || isOriginCa(leaf);
  // Of what an ACME server issues, the settings have told.
  const isProvided = fieldsOf(certificate).source === "provided";
  const isNamed = typeof domain !== "string" || covers({ dnsNames: leaf.dnsNames, addresses: [] }, domain);
  return [
    ...(isProvided && !isKnown
      ? [
          planned("untrusted-by-edge", {
            ...told,
            rule: `must be full with the certificate of ${leaf.issuer}, an authority that the edge does not know`,
            remedy: trusted,
          }),
        ]
      : []),
    ...(isNamed
      ? []
      : [
          planned("untrusted-by-edge", {
            ...told,
            rule: `must be full with a certificate that is for ${leaf.dnsNames.join(", ")}, and not for ${String(domain)}`,
            remedy: "Give a certificate for the site's domain",
          }),
        ]),
  ];
}

/** The Origin CA's certificates can be had from Cloudflare's dashboard too, and are given with its root then. */
function isOriginCa({ issuer }: LeafFacts): boolean {
  return /\borigin (?:ssl|ca)\b/i.test(issuer);
}

function deadFinding(stage: "expired" | "not-yet-valid", source: unknown, { notBefore, notAfter }: LeafFacts): PlannedFinding {
  const isExpired = stage === "expired";
  return planned(isExpired ? "certificate-expired" : "certificate-not-yet-valid", {
    hop: "origin",
    setting: "certificate",
    rule: isExpired ? "must not have expired" : "must be valid already",
    value: isExpired ? `until ${notAfter}` : `from ${notBefore}`,
    remedy: isExpired ? renewalRemedy(source as Renewer) : "Wait until then, or check the clock of this machine",
  });
}

function dueFinding(source: unknown, { notAfter }: LeafFacts): PlannedFinding {
  return planned("renewal-due", {
    hop: "origin",
    setting: "certificate",
    rule: "should be renewed",
    value: `until ${notAfter}`,
    remedy: renewalRemedy(source as Renewer),
  });
}
