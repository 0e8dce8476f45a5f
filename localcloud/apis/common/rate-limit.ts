const windowSeconds = 3600;

/** Counts the requests of an hour, which begins with the first of them. */
export class RateLimit {
  #endsAt = 0;
  #used = 0;

  /** @param limit How many requests an hour has. */
  constructor(private readonly limit: number) {}

  /** Counts a request at `now` (milliseconds) and gives the headers of its answer. */
  count(now: number): Record<string, string> {
    if (now >= this.#endsAt) {
      this.#endsAt = now + windowSeconds * 1000;
      this.#used = 0;
    }
    this.#used += 1;
    return {
      "RateLimit-Limit": String(this.limit),
      "RateLimit-Remaining": String(Math.max(0, this.limit - this.#used)),
      "RateLimit-Reset": String(Math.ceil(this.#endsAt / 1000)),
    };
  }

  /** Whether the hour's requests are used up. */
  get isExceeded(): boolean {
    return this.#used > this.limit;
  }
}
