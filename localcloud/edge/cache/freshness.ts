import type { Fields } from "../fields";

/** The directives of `Cache-Control`, lower case, with their arguments (RFC 9111 section 5.2). */
export type Directives = ReadonlyMap<string, string>;

export function directivesOf(fields: Fields): Directives {
  const directives = new Map<string, string>();
  for (const [, name = "", quoted, plain] of (fields.get("cache-control") ?? []).join(",").matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,"]*)))?/g)) {
    directives.set(name.toLowerCase(), quoted ?? plain ?? "");
  }
  return directives;
}

/** Seconds that Cloudflare keeps an answer whose origin says nothing about it (developers.cloudflare.com/cache/how-to/configure-cache-status-code). */
const defaultLifetimes = new Map<number, number>([
  ...[200, 206, 301].map((status) => [status, 120 * 60] as const),
  ...[302, 303].map((status) => [status, 20 * 60] as const),
  ...[404, 410].map((status) => [status, 3 * 60] as const),
]);

/** How long an answer is fresh, in seconds (RFC 9111 section 4.2.1); `undefined` when neither the origin nor the status says so. */
export function lifetimeOf(status: number, fields: Fields, now: number): number | undefined {
  const directives = directivesOf(fields);
  const stated = directives.get("s-maxage") ?? directives.get("max-age");
  if (stated !== undefined) return /^\d+$/.test(stated) ? Number(stated) : 0;
  const expires = fields.get("expires");
  if (expires) return Math.max(0, (instant(expires) - (instant(fields.get("date")) || now)) / 1000) || 0;
  return defaultLifetimes.get(status);
}

/** The age that an answer already had when the origin sent it, in seconds (RFC 9111 section 4.2.3). */
export function ageOf(fields: Fields): number {
  const age = fields.get("age")?.[0] ?? "";
  return /^\d+$/.test(age) ? Number(age) : 0;
}

/** An invalid date, such as `0`, lies in the past (RFC 9111 section 5.3). */
function instant(lines: readonly string[] | undefined): number {
  return Date.parse(lines?.[0] ?? "");
}
