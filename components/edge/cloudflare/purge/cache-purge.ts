import * as v from "valibot";
import { hostName } from "../../../shared/domain-name";
import { secret } from "../../../shared/validation";

/** A static site in the edge's cache. Files that change are purged. */
export interface CachePurgeInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The host name that serves the files. */
  readonly domain: string;
  /** A digest of each file by its path, or of each folder by its path with a slash at the end; `./` stands for all files. */
  readonly contents: Readonly<Record<string, string>>;
  /** The token that may purge the zone's cache, if it is not in the environment. Secret. */
  readonly token?: string;
}

/** The schema of {@link CachePurgeInputs}. */
export const cachePurgeEntries = {
  zoneId: v.string(),
  domain: hostName,
  contents: v.record(v.string(), v.string()),
  token: v.optional(secret(v.string())),
};

/** Another name has other files, so the resource is replaced. */
export const cachePurgeIdentity = ["zoneId", "domain"] as const;

/** The body of one purge request. Source: https://developers.cloudflare.com/cache/how-to/purge-cache/ */
export type PurgeRequest = { readonly files: readonly string[] } | { readonly prefixes: readonly string[] } | { readonly hosts: readonly string[] };

/** Per request, on every plan. */
const mostItems = 100;

/** The Free plan allows five requests per minute. If more are needed, one request purges the whole host name. */
const mostRequests = 4;

/** The paths that differ, including new and deleted ones: the edge may have cached that a new file did not exist. */
export function changedPaths(before: CachePurgeInputs["contents"], after: CachePurgeInputs["contents"]): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
}

/** The requests that purge these paths of a site. */
export function purgeRequests(domain: string, paths: readonly string[]): PurgeRequest[] {
  // The page for missing files answers under any name.
  if (paths.some((path) => path === "./" || path === "404.html")) return [{ hosts: [domain] }];
  const folders = paths.filter((path) => path.endsWith("/")).flatMap((path) => encodings(path.slice(0, -1)).map((name) => `${domain}/${name}`));
  const files = paths.filter((path) => !path.endsWith("/")).flatMap((path) => urlsOf(domain, path));
  const requests = [...inParts(files).map((part) => ({ files: part })), ...inParts(folders).map((part) => ({ prefixes: part }))];
  return requests.length > mostRequests ? [{ hosts: [domain] }] : requests;
}

/** The edge caches an answer by the scheme with which it asked the host. A folder is answered by its `index.html`. */
function urlsOf(domain: string, path: string): string[] {
  const [, folder] = /^(|.*\/)index\.html$/.exec(path) ?? [];
  const names = folder === undefined ? [path] : [path, folder, ...(folder === "" ? [] : [folder.slice(0, -1)])];
  return names.flatMap(encodings).flatMap((name) => ["https", "http"].map((scheme) => `${scheme}://${domain}/${name}`));
}

/**
 * The forms of a path in links, each of which Cloudflare caches as another: as browsers leave what is written plainly, as `encodeURI` writes it, and with
 * everything encoded. Source: https://developers.cloudflare.com/rules/normalization/how-it-works/
 */
function encodings(path: string): string[] {
  const whole = path.split("/").map(encodeURIComponent).join("/");
  const plainly = [/%(2[46BC]|3[ABD]|40|5[BD])/g, /%(2[46BC]|3[ABD]|40)/g].map((left) => whole.replace(left, decodeURIComponent));
  return [...new Set([...plainly, whole])];
}

function inParts(items: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(items.length / mostItems) }, (_, index) => items.slice(index * mostItems, (index + 1) * mostItems));
}

/** At most this many paths are named; the rest are only counted. */
const mostNamed = 5;

/** Says in words what an update purges. */
export function purgeEffect(domain: string, paths: readonly string[]): string {
  if (purgeRequests(domain, paths).some((request) => "hosts" in request)) return `has the edge forget everything that it keeps of ${domain}`;
  const named = paths.slice(0, mostNamed).map((path) => `/${path}`);
  const rest = paths.length - named.length;
  return `has the edge forget what it keeps of ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}, and nothing else`;
}
