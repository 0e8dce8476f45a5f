import { cloudflareReader, hasToken, once } from "../../../../shared/execution/cloudflare-reader";
import { modeByRule } from "../../rules/execution/mode-by-rule";
import { claimsOf } from "../../zone/execution/claims";
import { currentValue } from "../../zone/execution/zone-sight";
import type { NameModes } from "../record-memory";
import type { Place } from "./records-named";

/** The edge's SSL modes for a name, as far as Cloudflare says. */
export async function modesOf({ zoneId, domain, token }: Place): Promise<NameModes> {
  if (zoneId === undefined || domain === undefined || !hasToken(token)) return {};
  try {
    const reader = cloudflareReader({ apiToken: token }, once);
    const { result } = await reader.get<{ readonly result: { readonly name: string } }>(`/zones/${zoneId}`);
    const setting = { zoneId, zone: result.name, settingId: "ssl" };
    const whole = await currentValue(reader, setting);
    const own = (await claimsOf(reader, setting)).find(({ claim }) => claim.resource === domain);
    return { present: (await modeByRule(zoneId, domain, token)) ?? whole, next: own?.claim.former ?? whole };
  } catch {
    return {};
  }
}
