import { connectCloudflare } from "../../../shared/execution/cloudflare";
import { originPullApi } from "./origin-pull-api";

/** Where a name is, and who asks. */
export interface NameAtCloudflare {
  readonly zoneId: string;
  readonly hostname: string;
  readonly token: string | undefined;
}

/**
 * Where a record leads visitors straight to, past the edge, by a name that is not locked down yet; `undefined` when there is none, or the token may not know.
 * Of a name that is locked down somebody else has switched the proxy off: no visitor comes in that way, and a run puts it back.
 */
export async function straightRecord({ zoneId, hostname, token }: NameAtCloudflare): Promise<string | undefined> {
  if (token === undefined && process.env["CLOUDFLARE_API_TOKEN"] === undefined) return undefined;
  try {
    const client = await connectCloudflare({ apiToken: token });
    const { result } = await client.dns.records.list({ zone_id: zoneId, type: "A", name: { exact: hostname } });
    const straight = result.find(({ proxied }) => proxied === false)?.content;
    if (straight === undefined) return undefined;
    const choice = await originPullApi({ zoneId, hostname, ...(token !== undefined && { token }) }).choice();
    return choice?.enabled === true ? undefined : straight;
  } catch {
    return undefined;
  }
}
