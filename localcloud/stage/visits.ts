/** What a visitor got. */
export interface Answer {
  /** Undefined if there was no answer. */
  readonly status?: number;
  /** The beginning of what a status of 500 or more says, or why there was no answer; else empty. */
  readonly words: string;
}

export interface Visit extends Answer {
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
}

/** The requests of visitors during some time. */
export interface Visits {
  readonly requests: number;
  readonly lost: number;
  /** What the lost ones got, and how often. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** A visit is lost if it gets no answer, or one with a status of 500 or more. */
export const isLost = ({ status }: Answer): boolean => status === undefined || status >= 500;

export function tally(visits: readonly Visit[]): Visits {
  const lost = visits.filter(isLost);
  const reasons = countBy(lost, ({ status, words }) => (status === undefined ? words : `status ${status}`));
  return { requests: visits.length, lost: lost.length, reasons: Object.fromEntries(reasons) };
}

/** How many of `all` have each key. */
export function countBy<T, K>(all: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const each of all) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return counts;
}
