import { cloudflareReader, once, type CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { recordsOf } from "../../../../shared/execution/cloudflare-records";
import type { ZoneSight } from "../zone-effects";
import { settingText, type ZoneSettingInputs } from "../zone-setting";

/** The zone's current state; `undefined` if Cloudflare does not return it. */
export async function zoneSight({ zoneId, settingId, token }: Partial<ZoneSettingInputs>): Promise<ZoneSight | undefined> {
  if (zoneId === undefined || settingId === undefined) return undefined;
  try {
    const reader = cloudflareReader({ apiToken: token }, once);
    const value = await currentValue(reader, { zoneId, settingId });
    const proxied = new Set<string>();
    for await (const { name, proxied: isProxied } of recordsOf(reader, zoneId, { proxied: "true" })) if (isProxied) proxied.add(name);
    return { value, proxied: [...proxied].sort() };
  } catch {
    return undefined;
  }
}

/** The zone's current value, in the form of `ZoneSetting`. */
export async function currentValue(reader: CloudflareReader, { zoneId, settingId }: Pick<ZoneSettingInputs, "zoneId" | "settingId">): Promise<string> {
  const { result } = await reader.get<{ readonly result: { readonly value: unknown } }>(`/zones/${zoneId}/settings/${settingId}`);
  return settingText(result.value);
}
