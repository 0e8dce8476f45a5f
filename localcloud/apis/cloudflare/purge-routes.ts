import type { Hono } from "hono";
import { isObject, isStringList, readBody, type Body } from "./body";
import { zoneOf, type Backend, type Env } from "./context";
import { success } from "./envelope";
import { fault, faults } from "./faults";

/** Items in one request on the Free plan: https://developers.cloudflare.com/cache/how-to/purge-cache/ */
const mostItems = 100;

/** Whether a URL is to be purged. */
type Selection = (url: URL) => boolean;

/** https://developers.cloudflare.com/api/resources/cache/methods/purge/ */
export function purgeRoutes(app: Hono<Env>, { zones, purge }: Backend): void {
  app.post("/zones/:zone/purge_cache", (c) => {
    const zone = zoneOf(c, zones, "Cache Purge", faults.authentication);
    const selects = selectionOf(readBody(c));
    purge((text) => {
      const url = new URL(text);
      return zones.holding(url.hostname)?.id === zone.id && selects(url);
    });
    return success(c, { id: zone.id });
  });
}

function selectionOf(body: Body): Selection {
  if (body.purge_everything === true) return () => true;
  const kind = (["files", "hosts", "prefixes", "tags"] as const).find((each) => body[each] !== undefined);
  if (kind === undefined) throw fault(400, 1012, 'Request must contain one of "purge_everything", "files", "tags", "hosts" or "prefixes"');
  if (kind === "tags") throw faults.notImplemented("A purge by tags");
  const given = kind === "files" && Array.isArray(body.files) ? body.files.map((file: unknown) => (isObject(file) ? file.url : file)) : body[kind];
  if (!isStringList(given) || given.length === 0) throw fault(400, 1014, '"files", "tags", "hosts" or "prefixes" must be an array');
  if (given.length > mostItems) throw fault(400, 1094, `A request may purge at most ${String(mostItems)} ${kind}`);
  if (kind === "hosts") return ({ hostname }) => given.includes(hostname);
  if (kind === "files") {
    const files = given.map(fileUrl);
    return ({ href }) => files.includes(href);
  }
  const prefixes = given.map((prefix) => prefix.replace(/\/$/, ""));
  return ({ hostname, pathname }) => prefixes.some((prefix) => `${hostname}${pathname}` === prefix || `${hostname}${pathname}`.startsWith(`${prefix}/`));
}

/** The scheme is that of the request to the origin. */
function fileUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw fault(400, 1016, `Unable to purge ${text}, which is an invalid URL`);
  return url.href;
}
