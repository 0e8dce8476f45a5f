import { canonical } from "../../../../shared/canonical";
import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import { cloudflareReader, type CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { understandably, unlessGone, type RefusalWords } from "../../../../shared/execution/cloudflare-errors";
import { tell } from "../../../../shared/execution/tell";
import { notImported } from "../../../../shared/importing";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import { enumerated } from "../../../../shared/words";
import {
  claimName,
  isAsStated,
  isOwn,
  refuseConflict,
  settingValue,
  zoneSettingChanges,
  zoneSettingEntries,
  zoneSettingIdentity,
  type ZoneSettingInputs,
  type ZoneSettingOutputs,
} from "../zone-setting";
import { relaxesFirst } from "../mode-order";
import { zoneEffects } from "../zone-effects";
import { claimsOf, removeOwn, writeClaim, type HeldClaim } from "./claims";
import { currentValue, zoneSight } from "./zone-sight";

/** What the program states in this run: the values of a setting, by resource. */
const stated: Record<string, Record<string, string>> = {};

/** Sets a zone-wide setting after recording in the zone which stack does so. The last stack that gives it up restores the zone's former value. */
export const zoneSettingProvider: ResourceOperations<ZoneSettingInputs, ZoneSettingOutputs> = {
  rules: zoneSettingEntries,
  secrets: ["token"],
  replacedBy: zoneSettingIdentity,
  computed: ["former"],

  async create(inputs) {
    return { id: `${inputs.zone}/${inputs.settingId}`, outs: { ...inputs, former: await state(inputs, "") } };
  },

  diff: (_id, olds, news) => zoneSettingChanges(olds, news),

  refusals({ zone, settingId, owner, resource, value }) {
    if (zone === undefined || resource === undefined || value === undefined) return {};
    const values = (stated[canonical([zone, settingId, owner])] ??= {});
    values[resource] = value;
    const [other, theirs] = Object.entries(values).find(([, said]) => said !== value) ?? [];
    return other === undefined ? {} : { value: `must be one for the whole zone ${zone}, where ${other} has ${settingId}: ${theirs}` };
  },

  effects: async (news, olds) => zoneEffects(news, olds, await zoneSight(news)),

  holds: ({ zoneId, settingId, owner, resource, value }) => (value === undefined ? undefined : [zoneId, settingId, owner, resource]),

  async update(_id, olds, news) {
    if (news.value === undefined) await takeBack(olds, news);
    return { outs: { ...news, former: await state(news, olds.former) } };
  },

  async read(id, known) {
    const { former, ...stated } = known;
    if (stated.value === undefined) return { id, props: known, inputs: stated };
    const reader = cloudflareReader({ apiToken: stated.token });
    const value = await understandably(wordsOf(stated), () => currentValue(reader, stated).catch(unlessGone));
    if (value === undefined) return { id: "", props: known, inputs: stated };
    const found = { ...stated, value: isAsStated(value, stated.value) ? await ownValue(reader, stated, stated.value) : value };
    return { id, props: { ...found, former }, inputs: found };
  },

  importing: notImported("a zone has the setting in any case. Leave it to the program, which notes what the zone had and sets what is stated"),

  async delete(_id, known) {
    if (known.value !== undefined) await takeBack(known);
  },
};

/** What a refresh shows as the value when somebody has deleted the claim: others could set another value. */
const unclaimed = "unclaimed";

/** The value that is stated, if the resource's claim is in the zone, or the token may not see that. */
async function ownValue(reader: CloudflareReader, inputs: ZoneSettingInputs, value: string): Promise<string> {
  const held = await claimsOf(reader, inputs).catch(() => undefined);
  return held === undefined || held.some(({ claim }) => isOwn(claim, inputs)) ? value : unclaimed;
}

/** Sets a value, and returns the zone's value before any stack set it: `known`, if no claim tells it. */
async function state(inputs: ZoneSettingInputs, known: string): Promise<string> {
  const { value } = inputs;
  if (value === undefined) return "";
  return understandably(wordsOf(inputs), async () => {
    const client = clientOf(inputs);
    const { held, former } = await situation(client, inputs, known);
    refuseConflict(held, inputs);
    const { settingId: setting, owner, resource } = inputs;
    await writeClaim(client, inputs, { setting, value, former, owner, resource }, held);
    try {
      // If another stack records a different value at the same time, both see each other's claim and both are refused, so that neither overrides the other.
      const claims = await claimsOf(client, inputs);
      refuseConflict(claims, inputs);
      const kept = await modeKept(client, inputs, claims);
      if (kept === undefined) await setValue(client, inputs, value);
      else tell(`${inputs.zone}: warning: ${kept}`);
    } catch (error) {
      await unclaim(client, inputs, held);
      throw error;
    }
    return former;
  });
}

/** Why the zone keeps its mode although a name states another: the hosts of other names are not proven for that yet. The last of them sets it. */
async function modeKept(client: CloudflareClient, inputs: ZoneSettingInputs, claims: readonly HeldClaim[]): Promise<string | undefined> {
  const { settingId, owner, value } = inputs;
  const others = claims.map(({ claim }) => claim).filter((claim) => claim.owner === owner && claim.value !== value);
  if (settingId !== "ssl" || others.length === 0) return undefined;
  const ssl = await currentValue(client, inputs);
  if (ssl === value || relaxesFirst({ ssl, isOwn: true }, value)) return undefined;
  const names = enumerated(others.map(({ resource }) => resource));
  const records = others.map(({ resource }) => claimName({ ...inputs, resource }));
  return (
    `the zone keeps ssl: ${ssl} until ${names} ${others.length === 1 ? "states" : "state"} ${String(value)} as well. ` +
    `If a run that was interrupted left such a name behind, delete its TXT record ${enumerated(records)}, and run \`pulumi up --refresh\``
  );
}

interface Situation {
  readonly held: readonly HeldClaim[];
  /** The zone's value before any stack set it. */
  readonly former: string;
}

/** A value that is read while another stack sets or restores it may be that stack's. So it must be the same before and after the claims are read. */
async function situation(client: CloudflareClient, inputs: ZoneSettingInputs, known: string): Promise<Situation> {
  for (let value = await currentValue(client, inputs); ;) {
    const held = await claimsOf(client, inputs);
    if (held[0]) return { held, former: held[0].claim.former };
    const after = await currentValue(client, inputs);
    if (after === value) return { held, former: known || value };
    value = after;
  }
}

/** Undoes the claim if the value was not set, or it would keep others from setting it. An earlier claim of the same resource is restored. */
async function unclaim(client: CloudflareClient, inputs: ZoneSettingInputs, before: readonly HeldClaim[]): Promise<void> {
  const held = await claimsOf(client, inputs);
  const former = before.find(({ claim }) => isOwn(claim, inputs));
  if (former) await writeClaim(client, inputs, former.claim, held);
  else await removeOwn(client, inputs, held);
}

/** Asks with the token of `access`: that of `known` may be revoked. */
async function takeBack(known: ZoneSettingOutputs, access: ZoneSettingInputs = known): Promise<void> {
  await understandably(wordsOf(known), async () => {
    const client = clientOf(access);
    // If the zone is gone, there is nothing to restore.
    const held = await claimsOf(client, known).catch(unlessGone);
    if (!held) return;
    const others = held.filter(({ claim }) => !isOwn(claim, known));
    // The value goes first: if the run is interrupted before the claim is removed, the next run repeats both. What another resource of this stack states
    // may differ, and it does not state it again while it stays as it is.
    if (!others.some(({ claim }) => claim.value === known.value)) await setValue(client, known, others[0]?.claim.value ?? known.former);
    await removeOwn(client, known, held);
    // The other stacks may have removed their claims at the same time, each believing that it was not the last.
    if (others.length > 0 && (await claimsOf(client, known)).length === 0) await setValue(client, known, known.former);
  });
}

async function setValue(client: CloudflareClient, { zoneId, settingId }: ZoneSettingInputs, value: string): Promise<void> {
  // To write `on` could end 0-RTT.
  if (settingId === "tls_1_3" && isAsStated(await currentValue(client, { zoneId, settingId }), value)) return;
  await client.patch(`/zones/${zoneId}/settings/${settingId}`, { body: { value: settingValue(value) } });
}

function clientOf({ token }: ZoneSettingInputs): CloudflareClient {
  return connectCloudflare({ apiToken: token });
}

function wordsOf({ zone, settingId }: ZoneSettingInputs): RefusalWords {
  return {
    cannot: `Cannot set ${settingId} of the zone ${zone}`,
    needs: 'the permissions "Zone: Zone Settings: Edit" and "Zone: DNS: Edit"',
  };
}
