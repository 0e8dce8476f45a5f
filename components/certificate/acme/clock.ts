/** How far a clock may be off before certificates and signatures stop making sense, in milliseconds. */
export const toleratedSkew = 3_600_000;

/** How long before its end a certificate is renewed at the latest, as a part of its lifetime, however wrong the clock was when that was decided. */
const reserve = 1 / 10;

/** How far this machine's clock is ahead of the CA's, as far as it matters: 0 when they agree well enough. Negative when it is behind. */
export function skewOf(clockAhead: number): number {
  return Math.abs(clockAhead) <= toleratedSkew ? 0 : clockAhead;
}

/** The difference in words, to follow "it is". */
export function describeSkew(skew: number): string {
  return `${(Math.abs(skew) / 3_600_000).toFixed(1)} hours ${skew > 0 ? "ahead" : "behind"}`;
}

/** An instant of the CA's as this machine's clock will show it, but never so late that a clock which is set right meanwhile finds the certificate expired. */
export function byMachineClock(instant: string, skew: number, { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string }): string {
  const end = Date.parse(notAfter);
  const latest = Math.max(Date.parse(instant), end - (end - Date.parse(notBefore)) * reserve);
  return new Date(Math.floor(Math.min(Date.parse(instant) + skew, latest))).toISOString();
}
