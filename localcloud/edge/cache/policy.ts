import type CachePolicy from "http-cache-semantics";
import { type Fields, members } from "../fields";
import { isStated, policyFor, statedPolicy } from "./freshness";
import { type CacheTerms, statedLifetime } from "./terms";

/** The extensions that Cloudflare caches by default; it never looks at the type (developers.cloudflare.com/cache/concepts/default-cache-behavior). */
const extensions = new Set(
  (
    "7z avi avif apk bin bmp bz2 class css csv doc docx dmg ejs eot eps exe flac gif gz ico iso jar jpg jpeg js mid midi mkv mp3 mp4 ogg " +
    "otf pdf pict pls png ppt pptx ps " +
    "rar svg svgz swf tar tif tiff ttf webm webp woff woff2 xls xlsx zip zst"
  ).split(" "),
);

/** Request fields that an origin may use to choose its answer, and so part of Cloudflare's cache key (developers.cloudflare.com/cache/how-to/cache-keys). */
const keyFields = [
  "origin",
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-forwarded-host",
  "x-host",
  "x-forwarded-scheme",
  "x-original-url",
  "x-rewrite-url",
  "forwarded",
];

/** Whether the cache handles a request at all; if not, it is DYNAMIC. */
export function isEligible(method: string, path: string, { cache, level }: CacheTerms): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (cache === false || (level === "basic" && path.includes("?"))) return false;
  if (cache === true) return true;
  const name = path.replace(/[?#].*$/, "");
  if (name === "/robots.txt") return true;
  const [, extension = ""] = /\.([a-z0-9]+)$/i.exec(name) ?? [];
  return extensions.has(extension.toLowerCase());
}

/** Requests with the same key may get the same answer. `Accept-Encoding` goes to the origin unchanged, so it is part of the key. */
export function cacheKey(url: string, received: Fields): string {
  const chosenBy = keyFields.map((name) => (received.get(name) ?? []).filter((value) => name !== "x-forwarded-scheme" || !/^https?$/i.test(value)));
  return JSON.stringify([url, members(received, "accept-encoding").sort(), ...chosenBy]);
}

/** What the cache does with an origin's answer to an eligible request. */
export type Storage =
  | { readonly kind: "store"; readonly policy: CachePolicy; readonly fields: Fields }
  /** The origin forbids shared caches to keep it: BYPASS. */
  | { readonly kind: "forbidden" }
  /** Nothing says how long it would be fresh: MISS. */
  | { readonly kind: "unsuitable" };

export function storageFor(received: Fields, status: number, answered: Fields, terms: CacheTerms): Storage {
  const lifetime = statedLifetime(terms, status);
  if (lifetime === undefined && terms.edge_ttl?.mode === "bypass_by_default" && !isStated(answered)) return { kind: "forbidden" };
  const policy = lifetime === undefined ? policyFor(received, status, answered) : statedPolicy(received, answered, lifetime);
  const isForbidden = policy !== undefined && (!policy.storable() || policy.maxAge() === 0);
  const isPersonal = lifetime === undefined && answered.has("set-cookie");
  if (isForbidden || isPersonal || members(answered, "vary").some((name) => name !== "accept-encoding")) return { kind: "forbidden" };
  // A range is not the whole object, a 304 has no content, and a failure must not outlive its cause.
  if (!policy || status === 206 || status === 304 || (status >= 500 && lifetime === undefined)) return { kind: "unsuitable" };
  // An answer that a rule caches for everybody must not contain one visitor's cookie (developers.cloudflare.com/cache/concepts/cache-behavior).
  return { kind: "store", policy, fields: new Map([...answered].filter(([name]) => name !== "set-cookie")) };
}
