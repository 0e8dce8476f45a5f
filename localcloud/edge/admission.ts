import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { ZoneData } from "../zones/zone";
import { EdgeFault } from "./fault";
import { type Fields, members } from "./fields";
import { type Site, siteOf } from "./site";

/** The target of a request: its host name and the path for the origin. */
export interface Target {
  readonly host: string;
  readonly path: string;
}

/** How often a request may pass the edge before it counts as a loop (RFC 8586); Cloudflare has such a limit but does not publish it. */
const mostPasses = 16;

/** The host name and path of a request; an absolute target overrides `Host` (RFC 9112 section 3.2.2). */
export function targetOf(request: Pick<IncomingMessage, "url">, fields: Fields): Target {
  const url = request.url ?? "/";
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url);
  if (!absolute) return { host: hostName(fields.get("host")?.[0] ?? ""), path: url };
  const rest = absolute[2] ?? "";
  return { host: hostName(absolute[1] ?? ""), path: rest.startsWith("/") ? rest : `/${rest}` };
}

function hostName(authority: string): string {
  return authority.trim().toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

/** The site of a request; throws an {@link EdgeFault} if the edge does not serve it. */
export function admit(zones: ZoneData, host: string, serverName: string | undefined, edgeAddress: string): Site {
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0 || host === "")
    throw new EdgeFault(1003, `The request names ${host || "no host"}, and only host names are served.`);
  const site = siteOf(zones, host);
  if (!site) throw new EdgeFault(1001, `No zone has a proxied record for ${host}.`);
  if (serverName !== undefined && zones.zoneOf(serverName)?.id !== site.zone.id) {
    throw new EdgeFault(421, `The TLS handshake was for ${serverName}, which is in another zone than ${host}.`);
  }
  if (site.addresses.includes(edgeAddress)) throw new EdgeFault(1000, `The record of ${host} points to the edge itself, ${edgeAddress}.`);
  return site;
}

/** Throws an {@link EdgeFault} for a request that cannot be forwarded unambiguously, and for a loop. */
export function inspect(fields: Fields): void {
  // RFC 9112 section 3.2.
  if ((fields.get("host") ?? []).length > 1) throw new EdgeFault(400, "The request has more than one Host field.");
  const codings = members(fields, "transfer-encoding");
  if (codings.length > 1 || (codings.length === 1 && codings[0] !== "chunked")) {
    throw new EdgeFault(501, `The transfer coding ${codings.join(", ")} is not understood (RFC 9112 section 6.1).`);
  }
  const passes = members(fields, "cdn-loop").filter((member) => member.split(";")[0]?.trim() === "cloudflare").length;
  if (passes >= mostPasses) throw new EdgeFault(1000, `The request has passed the edge ${passes} times: the origin sends it back.`);
}

export function hasBody(fields: Fields): boolean {
  return fields.has("transfer-encoding") || Number(fields.get("content-length")?.[0] ?? 0) > 0;
}
