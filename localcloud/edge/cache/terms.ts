import type { CacheParameters } from "../../zones/rules/rulesets";
import type { EdgeSettings } from "../../zones/zone";
import type { Fields } from "../fields";

/** What a zone's settings and rules say about caching the answer to a request. */
export interface CacheTerms extends CacheParameters {
  readonly level: EdgeSettings["cacheLevel"];
  /** Development mode: the cache is bypassed. */
  readonly isBypassed: boolean;
}

export function cacheTerms({ cacheLevel, developmentMode }: EdgeSettings, rules: CacheParameters): CacheTerms {
  return { ...rules, level: cacheLevel, isBypassed: developmentMode };
}

/** Seconds for which the edge keeps an answer, overriding the origin; `undefined` leaves it to the origin. */
export function statedLifetime({ edge_ttl: ttl }: CacheTerms, status: number): number | undefined {
  const byStatus = ttl?.status_code_ttl?.find(({ status_code: code, status_code_range: range }) =>
    code === undefined ? status >= (range?.from ?? 0) && status <= (range?.to ?? Infinity) : code === status,
  );
  if (byStatus) return byStatus.value;
  // A failure must not outlive its cause.
  return ttl?.mode === "override_origin" && status < 500 ? ttl.default : undefined;
}

/** The fields of an answer after the cache, with the browser's TTL. */
export function forBrowser(fields: Fields, { browser_ttl: ttl }: CacheTerms): Fields {
  if (!ttl || ttl.mode === "respect_origin") return fields;
  const told = ttl.mode === "bypass" ? "no-store" : `max-age=${String(ttl.default ?? 0)}`;
  const others = [...fields].filter(([name]) => name !== "expires" && name !== "pragma");
  return new Map([...others, ["cache-control", [told]]]);
}
