import type { IncomingMessage } from "node:http";
import { type Fields, withoutHopByHop } from "../fields";
import { cacheKey, isEligible, storageFor } from "./policy";
import { type CachedAnswer, CacheStore } from "./store";
import { type CacheTerms, forBrowser } from "./terms";

/** Cloudflare keeps objects of up to 512 MB on disk; this cache is in the daemon's memory. */
const capacity = 64 * 1024 * 1024;
const largestObject = 8 * 1024 * 1024;

/** The cache's verdict on a request before the origin is asked. */
export type Lookup =
  | { readonly kind: "dynamic" }
  /** A range of an object, or the cache is bypassed: goes to the origin. */
  | { readonly kind: "bypass" }
  | { readonly kind: "hit"; readonly answer: CachedAnswer; readonly age: number }
  | { readonly kind: "miss"; readonly key: string; readonly url: string; readonly expired: boolean };

/** The `CF-Cache-Status` of an origin's answer, and the fields to pass on. */
export interface Admission {
  readonly status: string;
  readonly fields: Fields;
}

/** The edge's shared cache (RFC 9111), which keeps the same answers as Cloudflare. */
export class EdgeCache {
  readonly #store = new CacheStore(capacity, largestObject);

  lookup(method: string, asked: string, path: string, received: Fields, terms: CacheTerms): Lookup {
    if (!isEligible(method, path, terms)) return { kind: "dynamic" };
    if (terms.isBypassed || received.has("range")) return { kind: "bypass" };
    const url = terms.level === "simplified" ? asked.replace(/\?.*$/s, "") : asked;
    const key = cacheKey(url, received);
    const answer = this.#store.get(key);
    return answer && !answer.policy.stale()
      ? { kind: "hit", answer, age: Math.floor(answer.policy.age()) }
      : { kind: "miss", key, url, expired: answer !== undefined };
  }

  /** Decides on an origin's answer, caches it while it streams if that is allowed, and returns the `CF-Cache-Status` and the answer to pass on. */
  admit(lookup: Exclude<Lookup, { kind: "hit" }>, method: string, received: Fields, answer: IncomingMessage, answered: Fields, terms: CacheTerms): Admission {
    if (lookup.kind !== "miss") return { status: lookup.kind.toUpperCase(), fields: terms.cache === false ? forBrowser(answered, terms) : answered };
    const status = answer.statusCode ?? 0;
    const storage = storageFor(received, status, answered, terms);
    // Cloudflare revalidates some of these, and then the zone's lifetime counts.
    if (storage.kind === "forbidden") return { status: "BYPASS", fields: terms.browser_ttl ? answered : forBrowser(answered, terms) };
    const fields = storage.kind === "store" ? storage.fields : answered;
    if (storage.kind === "store" && method === "GET") {
      const entry = { url: lookup.url, status, statusMessage: answer.statusMessage ?? "", fields: withoutHopByHop(fields), policy: storage.policy };
      this.#collect(answer, (body) => this.#store.put(lookup.key, { ...entry, body }));
    }
    return { status: lookup.expired ? "EXPIRED" : "MISS", fields: forBrowser(fields, terms) };
  }

  /**
   * Removes the answers for the selected URLs, e.g. `https://example.test/style.css?v=2`, and returns their number.
   * The scheme is that of the request to the origin.
   */
  purge(selects: (url: string) => boolean): number {
    return this.#store.purge(selects);
  }

  #collect(answer: IncomingMessage, keep: (body: Buffer) => void): void {
    if (Number(answer.headers["content-length"] ?? 0) > this.#store.largest) return;
    let chunks: Buffer[] = [];
    let length = 0;
    const collect = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= this.#store.largest) chunks.push(chunk);
      else {
        chunks = [];
        answer.off("data", collect);
      }
    };
    answer.on("data", collect);
    answer.on("end", () => {
      if (answer.complete && length <= this.#store.largest) keep(Buffer.concat(chunks));
    });
  }
}
