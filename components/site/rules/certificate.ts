import { isOriginCa, type LeafFacts, type Trust } from "../../certificate/x509/facts";
import { covers } from "../../certificate/x509/names";
import { isProxied } from "../../edge/edges";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { namedSettings, type NamedSetting } from "../aliases/named-settings";
import { renewalState, type Renewer } from "../chain/renewal-window";
import { renewalRemedy } from "../chain/remedies";
import { planned, type PlannedFinding } from "./rule";
import { trusted } from "./trust";

/** The facts about a site's certificate. */
export interface ChainFacts {
  /** Who trusts it. */
  readonly trust: Trust;
  /** Its content. */
  readonly leaf: LeafFacts;
  /** The time at which its dates are checked. */
  readonly now: Date;
}

/** The faults of the certificate itself, as far as visitors would notice them with the site's settings. */
export function certificateFindings(site: Unchecked, facts: ChainFacts): PlannedFinding[] {
  if (!isProxied(site.proxy)) return shownFindings(site, facts);
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

/** Without an edge, browsers check the certificate, and trust Cloudflare's Origin CA no more than any other private one. */
function shownFindings(site: Unchecked, { trust, leaf, now }: ChainFacts): PlannedFinding[] {
  const { source } = fieldsOf(site.certificate);
  const stage = renewalState(source as Renewer, leaf, now);
  const isDead = stage === "expired" || stage === "not-yet-valid";
  const told = {
    hop: "origin",
    setting: "certificate",
    value: leaf.issuer,
    remedy: 'Use one of a public CA, or put an edge in front: proxy.provider "cloudflare", with proxied left out',
  } as const;
  const rest = " be of a CA that browsers trust where no edge is in front of the host";
  return [
    ...(isDead ? [deadFinding(stage, source, leaf)] : stage === "not-due" ? [] : [dueFinding(source, leaf)]),
    ...unnamed(site, leaf).map(({ setting, name }) =>
      planned("name-mismatch", {
        hop: "origin",
        setting,
        rule: `must be a name of the certificate, which is for ${leaf.dnsNames.join(", ")}, where no edge is in front of the host`,
        value: name,
        remedy: "Give a certificate for the site's domain and all of its aliases",
      }),
    ),
    ...(source === "provided" && trust === "self" ? [planned("untrusted-by-browsers", { ...told, rule: `must${rest}` })] : []),
    ...(source === "provided" && trust !== "self" && trust !== "public" ? [planned("private-authority", { ...told, rule: `should${rest}` })] : []),
  ];
}

function refusedFindings(site: Unchecked, { trust, leaf }: ChainFacts): PlannedFinding[] {
  const told = { hop: "origin", setting: "proxy.ssl", value: "strict" } as const;
  const isKnown = trust === "public" || trust === "cloudflare-origin" || isOriginCa(leaf);
  // Rules for the settings already check certificates from an ACME server.
  const isProvided = fieldsOf(site.certificate).source === "provided";
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
    ...unnamed(site, leaf).map(({ name }) =>
      planned("untrusted-by-edge", {
        ...told,
        rule: `must be full with a certificate that is for ${leaf.dnsNames.join(", ")}, and not for ${name}`,
        remedy: "Give a certificate for the site's domain and all of its aliases",
      }),
    ),
  ];
}

/** The names of a site that the certificate does not cover. */
function unnamed(site: Unchecked, { dnsNames }: LeafFacts): NamedSetting[] {
  return namedSettings(site).filter(({ name }) => !dnsNames.includes(name) && !covers({ dnsNames, addresses: [] }, name));
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
