import type { CacheParameters } from "../../zones/rules/rulesets";
import type { EdgeSettings } from "../../zones/zone";
import type { Fields } from "../fields";

/** What a zone's settings and rules say of how a request's answer is kept. */
export interface CacheTerms extends CacheParameters {
  readonly level: EdgeSettings["cacheLevel"];
  /** Development mode: the cache is passed by. */
  readonly isBypassed: boolean;
}

export function cacheTerms({ cacheLevel, developmentMode }: EdgeSettings, rules: CacheParameters): CacheTerms {
  return { ...rules, level: cacheLevel, isBypassed: developmentMode };
}

/** Seconds for which the edge keeps an answer, whatever the origin says; `undefined` leaves it to the origin. */
export function statedLifetime({ edge_ttl: ttl }: CacheTerms, status: number): number | undefined {
  const byStatus = ttl?.status_code_ttl?.find(({ status_code: code, status_code_range: range }) =>
    code === undefined ? status >= (range?.from ?? 0) && status <= (range?.to ?? Infinity) : code === status,
  );
  if (byStatus) return byStatus.value;
  // A failure shall not outlive its cause.
  return ttl?.mode === "override_origin" && status < 500 ? ttl.default : undefined;
}

/** The fields of an answer that the cache has looked at, as a browser is to keep it. */
export function forBrowser(fields: Fields, { browser_ttl: ttl }: CacheTerms): Fields {
  if (!ttl || ttl.mode === "respect_origin") return fields;
  const told = ttl.mode === "bypass" ? "no-store" : `max-age=${String(ttl.default ?? 0)}`;
  const others = [...fields].filter(([name]) => name !== "expires" && name !== "pragma");
  return new Map([...others, ["cache-control", [told]]]);
}
