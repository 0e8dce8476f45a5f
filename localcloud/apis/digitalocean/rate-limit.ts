import { ApiError } from "./errors";

// https://docs.digitalocean.com/reference/api/intro/#section/Introduction/Rate-Limit
const limit = 5000;
const windowSeconds = 3600;

/** Counts the requests of an hour, which begins with the first of them. */
export class RateLimit {
  #endsAt = 0;
  #used = 0;

  /** Counts a request at `now` (milliseconds) and gives the headers of its answer. */
  count(now: number): Record<string, string> {
    if (now >= this.#endsAt) {
      this.#endsAt = now + windowSeconds * 1000;
      this.#used = 0;
    }
    this.#used += 1;
    return {
      "RateLimit-Limit": String(limit),
      "RateLimit-Remaining": String(Math.max(0, limit - this.#used)),
      "RateLimit-Reset": String(Math.ceil(this.#endsAt / 1000)),
    };
  }

  /** @throws ApiError 429 when the hour's requests are used up. */
  enforce(): void {
    if (this.#used > limit) throw new ApiError(429, "too_many_requests", "API Rate limit exceeded.");
  }
}
