import { expiry } from "../common/validity";
import type { SuggestedWindow } from "./ari";
import { byMachineClock, toleratedSkew } from "./clock";
import { day, minute } from "../../shared/durations";

/** What decides about a renewal; stored with the certificate, so that preview and update decide alike. */
export interface RenewalState {
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /** The instant that was chosen, ISO 8601. */
  readonly renewAt: string;
  /** What it was chosen by: the CA's renewal information, or the certificate's lifetime. */
  readonly basis: "renewal-information" | "lifetime";
  /** A page of the CA that says why. */
  readonly explanation?: string;
  /** Renewal information is not requested again before this time, ISO 8601. */
  readonly askAgainAt: string;
  /** How many renewals in a row failed. */
  readonly refusals: number;
  /** After a failed renewal, no attempt before this time, ISO 8601. */
  readonly notBeforeAttempt?: string;
  /** Why the last renewal failed. */
  readonly refusal?: string;
  /**
   * How far this machine's clock was behind the CA's when the CA was last asked, in milliseconds: by this clock, the certificate expires that much earlier.
   * @default 0: they agreed, or it was ahead
   */
  readonly clockBehind?: number;
}

/** Whether to renew, and why, in words. */
export interface Decision {
  readonly renew: boolean;
  readonly reason: string;
}

/** Below this lifetime, half of it is the reserve; above it, a third. Source: letsencrypt.org, integration guide. */
const shortLifetime = 10 * day;

/** The pauses after the first, second and third refusal; then daily. Source: letsencrypt.org, integration guide. */
const pauses: readonly number[] = [minute, 10 * minute, 100 * minute];

/** Decides for preview and update. Expiry comes first: neither the CA's suggested time nor a pause after a failure may outlast the certificate. */
export function shouldRenew(state: RenewalState, now: number): Decision {
  if (hasExpired(state, now)) return { renew: true, reason: `the certificate expired on ${state.notAfter}` };
  const expires = `the certificate expires on ${state.notAfter}`;
  const { lastCall } = lifeOf(state);
  const isCalled = now >= Date.parse(state.renewAt);
  if (!isCalled && now < lastCall) return { renew: false, reason: `not due before ${state.renewAt}; ${expires}` };
  const { notBeforeAttempt } = state;
  if (notBeforeAttempt !== undefined && now < Date.parse(notBeforeAttempt) && !isOutlasting(state, notBeforeAttempt)) {
    return { renew: false, reason: `due, but refused ${state.refusals} times: no attempt before ${notBeforeAttempt}; ${expires}` };
  }
  if (!isCalled) return { renew: true, reason: `due at the latest now, although ${state.renewAt} was chosen; ${expires}` };
  const by = state.basis === "renewal-information" ? "the CA suggested a time" : "its remaining lifetime is the reserve";
  return { renew: true, reason: `due since ${state.renewAt}, as ${by}; ${expires}${state.explanation === undefined ? "" : ` (${state.explanation})`}` };
}

/** Whether the certificate has expired, by this machine's clock or by the CA's. */
export function hasExpired(state: Pick<RenewalState, "notBefore" | "notAfter" | "clockBehind">, now: number): boolean {
  return !(now < lifeOf(state).end);
}

/** The certificate's end and its last call by this machine's clock. */
function lifeOf({ notBefore, notAfter, clockBehind = 0 }: Pick<RenewalState, "notBefore" | "notAfter" | "clockBehind">): {
  readonly end: number;
  readonly lastCall: number;
} {
  const { end, lastCall } = expiry(notBefore, notAfter);
  return { end: end - clockBehind, lastCall: lastCall - clockBehind };
}

/** Whether a pause until `instant` could outlast the certificate, as the clocks may differ a little. */
function isOutlasting(state: RenewalState, instant: string): boolean {
  return Date.parse(instant) + toleratedSkew >= lifeOf(state).end;
}

/** The renewal instant within the CA's window; `random` is in [0, 1). Source: RFC 9773, section 4.2. */
export function instantWithin({ start, end }: SuggestedWindow, random: number): string {
  const from = Date.parse(start);
  return new Date(Math.floor(from + random * (Date.parse(end) - from))).toISOString();
}

/** The renewal instant without a suggestion of the CA: a third of the lifetime before its end, or half of a lifetime below ten days. */
export function instantByLifetime(notBefore: string, notAfter: string): string {
  const end = Date.parse(notAfter);
  const lifetime = end - Date.parse(notBefore);
  return new Date(Math.floor(end - (lifetime < shortLifetime ? lifetime / 2 : lifetime / 3))).toISOString();
}

/**
 * Keeps the chosen instant while it is in the CA's window, by the CA's clock or by this machine's; otherwise chooses a new one.
 * `skew` is how far this machine's clock is ahead.
 */
export function chosenInstant(known: RenewalState, window: SuggestedWindow, random: number, skew: number): string {
  const isWithin = (instant: number): boolean => instant >= Date.parse(window.start) && instant <= Date.parse(window.end);
  const at = Date.parse(known.renewAt);
  const stays = known.basis === "renewal-information" && (isWithin(at) || isWithin(at - skew));
  return stays ? known.renewAt : byMachineClock(instantWithin(window, random), skew, known);
}

/** The instant of a certificate without a suggestion of the CA. A chosen one stays, unless the right clock gives an earlier one. */
export function chosenByLifetime({ renewAt, notBefore, notAfter }: RenewalState, skew: number): string {
  const instant = byMachineClock(instantByLifetime(notBefore, notAfter), skew, { notBefore, notAfter });
  return instant < renewAt ? instant : renewAt;
}

/**
 * The state after a failed renewal: the old certificate stays, and the next attempt waits;
 * it does not wait if the certificate could expire first.
 */
export function afterRefusal(state: RenewalState, reason: string, now: number): RenewalState {
  const later = new Date(now + (pauses[state.refusals] ?? day)).toISOString();
  const notBeforeAttempt = isOutlasting(state, later) ? new Date(now).toISOString() : later;
  return { ...state, refusals: state.refusals + 1, notBeforeAttempt, refusal: reason };
}
