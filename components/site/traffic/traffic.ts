import { hour, type Plan, type Window } from "./query";

/** What the edge answered in a period. */
export interface Figures {
  /** The start of the period, ISO 8601, UTC. */
  readonly from: string;
  readonly requests: number;
  /**
   * How many of them were answered from the edge's cache.
   * @default unknown: the zone's plan does not provide it
   */
  readonly cached?: number;
  /** Bytes that visitors got. */
  readonly bytes: number;
  /**
   * How many requests were blocked or challenged.
   * @default unknown: the zone's plan does not provide it, or does not keep it for so long
   */
  readonly threats?: number;
}

/** A whole period, and its steps, the oldest first. */
export interface Span extends Figures {
  readonly steps: readonly Figures[];
  /** By status code, the most frequent first. */
  readonly statuses: readonly { readonly status: number; readonly requests: number }[];
  /** By Cloudflare's names of countries, the most frequent first. */
  readonly countries: readonly { readonly country: string; readonly requests: number }[];
}

/** The traffic of a site, as its edge saw it. */
export interface Traffic {
  readonly domain: string;
  /** The zone's name. */
  readonly zone: string;
  /** The end of the current hour, ISO 8601, UTC. */
  readonly until: string;
  /** The last 24 hours, by hours. */
  readonly hours: Span;
  /** The last seven days, or as many as the plan keeps, by days of 24 hours. */
  readonly days: Span;
}

/** The traffic, or why it could not be read. */
export type TrafficSeen = Traffic | { readonly unknown: string };

interface Row<Dimension extends string, Value> {
  readonly count: number;
  readonly dimensions: Readonly<Record<Dimension, Value>>;
}

/** Cloudflare's answer to the query for a window. */
export interface Answer {
  readonly hours: readonly (Row<"datetimeHour", string> & {
    readonly sum: { readonly edgeResponseBytes: number };
    readonly dimensions: { readonly cacheStatus?: string };
  })[];
  readonly statuses: readonly Row<"edgeResponseStatus", number>[];
  readonly countries: readonly Row<"clientCountryName", string>[];
  readonly events?: readonly Row<"datetimeHour", string>[];
}

/** Combines the answers for the windows of a plan. */
export function trafficOf(site: Pick<Traffic, "domain" | "zone">, plan: Plan, answers: readonly Answer[]): Traffic {
  const asked = plan.windows.flatMap((window, index) => {
    const answer = answers[index];
    return answer ? [{ window, answer }] : [];
  });
  const last = asked.slice(0, 1);
  const days = asked.map(({ window, answer }) => figures(window.from, window.to, answer, plan)).reverse();
  const hours = last.flatMap(({ window, answer }) => hoursOf(window).map((from) => figures(from, from + hour, answer, plan)));
  return {
    ...site,
    until: iso(plan.windows[0]?.to ?? 0),
    hours: span(
      hours,
      last.map(({ answer }) => answer),
    ),
    days: span(
      days,
      asked.map(({ answer }) => answer),
    ),
  };
}

/** The cache statuses of answers from the cache. All other requests were sent on to the origin, or answered by the edge itself. */
const fromCache = ["hit", "stale", "updating", "revalidated"];

function figures(from: number, to: number, { hours, events }: Answer, { tellsCache }: Plan): Figures {
  const within = <T extends Row<"datetimeHour", string>>(rows: readonly T[]): T[] =>
    rows.filter(({ dimensions }) => Date.parse(dimensions.datetimeHour) >= from && Date.parse(dimensions.datetimeHour) < to);
  const rows = within(hours);
  return {
    from: iso(from),
    requests: total(rows.map(({ count }) => count)),
    ...(tellsCache && { cached: total(rows.filter(({ dimensions }) => fromCache.includes(dimensions.cacheStatus ?? "")).map(({ count }) => count)) }),
    bytes: total(rows.map(({ sum }) => sum.edgeResponseBytes)),
    ...(events && { threats: total(within(events).map(({ count }) => count)) }),
  };
}

function span(steps: readonly Figures[], answers: readonly Answer[]): Span {
  const optional = (key: "cached" | "threats"): Partial<Figures> => {
    const known = steps.flatMap((step) => step[key] ?? []);
    return known.length === steps.length ? { [key]: total(known) } : {};
  };
  return {
    from: steps[0]?.from ?? iso(0),
    requests: total(steps.map(({ requests }) => requests)),
    ...optional("cached"),
    bytes: total(steps.map(({ bytes }) => bytes)),
    ...optional("threats"),
    steps,
    statuses: ranked(answers.flatMap(({ statuses }) => statuses.map(({ count, dimensions }) => [dimensions.edgeResponseStatus, count] as const))).map(
      ([status, requests]) => ({ status, requests }),
    ),
    countries: ranked(answers.flatMap(({ countries }) => countries.map(({ count, dimensions }) => [dimensions.clientCountryName, count] as const))).map(
      ([country, requests]) => ({ country, requests }),
    ),
  };
}

/** Sums the counts of each key, the greatest sum first. */
function ranked<K extends string | number>(pairs: readonly (readonly [K, number])[]): [K, number][] {
  const sums = new Map<K, number>();
  for (const [key, count] of pairs) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
}

function hoursOf({ from, to }: Window): number[] {
  return Array.from({ length: (to - from) / hour }, (_, index) => from + index * hour);
}

const iso = (time: number): string => new Date(time).toISOString();
const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
