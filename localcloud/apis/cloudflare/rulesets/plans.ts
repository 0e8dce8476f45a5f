import type { Plan } from "../../../zones/stored";

/** What the rules of a zone on a plan may have. */
export interface PlanFacts {
  /** In seconds: https://developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl/ */
  readonly shortestEdgeTtl: number;
  /** Of rate limits, as the next two: the fields of their expressions. https://developers.cloudflare.com/waf/rate-limiting-rules/#availability */
  readonly fields: readonly string[];
  /** In seconds. */
  readonly periods: readonly number[];
  /** In seconds. */
  readonly timeouts: readonly number[];
}

const upToMinute = [10, 15, 20, 30, 40, 45, 60];

export const planFacts: Readonly<Record<Plan, PlanFacts>> = {
  free: { shortestEdgeTtl: 7200, fields: ["http.request.uri.path"], periods: [10], timeouts: [10] },
  pro: {
    shortestEdgeTtl: 3600,
    fields: ["http.host", "http.request.uri", "http.request.uri.path", "http.request.full_uri", "http.request.uri.query"],
    periods: upToMinute,
    timeouts: [...upToMinute, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800, 2400, 3600],
  },
};
