import { domainToASCII } from "node:url";
import { ApiError, type Api } from "../http/api";
import { result } from "./envelope";

/** The zone's domain name, as its records have it; undefined if the token may not read the zone. */
export async function zoneName(api: Api, zoneId: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return domainToASCII(result<{ name: string }>(await api.get(`/zones/${encodeURIComponent(zoneId)}`, signal)).name);
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return undefined;
    throw error;
  }
}

/** Whether two names of records mean the same: Cloudflare accepts `www`, `@` and the full name. */
export function sameName(left: string, right: string, zone: string | undefined): boolean {
  return full(left, zone) === full(right, zone);
}

function full(name: string, zone: string | undefined): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (zone === undefined || lower === zone || lower.endsWith(`.${zone}`)) return lower;
  return lower === "@" ? zone : `${lower}.${zone}`;
}
