import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import type { ZoneSight } from "../zone-effects";
import { settingText, type ZoneSettingInputs } from "../zone-setting";

/** A preview shows less rather than waiting long. */
const once = { maxRetries: 0, timeout: 5_000 };

/** The zone's current state; `undefined` if Cloudflare does not return it. */
export async function zoneSight({ zoneId, settingId, token }: Partial<ZoneSettingInputs>): Promise<ZoneSight | undefined> {
  if (zoneId === undefined || settingId === undefined) return undefined;
  try {
    const client = await connectCloudflare({ apiToken: token });
    const value = await currentValue(client, { zoneId, settingId }, once);
    const proxied = new Set<string>();
    for await (const { name, proxied: isProxied } of client.dns.records.list({ zone_id: zoneId, proxied: true }, once))
      if (isProxied === true) proxied.add(name);
    return { value, proxied: [...proxied].sort() };
  } catch {
    return undefined;
  }
}

/** The zone's current value, in the form of `ZoneSetting`. */
export async function currentValue(
  client: CloudflareClient,
  { zoneId, settingId }: Pick<ZoneSettingInputs, "zoneId" | "settingId">,
  options: Partial<typeof once> = {},
): Promise<string> {
  const { result } = await client.get<{ readonly result: { readonly value: unknown } }>(`/zones/${zoneId}/settings/${settingId}`, options);
  return settingText(result.value);
}
