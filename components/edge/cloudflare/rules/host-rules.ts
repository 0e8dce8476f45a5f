import { createHash } from "node:crypto";
import type { ApiRule, EdgeRuleInputs, RulePhase } from "./edge-rule";

/** The content of a rule, without its place. */
export type HostRule = Pick<EdgeRuleInputs, "expression" | "description" | "parameters">;

/** How long answers below a path are cached. */
export interface CachePath {
  /**
   * The beginning of the paths: `/` for the whole site, `/static/` for everything below it. Of several that match, the longest decides.
   */
  readonly path: string;
  // Source: https://developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl/
  /**
   * Seconds that the edge caches an answer, whatever the host says. At least 7200 on Cloudflare's Free plan. Visitors do not get the host's cookies then.
   * @default as the host's `Cache-Control` says
   */
  readonly edge?: number;
  /**
   * Seconds that browsers cache an answer; with 0 they do not.
   * @default as the host's `Cache-Control` says
   */
  readonly browser?: number;
  /**
   * Whether the edge always asks the host.
   * @default false
   */
  readonly bypass?: boolean;
}

/** How often one visitor may send requests. */
export interface EdgeRateLimit {
  /** Requests within 10 seconds. Visitors who send more are answered 429 for 10 seconds. */
  readonly requests: number;
}

/** The period and the timeout. Source of what each plan allows: https://developers.cloudflare.com/waf/rate-limiting-rules/#availability */
const rateLimitSeconds = 10;

/** The Configuration Rule of a host name. */
export function configRule({ domain, ssl, underAttack }: { readonly domain: string } & { readonly ssl?: string; readonly underAttack?: boolean }): HostRule {
  const parameters = {
    ...(ssl !== undefined && { ssl }),
    ...(underAttack !== undefined && { security_level: securityLevel(underAttack) }),
  };
  return { expression: hostIs(domain), description: `${domain}: how the edge serves it, by tlsup`, parameters: JSON.stringify(parameters) };
}

/** Cloudflare's word for `underAttack`. */
export function securityLevel(underAttack: boolean): string {
  return underAttack ? "under_attack" : "medium";
}

/** The Cache Rule of an entry of `cache`. It matches where no longer path of `all` does, so its place among the rules does not matter. */
export function cacheRule(domain: string, { path, edge, browser, bypass = false }: CachePath, all: readonly Pick<CachePath, "path">[]): HostRule {
  const startsWith = (start: string): string => `starts_with(http.request.uri.path, ${JSON.stringify(start)})`;
  const below = path === "/" ? "" : ` and ${startsWith(path)}`;
  const longer = all.filter((other) => other.path !== path && other.path.startsWith(path)).map((other) => ` and not ${startsWith(other.path)}`);
  const atEdge = { cache: true, edge_ttl: edge === undefined ? { mode: "respect_origin" } : { mode: "override_origin", default: edge } };
  const parameters = {
    ...(bypass ? { cache: false } : atEdge),
    browser_ttl: browserTtl(browser),
  };
  return {
    expression: `${hostIs(domain)}${below}${longer.join("")}`,
    description: `${domain}: caching of ${path}, by tlsup`,
    parameters: JSON.stringify(parameters),
  };
}

/** Never left out, as the zone's Browser Cache TTL, 4 hours by default, would count instead of a shorter time of the host's. */
function browserTtl(seconds: number | undefined): object {
  if (seconds === undefined) return { mode: "respect_origin" };
  // Cloudflare takes 0 seconds for "respect_origin": https://github.com/cloudflare/terraform-provider-cloudflare/pull/2592
  return seconds === 0 ? { mode: "bypass" } : { mode: "override_origin", default: seconds };
}

/** The rate limiting rule of a host name. */
export function rateLimitRule(domain: string, { requests }: EdgeRateLimit): HostRule {
  const limit = {
    characteristics: ["cf.colo.id", "ip.src"],
    period: rateLimitSeconds,
    requests_per_period: requests,
    mitigation_timeout: rateLimitSeconds,
  };
  return { expression: hostIs(domain), description: `${domain}: requests of one visitor, by tlsup`, parameters: JSON.stringify(limit) };
}

/** A rule of a host name, with a key that is unique among the site's rules, and its phase. */
export interface KeyedRule extends HostRule {
  readonly key: string;
  readonly phase: RulePhase;
}

/** The keys of a site's rules. One for caching contains its path, so it stays with it when other paths come and go. */
export const ruleKeys = { mode: "config", rateLimit: "rate-limit", cache: (path: string | number): string => `cache-${path}` } as const;

/** The rules of a host name other than the one for its SSL mode. */
export function otherRules(
  domain: string,
  { cache = [], rateLimit }: { readonly cache?: readonly CachePath[]; readonly rateLimit?: EdgeRateLimit },
): KeyedRule[] {
  return [
    ...cache.map((entry) => ({ key: ruleKeys.cache(entry.path), phase: "http_request_cache_settings" as const, ...cacheRule(domain, entry, cache) })),
    ...(rateLimit ? [{ key: ruleKeys.rateLimit, phase: "http_ratelimit" as const, ...rateLimitRule(domain, rateLimit) }] : []),
  ];
}

/** Identifies a rule: `place` names its stack, its domain and its key. */
export function ruleRef(place: readonly string[]): string {
  return `tlsup-${createHash("sha256").update(place.join("\n")).digest("hex").slice(0, 24)}`;
}

/** What Configuration Rules set for a host name: the last one that is for the name wins. */
export function hostSetting(rules: readonly ApiRule[], domain: string, setting: string): string | undefined {
  const own = rules.filter(({ expression = "", enabled }) => enabled !== false && isFor(expression.replace(/^\((.*)\)$/s, "$1"), domain));
  const values = own.map(({ action_parameters: parameters }) => parameters?.[setting]);
  return values.filter((value) => typeof value === "string").at(-1);
}

/** Whether an expression is true for a host name, as far as it is one test of the name: rules of others may be for several names. */
function isFor(expression: string, domain: string): boolean {
  const [, operator = "", given = ""] = /^(?:http\.host )?(eq|in|contains|ends_with)(?:\(http\.host,)? ?\{?((?:"[^"]*" ?)+)[})]?$/.exec(expression) ?? [];
  const values = given.split('"').filter((_, index) => index % 2 === 1);
  if (operator === "ends_with") return values.some((value) => domain.endsWith(value));
  return expression === "true" || values.some((value) => (operator === "contains" ? domain.includes(value) : domain === value));
}

function hostIs(domain: string): string {
  return `http.host eq ${JSON.stringify(domain)}`;
}
