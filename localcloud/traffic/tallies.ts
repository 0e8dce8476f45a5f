/** Events in a zone within one second with the same dimensions, and their number. */
export interface Tally {
  readonly zoneId: string;
  /** Seconds since 1970. */
  readonly second: number;
  /** By the names of Cloudflare's GraphQL API. */
  readonly dimensions: Readonly<Record<string, string | number>>;
  count: number;
  readonly sums: Record<string, number>;
}

/** Tallies of one kind, in the daemon's memory. */
export class Tallies {
  readonly #tallies = new Map<string, Tally>();

  /** `kept`: the seconds for which a tally is kept. */
  constructor(readonly kept: number) {}

  /** Counts an event and returns its tally; later data of the same event is added to the tally's sums. */
  add(zoneId: string, dimensions: Tally["dimensions"], sums: Readonly<Record<string, number>>, now = Date.now()): Tally {
    const second = Math.floor(now / 1000);
    this.#forget(second - this.kept);
    const key = JSON.stringify([second, zoneId, ...Object.values(dimensions)]);
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { zoneId, second, dimensions, count: 0, sums: {} };
      this.#tallies.set(key, tally);
    }
    tally.count += 1;
    for (const [name, value] of Object.entries(sums)) tally.sums[name] = (tally.sums[name] ?? 0) + value;
    return tally;
  }

  in(zoneId: string): Tally[] {
    return [...this.#tallies.values()].filter((tally) => tally.zoneId === zoneId);
  }

  /** The oldest tallies come first. */
  #forget(before: number): void {
    for (const [key, { second }] of this.#tallies) {
      if (second >= before) return;
      this.#tallies.delete(key);
    }
  }
}
