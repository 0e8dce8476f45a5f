import type { CloudflareClient } from "../../../../shared/execution/cloudflare";
import { cloudflareReader, type CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { codesOf, unlessGone } from "../../../../shared/execution/cloudflare-errors";
import { recordsOf } from "../../../../shared/execution/cloudflare-records";
import { claimsName, claimText, isOwn, readClaim, type Claim, type ZoneSettingInputs } from "../zone-setting";

/** A claim with the record that holds it. */
export interface HeldClaim {
  readonly id: string;
  readonly claim: Claim;
}

/** Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/, error 81058. */
const identicalRecord = 81058;

/** All claims that stacks have recorded in the zone about a setting. */
export async function claimsOf(reader: CloudflareReader, { zoneId, zone, settingId }: ZoneSettingInputs): Promise<HeldClaim[]> {
  return (await claimsIn(reader, zoneId, zone)).filter(({ claim }) => claim.setting === settingId);
}

/** All claims in a zone when a run begins; empty if the token may not read them. */
export async function standingClaims(zoneId: string, zone: string, token: string | undefined): Promise<readonly HeldClaim[]> {
  if (token === undefined && process.env["CLOUDFLARE_API_TOKEN"] === undefined) return [];
  try {
    return await claimsIn(cloudflareReader({ apiToken: token }), zoneId, zone);
  } catch {
    return [];
  }
}

async function claimsIn(reader: CloudflareReader, zoneId: string, zone: string): Promise<HeldClaim[]> {
  const held: HeldClaim[] = [];
  for await (const record of recordsOf(reader, zoneId, { type: "TXT", "name.exact": claimsName(zone) })) {
    const claim = readClaim(record.content);
    if (claim) held.push({ id: record.id, claim });
  }
  return held;
}

/** Records a claim, in place of an earlier one of the same resource. */
export async function writeClaim(client: CloudflareClient, inputs: ZoneSettingInputs, claim: Claim, held: readonly HeldClaim[]): Promise<void> {
  const own = held.find((each) => isOwn(each.claim, inputs));
  const record = { zone_id: inputs.zoneId, type: "TXT", name: claimsName(inputs.zone), content: `"${claimText(claim)}"`, ttl: 300 } as const;
  const comment = `Who sets ${inputs.settingId} of this zone, by tlsup`;
  try {
    await (own ? client.dns.records.update(own.id, { ...record, comment }) : client.dns.records.create({ ...record, comment }));
  } catch (error) {
    if (!codesOf(error).includes(identicalRecord)) throw error;
  }
}

/** Removes a claim. It is not an error if the claim is already gone. */
export async function removeClaim(client: CloudflareClient, { zoneId }: ZoneSettingInputs, { id }: HeldClaim): Promise<void> {
  await client.dns.records.delete(id, { zone_id: zoneId }).catch(unlessGone);
}
