/** What the zone's plan allows for a dataset, from the settings node of Cloudflare's GraphQL API. */
export interface DatasetLimits {
  readonly enabled: boolean;
  /** In seconds. */
  readonly notOlderThan: number;
  readonly availableFields: readonly string[];
}

export interface Limits {
  readonly requests: DatasetLimits;
  /** The dataset of requests that were stopped to protect the zone. */
  readonly events: DatasetLimits;
}

/** The time that one query covers: every plan answers for a day in one query. Unix time, milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Whether the plan still has data about stopped requests for that time. */
  readonly hasEvents: boolean;
}

/** The queries to send, the newest window first. */
export interface Plan {
  readonly windows: readonly Window[];
  /** Whether the zone's plan counts answers from the cache. */
  readonly tellsCache: boolean;
}

export const hour = 3_600_000;
const day = 24 * hour;
const mostDays = 7;

/** Source: https://developers.cloudflare.com/analytics/graphql-api/features/discovery/settings/ */
export const limitsQuery = `query Limits($zone: string!) {
  viewer {
    zones(filter: { zoneTag: $zone }) {
      settings {
        requests: httpRequestsAdaptiveGroups { enabled notOlderThan availableFields }
        events: firewallEventsAdaptiveGroups { enabled notOlderThan availableFields }
      }
    }
  }
}`;

/** Whole hours including the current one: seven days, or as many as the plan keeps. */
export function planOf({ requests, events }: Limits, now: Date): Plan {
  const end = Math.ceil((now.getTime() + 1) / hour) * hour;
  const kept = ({ notOlderThan }: DatasetLimits): number => Math.floor((notOlderThan * 1000) / day);
  const days = Math.min(mostDays, Math.max(1, kept(requests)));
  const windows = Array.from({ length: days }, (_, index) => {
    const to = end - index * day;
    return { from: to - day, to, hasEvents: events.enabled && index < kept(events) };
  });
  return { windows, tellsCache: requests.availableFields.includes("dimensions_cacheStatus") };
}

/** The query for a window. Source: https://developers.cloudflare.com/analytics/graphql-api/tutorials/end-customer-analytics/ */
export function queryFor({ hasEvents }: Window, { tellsCache }: Plan): string {
  const types = `$zone: string!, $requests: ZoneHttpRequestsAdaptiveGroupsFilter_InputObject!`;
  const declared = hasEvents ? `${types}, $events: ZoneFirewallEventsAdaptiveGroupsFilter_InputObject!` : types;
  const events = "events: firewallEventsAdaptiveGroups(limit: 1000, filter: $events) { count dimensions { datetimeHour } }";
  return `query Traffic(${declared}) {
  viewer {
    zones(filter: { zoneTag: $zone }) {
      hours: httpRequestsAdaptiveGroups(limit: 1000, filter: $requests) {
        count sum { edgeResponseBytes } dimensions { datetimeHour${tellsCache ? " cacheStatus" : ""} }
      }
      statuses: httpRequestsAdaptiveGroups(limit: 1000, filter: $requests) { count dimensions { edgeResponseStatus } }
      countries: httpRequestsAdaptiveGroups(limit: 1000, filter: $requests) { count dimensions { clientCountryName } }
      ${hasEvents ? events : ""}
    }
  }
}`;
}

/** The actions that keep a visitor from the origin, by Cloudflare's names. Requests that are only logged, and solved challenges, stop nobody. */
const stopping = ["block", "challenge", "jschallenge", "managed_challenge"];

export function variablesFor(zone: string, domain: string, { from, to, hasEvents }: Window): Readonly<Record<string, unknown>> {
  const instant = (time: number): string => new Date(time).toISOString().replace(".000", "");
  const filter = { datetime_geq: instant(from), datetime_lt: instant(to), clientRequestHTTPHost: domain };
  // Counts only visitors' requests, not those of Cloudflare's own products.
  return { zone, requests: { ...filter, requestSource: "eyeball" }, ...(hasEvents && { events: { ...filter, action_in: stopping } }) };
}
