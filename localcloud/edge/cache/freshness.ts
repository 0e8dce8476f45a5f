import CachePolicy from "http-cache-semantics";
import type { Fields } from "../fields";

/** Seconds that Cloudflare keeps an answer whose origin does not say how long (developers.cloudflare.com/cache/how-to/configure-cache-status-code). */
const defaultLifetimes = new Map<number, number>([
  ...[200, 206, 301].map((status) => [status, 120 * 60] as const),
  ...[302, 303].map((status) => [status, 20 * 60] as const),
  ...[404, 410].map((status) => [status, 3 * 60] as const),
]);

/** The origin's headers that control caching; they are ignored if a rule of the zone decides. */
const originsWords = ["expires", "age", "pragma", "set-cookie"];

/** How the edge uses an answer that a rule of the zone keeps for `seconds`, overriding its origin. */
export function statedPolicy(received: Fields, answered: Fields, seconds: number): CachePolicy {
  const others = new Map([...answered].filter(([name]) => !originsWords.includes(name)));
  return new CachePolicy(
    { method: "GET", headers: headersOf(received) },
    { status: 200, headers: { ...headersOf(others), "cache-control": seconds > 0 ? `max-age=${String(seconds)}` : "no-store" } },
    { shared: true, cacheHeuristic: 0 },
  );
}

/** Whether the origin says how long an answer is fresh. */
export function isStated(answered: Fields): boolean {
  return answered.has("expires") || /(max-age|s-maxage|no-cache|no-store|private)/i.test(line(answered, "cache-control"));
}

/** How a shared cache may use an answer (RFC 9111); `undefined` if neither the origin nor the status says how long it is fresh. */
export function policyFor(received: Fields, status: number, answered: Fields): CachePolicy | undefined {
  const stated = isStated(answered);
  const lifetime = defaultLifetimes.get(status);
  if (!stated && lifetime === undefined) return undefined;
  const control = [line(answered, "cache-control").toLowerCase(), ...(stated ? [] : [`max-age=${String(lifetime)}`])].filter(Boolean).join(", ");
  // The caller decides about statuses: Cloudflare bypasses what the origin forbids, and misses the rest.
  return new CachePolicy(
    { method: "GET", headers: headersOf(received) },
    { status: 200, headers: { ...headersOf(answered), "cache-control": control } },
    { shared: true, cacheHeuristic: 0 },
  );
}

/** Header fields in the form of npm's HTTP libraries: one text each. */
export function headersOf(fields: Fields): Record<string, string> {
  return Object.fromEntries([...fields.keys()].map((name) => [name, line(fields, name)]));
}

function line(fields: Fields, name: string): string {
  return (fields.get(name) ?? []).join(", ");
}
