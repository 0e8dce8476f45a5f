import { cloudflareReader, hasToken } from "../../../../shared/execution/cloudflare-reader";
import { hostSetting } from "../host-rules";
import { entryPointOf } from "./rules";

/** The SSL mode that a Configuration Rule, or only that with `ref`, sets for a host name now; `undefined` without one, or if the token may not read it. */
export async function modeByRule(zoneId: string, domain: string, token: string | undefined, ref?: string): Promise<string | undefined> {
  if (!hasToken(token)) return undefined;
  try {
    const { rules = [] } = (await entryPointOf(cloudflareReader({ apiToken: token }), zoneId, "http_config_settings")) ?? {};
    const asked = ref === undefined ? rules : rules.filter((rule) => rule.ref === ref);
    return hostSetting(asked, domain, "ssl");
  } catch {
    return undefined;
  }
}
