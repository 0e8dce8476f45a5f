import { cloudflareReader, hasToken } from "../../../../shared/execution/cloudflare-reader";
import { hostSetting } from "../host-rules";
import { entryPointOf } from "./rules";

/** The SSL mode that a Configuration Rule sets for a host name now; `undefined` if there is none, or the token may not read it. */
export async function modeByRule(zoneId: string, domain: string, token: string | undefined): Promise<string | undefined> {
  if (!hasToken(token)) return undefined;
  try {
    return hostSetting((await entryPointOf(cloudflareReader({ apiToken: token }), zoneId, "http_config_settings"))?.rules ?? [], domain, "ssl");
  } catch {
    return undefined;
  }
}
