import { cloudflareReader, hasToken } from "../../../shared/execution/cloudflare-reader";
import { recordsOf } from "../../../shared/execution/cloudflare-records";
import { originPullApi } from "./origin-pull-api";

/** A name in a zone, and the token to look it up. */
export interface NameAtCloudflare {
  readonly zoneId: string;
  readonly hostname: string;
  readonly token: string | undefined;
}

/**
 * Where a record leads visitors directly, past the edge, if its name is not locked down yet; `undefined` if there is none, or the token may not read it.
 * If the name is locked down, somebody has switched its proxy off: visitors do not get in that way anyway, and a run restores the proxy.
 */
export async function straightRecord({ zoneId, hostname, token }: NameAtCloudflare): Promise<string | undefined> {
  if (!hasToken(token)) return undefined;
  try {
    const straight = await straightAddress({ zoneId, hostname, token });
    if (straight === undefined) return undefined;
    const choice = await originPullApi({ zoneId, hostname, ...(token !== undefined && { token }) }).choice();
    return choice?.enabled === true ? undefined : straight;
  } catch {
    return undefined;
  }
}

/** Whether a record leads visitors directly to an address, past the edge; false if the token may not read it. */
export async function leadsStraight(name: NameAtCloudflare, address: string): Promise<boolean> {
  if (!hasToken(name.token)) return false;
  return (await straightAddress(name, address).catch(() => undefined)) !== undefined;
}

async function straightAddress({ zoneId, hostname, token }: NameAtCloudflare, wanted?: string): Promise<string | undefined> {
  for await (const { type, proxied, content } of recordsOf(cloudflareReader({ apiToken: token }), zoneId, { "name.exact": hostname }))
    if (!proxied && ["A", "AAAA"].includes(type) && (wanted ?? content) === content) return content;
  return undefined;
}
