const hoursPerDay = 24;
const millisecondsPerHour = 3_600_000;

/** How many hours before its end a certificate of `days` is made anew: 30 days, or a third of its life where that is shorter. */
export function earlyRenewalHours(days: number): number {
  return Math.min(30 * hoursPerDay, Math.floor((days * hoursPerDay) / 3));
}

/** When a certificate that was issued at `issuedAt` for `days` is made anew. */
export function renewalTime(issuedAt: Date, days: number): Date {
  return new Date(issuedAt.getTime() + (days * hoursPerDay - earlyRenewalHours(days)) * millisecondsPerHour);
}
