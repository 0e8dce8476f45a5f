import type { Tallies } from "../../../traffic/tallies";
import type { Traffic } from "../../../traffic/traffic";

/** A dataset of a zone, with those of its fields that exist here. */
export interface Dataset {
  readonly name: "httpRequestsAdaptiveGroups" | "firewallEventsAdaptiveGroups";
  readonly tallies: Tallies;
  /** The dimensions of a group besides the time, and their types. */
  readonly dimensions: Readonly<Record<string, "String" | "Int">>;
  readonly sums: readonly string[];
  /** Seconds: how wide a query may be, and how far it may look back. */
  readonly maxDuration: number;
  readonly notOlderThan: number;
}

const day = 86_400;
const common = { clientRequestHTTPHost: "String", clientRequestHTTPMethodName: "String", clientCountryName: "String" } as const;

/** With the limits of the Free plan: https://developers.cloudflare.com/waf/analytics/security-events/ */
export function datasetsOf(traffic: Traffic): readonly Dataset[] {
  return [
    {
      name: "httpRequestsAdaptiveGroups",
      tallies: traffic.requests,
      dimensions: { ...common, cacheStatus: "String", edgeResponseStatus: "Int", requestSource: "String" },
      sums: ["edgeResponseBytes", "visits"],
      maxDuration: day,
      notOlderThan: traffic.requests.kept,
    },
    {
      name: "firewallEventsAdaptiveGroups",
      tallies: traffic.events,
      dimensions: { ...common, action: "String", source: "String" },
      sums: [],
      maxDuration: day,
      notOlderThan: traffic.events.kept,
    },
  ];
}

/** The most rows of an answer, and the most fields of a query. */
export const maxPageSize = 10_000;
export const maxNumberOfFields = 30;

/** The dimensions of time, with the seconds of a step: a group has the beginning of its step. */
export const timeDimensions: Readonly<Record<string, number>> = {
  datetime: 1,
  datetimeMinute: 60,
  datetimeFiveMinutes: 300,
  datetimeFifteenMinutes: 900,
  datetimeHour: 3600,
  date: day,
};

/** The value of a time dimension; a `date` has no time of day. */
export function timeValue(dimension: string, second: number): string {
  const step = timeDimensions[dimension] ?? 1;
  const text = new Date(Math.floor(second / step) * step * 1000).toISOString();
  return dimension === "date" ? text.slice(0, 10) : text.replace(".000", "");
}

/** The fields as the settings node lists them. */
export function availableFields({ dimensions, sums }: Dataset): string[] {
  const named = [...Object.keys(timeDimensions), ...Object.keys(dimensions)].map((name) => `dimensions_${name}`);
  return ["count", "avg_sampleInterval", ...sums.map((name) => `sum_${name}`), ...named];
}
