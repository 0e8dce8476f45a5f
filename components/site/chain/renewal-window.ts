import { lateFrom, renewedByValidity, type Dates as CertificateDates, type RenewalRule } from "../../certificate/common/source";
import { hasAgent, sourceOf, type CertificateSource } from "../../certificate/sources";
import type { ExpectedChain } from "./chain";

const agentOf = "agent of ";

/** Whose renewal rule applies: that of the certificate's source, of the agent on the host for it, or of Cloudflare for the edge's certificate. */
export type Renewer = CertificateSource["source"] | `agent of ${CertificateSource["source"]}` | "edge";

/** Whether an agent on the host renews the certificate. */
export function isAgent(renewer: Renewer | undefined): boolean {
  return renewer?.startsWith(agentOf) === true;
}

/** What renews the origin's certificate. */
export function originRenewer({ source, renewedOnHost }: Pick<ExpectedChain, "source" | "renewedOnHost">): Renewer | undefined {
  return source !== undefined && renewedOnHost === true && hasAgent(source) ? `agent of ${source}` : source;
}

/** A certificate's dates, and what is known of its renewal. */
export interface Dates extends CertificateDates {
  /**
   * When it will be renewed, if that was decided when it was issued.
   * @default by the rule of its renewer
   */
  readonly renewAt?: string;
}

/** Source: https://developers.cloudflare.com/ssl/reference/certificate-validity-periods/ */
const edgeRule: RenewalRule = { ...renewedByValidity, patience: 1 / 2 };

function ruleOf(renewer: Renewer | undefined): RenewalRule {
  if (renewer === "edge") return edgeRule;
  const rule = sourceOf(renewer?.replace(agentOf, ""))?.renewal ?? renewedByValidity;
  return isAgent(renewer) ? { ...rule, patience: 1 / 2 } : rule;
}

/** The share of the renewal period that remains when it counts as overdue. */
const slackGone = 1 / 3;

/** The stage of a renewal: not due, due with time left, overdue, or too late. */
export type RenewalStage = "not-due" | "due" | "overdue" | "expired" | "not-yet-valid";

export function renewalState(renewer: Renewer | undefined, dates: Dates, now: Date): RenewalStage {
  const [at, from, end] = [now.getTime(), Date.parse(dates.notBefore), Date.parse(dates.notAfter)];
  if (at > end) return "expired";
  if (at < from) return "not-yet-valid";
  const start = renewalStart(renewer, dates);
  if (at < lateFrom(start, dates, ruleOf(renewer))) return "not-due";
  return end - at <= (end - start) * slackGone ? "overdue" : "due";
}

/**
 * When a certificate's renewal is due, in milliseconds. A CA may suggest a later time than its rule gives. Otherwise a later one
 * is another certificate's: an Origin CA's order is replaced before its certificate is, which an interruption can prevent.
 */
export function renewalStart(renewer: Renewer | undefined, dates: Dates): number {
  const byRule = ruleOf(renewer).begins(dates);
  if (dates.renewAt === undefined) return byRule;
  const decided = Date.parse(dates.renewAt);
  return renewer === "origin-ca" ? Math.min(decided, byRule) : decided;
}
