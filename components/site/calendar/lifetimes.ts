import { day } from "../../shared/durations";

/**
 * The lifetimes that Let's Encrypt has announced for its default profile, and from when they apply.
 * Source: https://letsencrypt.org/2025/12/02/from-90-to-45
 */
const announced = [
  { from: Date.UTC(2027, 1, 10), lifetime: 64 * day },
  { from: Date.UTC(2028, 1, 16), lifetime: 45 * day },
] as const;

/** The lifetime of an issuer's next certificate, in milliseconds: that of the one before, unless the CA has announced less. */
export function nextLifetime(lifetime: number, issuer: string, at: number): number {
  if (!/Let's Encrypt/i.test(issuer)) return lifetime;
  return announced.filter(({ from }) => at >= from).reduce((least, { lifetime: next }) => Math.min(least, next), lifetime);
}
