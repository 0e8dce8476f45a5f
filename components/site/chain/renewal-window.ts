import type { CertificateSource } from "../../certificate/certificate";
import { instantByLifetime } from "../../certificate/acme/renewal";
import { renewalTime } from "../../certificate/common/validity";

/** Whose rule a certificate is renewed by: its source's, or Cloudflare's for what the edge shows. */
export type Renewer = CertificateSource["source"] | "edge";

/** A certificate's dates, ISO 8601. */
export interface Dates {
  readonly notBefore: string;
  readonly notAfter: string;
  /**
   * When it will be renewed, where that was decided when it was made.
   * @default by the rule of who renews it
   */
  readonly renewAt?: string;
}

/** How a renewer goes about it. */
interface Rule {
  /** The instant from which on it renews, in milliseconds. */
  readonly begins: (dates: Dates) => number;
  /** The part of the time from then on that it may take before it is worth a word: it tries by itself, and for days. */
  readonly patience: number;
}

const day = 24 * 3600 * 1000;

/** 30 days ahead of its end, or with a third of its life left where that is shorter. */
function byValidity({ notBefore, notAfter }: Dates): number {
  return renewalTime(new Date(notBefore), (Date.parse(notAfter) - Date.parse(notBefore)) / day).getTime();
}

const rules: Readonly<Record<Renewer, Rule>> = {
  "self-signed": { begins: byValidity, patience: 0 },
  "origin-ca": { begins: byValidity, patience: 0 },
  "lets-encrypt": { begins: ({ notBefore, notAfter }) => Date.parse(instantByLifetime(notBefore, notAfter)), patience: 0 },
  // Its timer tries twice a day: a tenth of 30 days are six tries.
  certbot: { begins: byValidity, patience: 1 / 10 },
  provided: { begins: byValidity, patience: 0 },
  // Source: https://developers.cloudflare.com/ssl/reference/certificate-validity-periods/
  edge: { begins: byValidity, patience: 1 / 2 },
};

/** The part of the time for a renewal that is left when its slack is gone. */
const slackGone = 1 / 3;

/** How far a renewal is: not due, due with slack left, overdue, or too late. */
export type RenewalState = "not-due" | "due" | "overdue" | "expired" | "not-yet-valid";

export function renewalState(renewer: Renewer, dates: Dates, now: Date): RenewalState {
  const [at, from, end] = [now.getTime(), Date.parse(dates.notBefore), Date.parse(dates.notAfter)];
  if (at > end) return "expired";
  if (at < from) return "not-yet-valid";
  const { begins, patience } = rules[renewer];
  const start = dates.renewAt === undefined ? begins(dates) : Date.parse(dates.renewAt);
  const window = end - start;
  if (at < start + window * patience) return "not-due";
  return end - at <= window * slackGone ? "overdue" : "due";
}
