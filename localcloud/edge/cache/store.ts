import type CachePolicy from "http-cache-semantics";
import type { Fields } from "../fields";

/** A cached answer. */
export interface CachedAnswer {
  readonly url: string;
  readonly status: number;
  readonly statusMessage: string;
  readonly fields: Fields;
  readonly body: Buffer;
  /** Its age, and the age that it may reach. */
  readonly policy: CachePolicy;
}

/** Answers in memory, up to a number of bytes; the least recently used goes first. */
export class CacheStore {
  readonly #entries = new Map<string, CachedAnswer>();
  #bytes = 0;

  constructor(
    readonly capacity: number,
    /** The largest body that is kept, in bytes. */
    readonly largest: number,
  ) {}

  get(key: string): CachedAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry;
  }

  put(key: string, entry: CachedAnswer): void {
    this.#remove(key);
    this.#entries.set(key, entry);
    this.#bytes += size(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.capacity) break;
      this.#remove(oldest);
    }
  }

  /** Removes the answers whose URL is selected, and returns their number. */
  purge(selects: (url: string) => boolean): number {
    const selected = [...this.#entries].filter(([, entry]) => selects(entry.url));
    for (const [key] of selected) this.#remove(key);
    return selected.length;
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= size(key, entry);
  }
}

/** Bytes of an entry, with its head: many empty answers also take memory. */
function size(key: string, entry: CachedAnswer): number {
  const head = [...entry.fields].reduce((sum, [name, lines]) => sum + name.length + lines.join("").length, 0);
  return entry.body.length + 2 * key.length + head + 512;
}
