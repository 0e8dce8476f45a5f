import type { CachePath } from "./rules/host-rules";

/** How short the edge may keep an answer by a rule, in seconds. Source: https://developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl/ */
const shortest: Readonly<Record<string, number>> = { free: 7200, pro: 3600 };

/** A host name's settings that depend on the zone's plan. */
export interface PlannedSettings {
  readonly domain: string;
  /** Whether there is a limit of requests. */
  readonly isLimited: boolean;
  readonly cache?: readonly Pick<CachePath, "edge">[];
}

/** What a zone's plan, in Cloudflare's word, does not allow. */
export function planProblems({ domain, isLimited, cache = [] }: PlannedSettings, zone: string, plan: string): string[] {
  const least = shortest[plan] ?? 0;
  const short = cache.flatMap(({ edge = least }, index) => (edge < least ? [`proxy.cache.${String(index)}.edge, which is ${String(edge)}`] : []));
  const isOn = `the zone ${zone} is on ${plan}`;
  return [
    // Source: https://developers.cloudflare.com/waf/rate-limiting-rules/#availability
    ...(isLimited && plan === "free"
      ? [`Cannot limit requests to ${domain} alone as the plan must be Pro or higher: ${isOn}. Choose a higher one, or leave proxy.rateLimit out`]
      : []),
    ...(short.length > 0
      ? [
          `Cannot have the edge keep answers of ${domain} so short as the plan must allow it: ${isOn}. ` +
            `Choose a higher one, or say at least ${String(least)} seconds in ${short.join(", and in ")}`,
        ]
      : []),
  ];
}
