/** How far a clock may be off before certificates and signatures stop making sense, in milliseconds. */
export const toleratedSkew = 3_600_000;

/** The latest renewal is this part of the lifetime before the certificate's end, however wrong the clock was when the time was chosen. */
const reserve = 1 / 10;

/** How far this machine's clock is ahead of the CA's; negative when it is behind, 0 when they agree well enough. */
export function skewOf(clockAhead: number): number {
  return Math.abs(clockAhead) <= toleratedSkew ? 0 : clockAhead;
}

/** The difference in words, to follow "it is". */
export function describeSkew(skew: number): string {
  return `${(Math.abs(skew) / 3_600_000).toFixed(1)} hours ${skew > 0 ? "ahead" : "behind"}`;
}

/** Converts an instant from the CA's clock to this machine's; never so late that the certificate is expired if the clock is corrected meanwhile. */
export function byMachineClock(instant: string, skew: number, { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string }): string {
  const end = Date.parse(notAfter);
  const latest = Math.max(Date.parse(instant), end - (end - Date.parse(notBefore)) * reserve);
  return new Date(Math.floor(Math.min(Date.parse(instant) + skew, latest))).toISOString();
}
