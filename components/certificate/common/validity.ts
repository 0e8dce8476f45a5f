import { day, hour } from "../../shared/durations";

const hoursPerDay = 24;

/** How many hours before its end a certificate of `days` is renewed: 30 days, or a third of its lifetime if that is shorter. */
export function earlyRenewalHours(days: number): number {
  return Math.min(30 * hoursPerDay, Math.floor((days * hoursPerDay) / 3));
}

/** When a certificate that was issued at `issuedAt` for `days` is renewed. */
export function renewalTime(issuedAt: Date, days: number): Date {
  return new Date(issuedAt.getTime() + (days * hoursPerDay - earlyRenewalHours(days)) * hour);
}

/** When a certificate ends, and its last call, after which renewal does not wait: a day before, or a tenth of its lifetime if that is shorter. */
export function expiry(notBefore: string, notAfter: string): { readonly end: number; readonly lastCall: number } {
  const end = Date.parse(notAfter);
  return { end, lastCall: end - Math.min(day, (end - Date.parse(notBefore)) / 10) };
}
