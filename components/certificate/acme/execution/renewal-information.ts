import { AcmeRefusal, AcmeUnavailable } from "../acme-error";
import { certificateId, suggestedWindow } from "../ari";
import { byMachineClock, skewOf } from "../clock";
import { chosenByLifetime, chosenInstant, instantByLifetime, type RenewalState } from "../renewal";
import { retryAfter } from "../retry-after";
import type { Transport } from "./transport";

const hour = 3_600_000;

/** RFC 9773, section 4.3: the CA says when to ask again, within these limits; six hours if it does not say. */
const patience = { shortest: 60_000, usual: 6 * hour, longest: 24 * hour };

/** The state of a certificate that was just issued. `random` is in [0, 1). */
export async function firstRenewalState(
  transport: Transport,
  leaf: string,
  facts: { readonly notBefore: string; readonly notAfter: string },
  now: number,
  random: number,
): Promise<RenewalState> {
  const { notBefore, notAfter } = facts;
  await transport.directory();
  const renewAt = byMachineClock(instantByLifetime(notBefore, notAfter), skewOf(transport.clockAhead()), facts);
  const byLifetime: RenewalState = { notBefore, notAfter, renewAt, basis: "lifetime", askAgainAt: later(now, patience.usual), refusals: 0 };
  return askAgain(transport, leaf, byLifetime, now, random);
}

/** The state after asking the CA. Without an answer, a time that it suggested before stays, and the next question moves. */
export async function askAgain(transport: Transport, leaf: string, known: RenewalState, now: number, random: number): Promise<RenewalState> {
  const id = await certificateId(leaf);
  const { renewalInfo } = await transport.directory();
  const skew = skewOf(transport.clockAhead());
  const timed = { ...known, clockBehind: Math.max(0, -skew) };
  const unanswered = { ...timed, ...(known.basis === "lifetime" && { renewAt: chosenByLifetime(known, skew) }), askAgainAt: later(now, patience.usual) };
  if (id === undefined || renewalInfo === undefined) return unanswered;
  try {
    const { body, headers } = await transport.get(`${renewalInfo.replace(/\/$/, "")}/${id}`, { action: "read renewal information" });
    const window = suggestedWindow(JSON.parse(body));
    const pause = Math.min(Math.max(retryAfter(headers["retry-after"], now) ?? patience.usual, patience.shortest), patience.longest);
    if (!window) return { ...unanswered, askAgainAt: later(now, pause) };
    const { explanation, ...rest } = timed;
    const renewAt = chosenInstant(known, window, random, skew);
    const why = window.explanation ?? (renewAt === known.renewAt ? explanation : undefined);
    return { ...rest, renewAt, basis: "renewal-information", askAgainAt: later(now, pause), ...(why !== undefined && { explanation: why }) };
  } catch (error) {
    if (error instanceof AcmeRefusal || error instanceof AcmeUnavailable || error instanceof SyntaxError) return unanswered;
    throw error;
  }
}

function later(now: number, pause: number): string {
  return new Date(now + pause).toISOString();
}
