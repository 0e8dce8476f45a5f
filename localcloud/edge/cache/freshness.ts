import CachePolicy from "http-cache-semantics";
import type { Fields } from "../fields";

/** Seconds that Cloudflare keeps an answer whose origin says nothing about it (developers.cloudflare.com/cache/how-to/configure-cache-status-code). */
const defaultLifetimes = new Map<number, number>([
  ...[200, 206, 301].map((status) => [status, 120 * 60] as const),
  ...[302, 303].map((status) => [status, 20 * 60] as const),
  ...[404, 410].map((status) => [status, 3 * 60] as const),
]);

/** What says or forbids that an answer is kept, and counts for nothing where a rule of the zone says it. */
const originsWords = ["expires", "age", "pragma", "set-cookie"];

/** How the edge uses an answer that a rule of the zone keeps for `seconds`, whatever its origin says. */
export function statedPolicy(received: Fields, answered: Fields, seconds: number): CachePolicy {
  const others = new Map([...answered].filter(([name]) => !originsWords.includes(name)));
  return new CachePolicy(
    { method: "GET", headers: headersOf(received) },
    { status: 200, headers: { ...headersOf(others), "cache-control": seconds > 0 ? `max-age=${String(seconds)}` : "no-store" } },
    { shared: true, cacheHeuristic: 0 },
  );
}

/** Whether the origin says how long an answer is good for. */
export function isStated(answered: Fields): boolean {
  return answered.has("expires") || /(max-age|s-maxage|no-cache|no-store|private)/i.test(line(answered, "cache-control"));
}

/** How a shared cache may use an answer (RFC 9111); `undefined` when neither the origin nor the status says how long it is good for. */
export function policyFor(received: Fields, status: number, answered: Fields): CachePolicy | undefined {
  const stated = isStated(answered);
  const lifetime = defaultLifetimes.get(status);
  if (!stated && lifetime === undefined) return undefined;
  const control = [line(answered, "cache-control").toLowerCase(), ...(stated ? [] : [`max-age=${String(lifetime)}`])].filter(Boolean).join(", ");
  // What the status alone would forbid is decided by who asks: Cloudflare bypasses what its origin forbids, and misses the rest.
  return new CachePolicy(
    { method: "GET", headers: headersOf(received) },
    { status: 200, headers: { ...headersOf(answered), "cache-control": control } },
    { shared: true, cacheHeuristic: 0 },
  );
}

/** Header fields as npm's HTTP libraries take them: one text each. */
export function headersOf(fields: Fields): Record<string, string> {
  return Object.fromEntries([...fields.keys()].map((name) => [name, line(fields, name)]));
}

function line(fields: Fields, name: string): string {
  return (fields.get(name) ?? []).join(", ");
}
