import { day } from "../../shared/durations";

/** Longer waits are cut to a year, in milliseconds. */
const longest = 365 * day;

/**
 * How many milliseconds `Retry-After` asks to wait, counted from `now`; `undefined` when it is missing or malformed.
 * Source: RFC 9110, section 10.2.3: whole seconds, or a date.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, longest);
  // A date of RFC 9110, section 5.6.7 starts with a day of the week; JavaScript also parses other texts as dates.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : Math.min(Math.max(0, instant - now), longest);
}

/** The intervals between polls, in milliseconds: short at first, growing by half, up to `longestInterval`. */
export function pollInterval(attempt: number, longestInterval: number): number {
  return Math.min(longestInterval, Math.round(20 * 1.5 ** attempt));
}
