import { faults } from "./faults";

/** https://developers.cloudflare.com/fundamentals/api/reference/limits/ : requests per token in a window of seconds. */
const usualQuota = 1200;
const windowSeconds = 300;

interface Window {
  readonly endsAt: number;
  used: number;
}

/** Counts each credential's requests. */
export class RateLimit {
  readonly #windows = new Map<string, Window>();

  constructor(readonly quota = usualQuota) {}

  /** Counts a request of `credentialId` at `now` (milliseconds) and returns the headers of its answer. @throws ApiFault past the quota. */
  count(credentialId: string, now: number): Record<string, string> {
    const window = this.#window(credentialId, now);
    window.used += 1;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    if (window.used > this.quota) throw faults.rateLimited(seconds);
    return {
      Ratelimit: `"default";r=${String(this.quota - window.used)};t=${String(seconds)}`,
      "Ratelimit-Policy": `"default";q=${String(this.quota)};w=${String(windowSeconds)}`,
    };
  }

  #window(credentialId: string, now: number): Window {
    let window = this.#windows.get(credentialId);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowSeconds * 1000, used: 0 };
      this.#windows.set(credentialId, window);
    }
    return window;
  }
}
