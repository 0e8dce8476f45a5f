import { findZone, type CloudflareApi } from "../../chain/execution/zone";
import { limitsQuery, planOf, queryFor, variablesFor, type Limits } from "../query";
import { trafficOf, type Answer, type Traffic } from "../traffic";

const timeout = 30_000;
const needed = "Zone - Zone - Read and Zone - Analytics - Read";

/** The site to read the traffic of. */
export interface TrafficQuestion {
  readonly domain: string;
  /**
   * The zone's name.
   * @default the longest of the domain's parents that the token sees
   */
  readonly zone?: string | undefined;
}

/**
 * Reads the traffic of a site from Cloudflare's analytics: https://developers.cloudflare.com/analytics/graphql-api/
 *
 * @throws if the token sees no such zone, may not read its analytics, or Cloudflare does not answer.
 */
export async function readTraffic(api: CloudflareApi, { domain, zone }: TrafficQuestion, now: Date): Promise<Traffic> {
  const found = await findZone(api, { hostname: domain, zone }, needed);
  if (!found) throw new Error(`the token sees no zone of ${zone ?? domain}; it needs ${needed} there`);
  const { settings } = await ask<{ readonly settings: Limits }>(api, limitsQuery, { zone: found.id });
  if (!settings.requests.enabled) throw new Error(`Cloudflare's plan of the zone ${found.name} has no analytics of requests`);
  const plan = planOf(settings, now);
  const answers = await Promise.all(plan.windows.map((window) => ask<Answer>(api, queryFor(window, plan), variablesFor(found.id, domain, window))));
  return trafficOf({ domain, zone: found.name }, plan, answers);
}

interface Body<T> {
  readonly data?: { readonly viewer?: { readonly zones?: readonly T[] } } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[] | null;
}

/** Returns a query's result for its zone. Errors can come with any status, even 200. */
async function ask<T>({ url, token }: CloudflareApi, query: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(timeout),
  });
  const { data, errors } = (await response.json().catch(() => ({}))) as Body<T>;
  const zone = data?.viewer?.zones?.[0];
  if (response.ok && zone && !errors?.length) return zone;
  const isDenied = [401, 403].includes(response.status) || errors?.some(({ extensions }) => extensions?.code === "authz") || data?.viewer?.zones?.length === 0;
  const told = (errors ?? []).map(({ message }) => `, ${message}`).join("");
  throw new Error(`Cloudflare answered ${response.status}${told}${isDenied ? `; the token needs ${needed}` : ""}`);
}
