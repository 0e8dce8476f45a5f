import type { RateLimit } from "../zones/rules/rulesets";

interface Count {
  endsAt: number;
  requests: number;
  blockedUntil: number;
}

/** The number of counts above which expired ones are removed. */
const manyCounts = 10_000;

/** Counts visitors' requests by rule and address. */
export class RateLimiter {
  readonly #counts = new Map<string, Count>();

  /** Counts a request at `now` (milliseconds), and returns for how many seconds the visitor is blocked: 0 if it is not. */
  count(rule: string, { period, requests_per_period: most, mitigation_timeout: timeout }: RateLimit, address: string, now: number): number {
    const count = this.#countOf(`${rule} ${address}`, period * 1000, now);
    if (count.blockedUntil <= now) {
      count.requests += 1;
      if (count.requests > most) count.blockedUntil = now + timeout * 1000;
    }
    return Math.max(0, Math.ceil((count.blockedUntil - now) / 1000));
  }

  #countOf(key: string, length: number, now: number): Count {
    const known = this.#counts.get(key);
    if (known && (known.endsAt > now || known.blockedUntil > now)) return known;
    if (this.#counts.size > manyCounts) this.#forget(now);
    const count = { endsAt: now + length, requests: 0, blockedUntil: 0 };
    this.#counts.set(key, count);
    return count;
  }

  #forget(now: number): void {
    for (const [key, { endsAt, blockedUntil }] of this.#counts) if (endsAt <= now && blockedUntil <= now) this.#counts.delete(key);
  }
}
