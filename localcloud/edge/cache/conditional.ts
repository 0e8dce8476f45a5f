import type { Fields } from "../fields";

/** Whether the visitor's own copy is still the cached one, so that 304 suffices (RFC 9110 section 13.2.2). */
export function isNotModified(received: Fields, cached: Fields): boolean {
  const wanted = received.get("if-none-match");
  if (wanted) {
    const tag = cached.get("etag")?.[0];
    return tag !== undefined && wanted.join(",").split(",").some((candidate) => candidate.trim() === "*" || opaque(candidate) === opaque(tag));
  }
  const since = Date.parse(received.get("if-modified-since")?.[0] ?? "");
  const modified = Date.parse(cached.get("last-modified")?.[0] ?? "");
  return modified <= since;
}

/** Weak comparison (RFC 9110 section 8.8.3.2). */
function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
