import type { ZoneSeen } from "../chain";
import { zoneCandidates } from "../zone-candidates";

/** How Cloudflare's API is asked. */
export interface CloudflareApi {
  /** Its address, e.g. `https://api.cloudflare.com/client/v4`. */
  readonly url: string;
  /** A token with the permissions Zone - Zone - Read and Zone - Zone Settings - Read. */
  readonly token: string;
}

const timeout = 10_000;

/** The settings that decide how visitors are led. */
const settingIds = ["ssl", "ssl_automatic_mode", "always_use_https", "min_tls_version"] as const;

/** What the zone of a host is set to at Cloudflare now. What keeps it from being read is part of what is returned. */
export async function readZone(api: CloudflareApi, hostname: string, zone?: string): Promise<ZoneSeen> {
  try {
    for (const name of zone === undefined ? zoneCandidates(hostname) : [zone]) {
      const [found] = (await get(api, `/zones?name=${encodeURIComponent(name)}`)) as { readonly id: string }[];
      if (!found) continue;
      const values = await Promise.all(settingIds.map(async (id) => [id, await settingOf(api, found.id, id)] as const));
      return { name, settings: Object.fromEntries(values) };
    }
    return { unknown: `the token sees no zone of ${zone ?? hostname}` };
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}

async function settingOf(api: CloudflareApi, zoneId: string, id: string): Promise<string> {
  const { value } = (await get(api, `/zones/${zoneId}/settings/${id}`)) as { readonly value: unknown };
  return String(value);
}

async function get({ url, token }: CloudflareApi, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeout) });
  const body = (await response.json().catch(() => ({}))) as { readonly result?: unknown; readonly errors?: readonly { readonly message: string }[] };
  if (response.ok && body.result !== undefined && body.result !== null) return body.result;
  throw new Error(
    `Cloudflare answered ${response.status}${(body.errors ?? []).map(({ message }) => `, ${message}`).join("")}; ` +
      "the token needs Zone - Zone - Read and Zone - Zone Settings - Read",
  );
}
