import { connectCloudflare } from "../../../../shared/execution/cloudflare";
import { hostMode } from "../host-rules";
import { entryPointOf } from "./rules";

/** The SSL mode that a Configuration Rule sets for a host name now; `undefined` if there is none, or the token may not read it. */
export async function modeByRule(zoneId: string, domain: string, token: string | undefined): Promise<string | undefined> {
  if (token === undefined && process.env["CLOUDFLARE_API_TOKEN"] === undefined) return undefined;
  try {
    const client = await connectCloudflare({ apiToken: token });
    return hostMode((await entryPointOf(client, zoneId, "http_config_settings"))?.rules ?? [], domain);
  } catch {
    return undefined;
  }
}
