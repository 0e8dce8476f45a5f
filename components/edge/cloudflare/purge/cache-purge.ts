import * as v from "valibot";
import { hostName } from "../../../shared/domain-name";
import { secret } from "../../../shared/validation";

/** What the edge may keep of a site of files: it forgets what changes. */
export interface CachePurgeInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The host name that the files are served by. */
  readonly domain: string;
  /** A digest of each file by its path, or of each folder by its path with a slash at the end; `./` is all of them. */
  readonly contents: Readonly<Record<string, string>>;
  /** The token that may purge the zone's cache, where it is not the environment's. Secret. */
  readonly token?: string;
}

/** What each input must be. */
export const cachePurgeEntries = {
  zoneId: v.string(),
  domain: hostName,
  contents: v.record(v.string(), v.string()),
  token: v.optional(secret(v.string())),
};

/** The files of another name are others. */
export const cachePurgeIdentity = ["zoneId", "domain"] as const;

/** What one request has the edge forget. Source: https://developers.cloudflare.com/cache/how-to/purge-cache/ */
export type PurgeRequest = { readonly files: readonly string[] } | { readonly prefixes: readonly string[] } | { readonly hosts: readonly string[] };

/** Of each plan, in one request. */
const mostItems = 100;

/** The Free plan takes five requests in a minute: of more, everything of the name is forgotten by one. */
const mostRequests = 4;

/** The paths that differ, those that are new or gone among them: of these the edge may keep that there was nothing. */
export function changedPaths(before: CachePurgeInputs["contents"], after: CachePurgeInputs["contents"]): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
}

/** What the edge must be asked to forget when these paths of a site have changed. */
export function purgeRequests(domain: string, paths: readonly string[]): PurgeRequest[] {
  // The page for what is not there answers by any name.
  if (paths.some((path) => path === "./" || path === "404.html")) return [{ hosts: [domain] }];
  const folders = paths.filter((path) => path.endsWith("/")).map((path) => `${domain}/${encoded(path.slice(0, -1))}`);
  const files = paths.filter((path) => !path.endsWith("/")).flatMap((path) => urlsOf(domain, path));
  const requests = [...inParts(files).map((part) => ({ files: part })), ...inParts(folders).map((part) => ({ prefixes: part }))];
  return requests.length > mostRequests ? [{ hosts: [domain] }] : requests;
}

/** The edge keeps an answer by the scheme that it asked the host by. A folder is answered by its `index.html`. */
function urlsOf(domain: string, path: string): string[] {
  const [, folder] = /^(|.*\/)index\.html$/.exec(path) ?? [];
  const names = folder === undefined ? [path] : [path, folder, ...(folder === "" ? [] : [folder.slice(0, -1)])];
  return names.flatMap((name) => ["https", "http"].map((scheme) => `${scheme}://${domain}/${encoded(name)}`));
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function inParts(items: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(items.length / mostItems) }, (_, index) => items.slice(index * mostItems, (index + 1) * mostItems));
}

/** So many paths are told; of the others only how many there are. */
const mostNamed = 5;

/** What an update has the edge forget, in words. */
export function purgeEffect(domain: string, paths: readonly string[]): string {
  if (purgeRequests(domain, paths).some((request) => "hosts" in request)) return `has the edge forget everything that it keeps of ${domain}`;
  const named = paths.slice(0, mostNamed).map((path) => `/${path}`);
  const rest = paths.length - named.length;
  return `has the edge forget what it keeps of ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}, and nothing else`;
}
