import type { CloudflareClient } from "../../../../shared/execution/cloudflare";
import { cloudflareReader, hasToken, type CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { codesOf, unlessGone } from "../../../../shared/execution/cloudflare-errors";
import { recordsOf } from "../../../../shared/execution/cloudflare-records";
import { claimName, claimsName, claimText, isOwn, readClaim, type Claim, type ZoneSettingInputs } from "../zone-setting";

/** A claim with the record that holds it. */
export interface HeldClaim {
  readonly id: string;
  readonly claim: Claim;
}

/** Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/, error 81058. */
const identicalRecord = 81058;

/** All claims that stacks have recorded in the zone about a setting. */
export async function claimsOf(
  reader: CloudflareReader,
  { zoneId, zone, settingId }: Pick<ZoneSettingInputs, "zoneId" | "zone" | "settingId">,
): Promise<HeldClaim[]> {
  // One page of them, or few: a zone of many names has a claim of each about each setting.
  const held = await claimsIn(reader, zoneId, zone, { "content.contains": `setting=${settingId}&` });
  return held.filter(({ claim }) => claim.setting === settingId);
}

/** All claims in a zone when a run begins; empty if the token may not read them. */
export async function standingClaims(zoneId: string, zone: string, token: string | undefined): Promise<readonly HeldClaim[]> {
  if (!hasToken(token)) return [];
  try {
    return await claimsIn(cloudflareReader({ apiToken: token }), zoneId, zone);
  } catch {
    return [];
  }
}

async function claimsIn(reader: CloudflareReader, zoneId: string, zone: string, query: Readonly<Record<string, string>> = {}): Promise<HeldClaim[]> {
  const held: HeldClaim[] = [];
  for await (const record of recordsOf(reader, zoneId, { type: "TXT", "name.endswith": claimsName(zone), ...query })) {
    const claim = readClaim(record.content);
    if (claim) held.push({ id: record.id, claim });
  }
  return held;
}

/** Records a claim, in place of an earlier one of the same resource, or two: an earlier version does not see the one at the new name. */
export async function writeClaim(client: CloudflareClient, inputs: ZoneSettingInputs, claim: Claim, held: readonly HeldClaim[]): Promise<void> {
  const own = held.find((each) => isOwn(each.claim, inputs));
  await removeOwn(
    client,
    inputs,
    held.filter((each) => each !== own),
  );
  const record = { zone_id: inputs.zoneId, type: "TXT", name: claimName(inputs), content: `"${claimText(claim)}"`, ttl: 300 } as const;
  const comment = `Who sets ${inputs.settingId} of this zone, by tlsup`;
  try {
    await (own ? client.dns.records.update(own.id, { ...record, comment }) : client.dns.records.create({ ...record, comment }));
  } catch (error) {
    if (!codesOf(error).includes(identicalRecord)) throw error;
  }
}

/** Removes a resource's claim. It is not an error if it is already gone. */
export async function removeOwn(client: CloudflareClient, inputs: ZoneSettingInputs, held: readonly HeldClaim[]): Promise<void> {
  for (const { id, claim } of held) if (isOwn(claim, inputs)) await client.dns.records.delete(id, { zone_id: inputs.zoneId }).catch(unlessGone);
}
