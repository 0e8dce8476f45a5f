import { connectCloudflare } from "../../../../shared/execution/cloudflare";
import type { ZoneSight } from "../zone-effects";
import { settingText, type ZoneSettingInputs } from "../zone-setting";

/** A preview says less rather than wait for long. */
const once = { maxRetries: 0, timeout: 5_000 };

/** What a zone has now; `undefined` where Cloudflare does not tell it. */
export async function zoneSight({ zoneId, settingId, token }: Partial<ZoneSettingInputs>): Promise<ZoneSight | undefined> {
  if (zoneId === undefined || settingId === undefined) return undefined;
  try {
    const client = await connectCloudflare({ apiToken: token });
    const { result } = await client.get<{ readonly result: { readonly value: unknown } }>(`/zones/${zoneId}/settings/${settingId}`, once);
    const proxied = new Set<string>();
    for await (const { name, proxied: isProxied } of client.dns.records.list({ zone_id: zoneId, proxied: true }, once))
      if (isProxied === true) proxied.add(name);
    return { value: settingText(result.value), proxied: [...proxied].sort() };
  } catch {
    return undefined;
  }
}
