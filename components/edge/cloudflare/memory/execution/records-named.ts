import { cloudflareReader, hasToken, once } from "../../../../shared/execution/cloudflare-reader";
import { recordsOf } from "../../../../shared/execution/cloudflare-records";
import type { NamedRecord } from "../record-memory";

/** Where a name's records are, as far as it is known. */
export type Place = { readonly [Key in "zoneId" | "domain" | "token"]?: string | undefined };

/** The records of a name at Cloudflare; none if it does not say. */
export async function recordsNamed({ zoneId, domain, token }: Place): Promise<readonly NamedRecord[]> {
  const records: NamedRecord[] = [];
  if (zoneId === undefined || domain === undefined || !hasToken(token)) return records;
  try {
    for await (const record of recordsOf(cloudflareReader({ apiToken: token }, once), zoneId, { "name.exact": domain })) records.push(record);
  } catch {
    return [];
  }
  return records;
}
