import { isStraight, type Observation } from "./chain";
import type { Handshake } from "./handshake";
import { renewalStart, type Renewer } from "./renewal-window";

/** A certificate that is used at a hop, and until when. */
export interface InForce {
  readonly hop: "edge" | "origin";
  /** Its first name, or its subject. */
  readonly name: string;
  /** Whether it is the site's own, or one that issued it. */
  readonly kind: "leaf" | "intermediate";
  /** On one line. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /**
   * When its renewal is due, ISO 8601.
   * @default unknown
   */
  readonly renewAt?: string;
}

/** The certificates that were seen in a chain. If the origin is not reachable from here, the one that the push saw, unless the host renews it. */
export function certificatesOf({ edge, origin }: Observation): InForce[] {
  const atEdge = edge.outcome === "done" && !isStraight(origin) ? shown("edge", edge, "edge") : [];
  if (!origin) return atEdge;
  const { expected, seen } = origin;
  const decided = seen.outcome === "failed" || seen.leaf.sha256 === expected.servedSha256 ? expected.renewAt : undefined;
  if (seen.outcome === "done") return [...atEdge, ...shown("origin", seen, expected.source, decided)];
  const { domain: name, issuer, notBefore, notAfter, source, renewedOnHost } = expected;
  return notBefore === undefined || renewedOnHost === true ? atEdge : [...atEdge, leaf("origin", { name, issuer, notBefore, notAfter }, source, decided)];
}

function shown(hop: InForce["hop"], { leaf: facts, intermediates }: Extract<Handshake, { outcome: "done" }>, renewer?: Renewer, decided?: string): InForce[] {
  const { dnsNames, issuer, notBefore, notAfter } = facts;
  return [
    leaf(hop, { name: dnsNames[0] ?? "no name", issuer, notBefore, notAfter }, renewer, decided),
    ...intermediates.map((each): InForce => ({ hop, kind: "intermediate", name: each.subject, ...datesOf(each), issuer: each.issuer })),
  ];
}

type Facts = Pick<InForce, "name" | "issuer" | "notBefore" | "notAfter">;

function leaf(hop: InForce["hop"], facts: Facts, renewer?: Renewer, decided?: string): InForce {
  const dates = { ...datesOf(facts), ...(decided !== undefined && { renewAt: decided }) };
  return { hop, kind: "leaf", ...facts, renewAt: new Date(renewalStart(renewer, dates)).toISOString() };
}

function datesOf({ notBefore, notAfter }: Pick<InForce, "notBefore" | "notAfter">): Pick<InForce, "notBefore" | "notAfter"> {
  return { notBefore, notAfter };
}
