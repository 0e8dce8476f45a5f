import { setTimeout as sleep } from "node:timers/promises";
import { AcmeUnavailable } from "../acme-error";
import { retryAfter } from "../retry-after";
import type { Timings } from "../timings";
import { refusal } from "./answers";
import { NoAnswer, type HttpAnswer } from "./http";

/** How a request is sent. `action` continues "Cannot" in errors. */
export interface Sending {
  readonly action: string;
  /** Sent only once: if the answer is lost, the caller checks the result. */
  readonly once?: boolean;
}

/** The CA that is asked again, how often, and what ends it. */
export interface Persistence {
  readonly host: string;
  readonly timings: Timings;
  readonly signal: AbortSignal;
}

/** Repeats a request until there is an answer that does not ask for a repetition. */
export async function persistently(persistence: Persistence, { action, once = false }: Sending, attempt: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const { timings, signal } = persistence;
  let silences = 0;
  for (let failures = 1; ; failures += 1) {
    const last = await attempt().catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    if (!(last instanceof NoAnswer) && !isForAnotherTime(last)) return last;
    if (last instanceof NoAnswer) silences += 1;
    const isLast = failures >= timings.attempts || silences >= timings.silences || (once && last instanceof NoAnswer);
    await sleep(pauseBefore(persistence, last, failures, isLast, action), undefined, { signal });
  }
}

/** How long to wait before the next try, in milliseconds. Throws when there is none. */
function pauseBefore({ host, timings }: Persistence, last: HttpAnswer | NoAnswer, failures: number, isLast: boolean, action: string): number {
  if (last instanceof NoAnswer) {
    if (isLast)
      throw new AcmeUnavailable(`Cannot ${action} as ${host} must answer: ${last.message}. Run it again; what was begun is continued`, { cause: last });
    return timings.backOff;
  }
  const asked = retryAfter(last.headers["retry-after"], Date.now());
  if (isLast || (asked !== undefined && asked > timings.longestWait)) throw refusal(action, last);
  return asked ?? Math.min(timings.backOff * 2 ** (failures - 1), timings.longestWait);
}

/** 408, 429 and 5xx are temporary, except 501. */
function isForAnotherTime({ status }: HttpAnswer): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
