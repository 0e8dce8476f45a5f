import type { CacheParameters } from "../../zones/rules/rulesets";
import type { EdgeSettings } from "../../zones/zone";
import type { Fields } from "../fields";

/** What a zone's settings and rules say about caching the answer to a request. */
export interface CacheTerms extends CacheParameters {
  readonly level: EdgeSettings["cacheLevel"];
  /** Development mode: the cache is bypassed. */
  readonly isBypassed: boolean;
  readonly browserTtl: EdgeSettings["browserCacheTtl"];
}

export function cacheTerms({ cacheLevel, developmentMode, browserCacheTtl }: EdgeSettings, rules: CacheParameters): CacheTerms {
  return { ...rules, level: cacheLevel, isBypassed: developmentMode, browserTtl: browserCacheTtl };
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

/** The fields of an answer that the cache handled, with the lifetime that browsers get: a rule's, or else the zone's. */
export function forBrowser(fields: Fields, { cache, browser_ttl: ttl, browserTtl }: CacheTerms): Fields {
  if (!ttl) return cache === false ? fields : raisedTo(browserTtl, fields);
  if (ttl.mode === "bypass") return withControl(fields, "no-store");
  // Cloudflare takes 0 seconds for "respect_origin" (github.com/cloudflare/terraform-provider-cloudflare/pull/2592).
  return ttl.mode === "override_origin" && ttl.default ? withControl(fields, `max-age=${String(ttl.default)}`) : fields;
}

/** The zone's time counts if the origin's is shorter or missing (developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl). */
function raisedTo(seconds: number, fields: Fields): Fields {
  const control = (fields.get("cache-control") ?? []).join(", ");
  if (seconds === 0 || fields.has("set-cookie") || /no-store|no-cache|private/i.test(control)) return fields;
  const [stated, age] = /\bmax-age *= *"?(\d+)"?/i.exec(control) ?? [];
  if ((age === undefined ? untilExpires(fields) : Number(age)) >= seconds) return fields;
  const told = `max-age=${String(seconds)}`;
  return withControl(fields, stated === undefined ? [control, told].filter(Boolean).join(", ") : control.replace(stated, told));
}

/** Not a number if the origin does not say when an answer expires. */
function untilExpires(fields: Fields): number {
  const time = (name: string): number => Date.parse(fields.get(name)?.[0] ?? "");
  return (time("expires") - (time("date") || Date.now())) / 1000;
}

function withControl(fields: Fields, control: string): Fields {
  return new Map([...[...fields].filter(([name]) => name !== "expires" && name !== "pragma"), ["cache-control", [control]]]);
}
