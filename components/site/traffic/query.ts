/** What the plan of a zone allows of a dataset, as Cloudflare says by the settings node of its GraphQL API. */
export interface DatasetLimits {
  readonly enabled: boolean;
  /** Seconds. */
  readonly notOlderThan: number;
  readonly availableFields: readonly string[];
}

export interface Limits {
  readonly requests: DatasetLimits;
  /** Of what was stopped for the zone's protection. */
  readonly events: DatasetLimits;
}

/** What is asked for in one query: every plan answers for a day at once. Unix time, milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Whether the plan still has what was stopped then. */
  readonly hasEvents: boolean;
}

/** What is asked for, the newest window first. */
export interface Plan {
  readonly windows: readonly Window[];
  /** Whether the plan of the zone tells what came from the cache. */
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

/** Whole hours, up to the one that is going on: seven days, or as many as the plan keeps. */
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

/** What keeps a visitor from the origin, by Cloudflare's names. What is only logged or was solved stopped nobody. */
const stopping = ["block", "challenge", "jschallenge", "managed_challenge"];

export function variablesFor(zone: string, domain: string, { from, to, hasEvents }: Window): Readonly<Record<string, unknown>> {
  const instant = (time: number): string => new Date(time).toISOString().replace(".000", "");
  const filter = { datetime_geq: instant(from), datetime_lt: instant(to), clientRequestHTTPHost: domain };
  // Visitors alone, not what Cloudflare's own products ask for.
  return { zone, requests: { ...filter, requestSource: "eyeball" }, ...(hasEvents && { events: { ...filter, action_in: stopping } }) };
}
