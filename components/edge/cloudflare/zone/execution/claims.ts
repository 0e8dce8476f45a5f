import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import { codesOf, unlessGone } from "../../../../shared/execution/cloudflare-errors";
import { claimsName, claimText, isOwn, readClaim, type Claim, type ZoneSettingInputs } from "../zone-setting";

/** A claim with the record that holds it. */
export interface HeldClaim {
  readonly id: string;
  readonly claim: Claim;
}

/** Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/, error 81058. */
const identicalRecord = 81058;

/** Everything that stacks have written down about a setting of the zone. */
export async function claimsOf(client: CloudflareClient, { zoneId, zone, settingId }: ZoneSettingInputs): Promise<HeldClaim[]> {
  return (await claimsIn(client, zoneId, zone)).filter(({ claim }) => claim.setting === settingId);
}

/** What is written down in a zone when a run begins; nothing where the token may not know. */
export async function standingClaims(zoneId: string, zone: string, token: string | undefined): Promise<readonly HeldClaim[]> {
  if (token === undefined && process.env["CLOUDFLARE_API_TOKEN"] === undefined) return [];
  try {
    return await claimsIn(await connectCloudflare({ apiToken: token }), zoneId, zone);
  } catch {
    return [];
  }
}

async function claimsIn(client: CloudflareClient, zoneId: string, zone: string): Promise<HeldClaim[]> {
  const held: HeldClaim[] = [];
  for await (const record of client.dns.records.list({ zone_id: zoneId, type: "TXT", name: { exact: claimsName(zone) } })) {
    const claim = readClaim(record.type === "TXT" ? (record.content ?? "") : "");
    if (claim) held.push({ id: record.id, claim });
  }
  return held;
}

/** Writes a claim down, in place of the one that the same resource made before. */
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

/** Takes a claim back; one that is gone already counts as taken. */
export async function removeClaim(client: CloudflareClient, { zoneId }: ZoneSettingInputs, { id }: HeldClaim): Promise<void> {
  await client.dns.records.delete(id, { zone_id: zoneId }).catch(unlessGone);
}
