import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import { understandably, unlessGone, type RefusalWords } from "../../../../shared/execution/cloudflare-errors";
import { notImported } from "../../../../shared/importing";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import {
  isOwn,
  refuseConflict,
  settingText,
  settingValue,
  zoneSettingChanges,
  zoneSettingEntries,
  zoneSettingIdentity,
  type ZoneSettingInputs,
  type ZoneSettingOutputs,
} from "../zone-setting";
import { claimsOf, removeClaim, writeClaim } from "./claims";

/** Sets what is a whole zone's, once it is written down in the zone who does; the last one who takes it back gives the zone its former value. */
export const zoneSettingProvider: ResourceOperations<ZoneSettingInputs, ZoneSettingOutputs> = {
  rules: zoneSettingEntries,
  secrets: ["token"],
  replacedBy: zoneSettingIdentity,
  computed: ["former"],

  async create(inputs) {
    return { id: `${inputs.zone}/${inputs.settingId}`, outs: { ...inputs, former: await state(inputs) } };
  },

  diff: (_id, olds, news) => zoneSettingChanges(olds, news),

  async update(_id, olds, news) {
    if (news.value === undefined) await takeBack(olds);
    return { outs: { ...news, former: await state(news) } };
  },

  async read(id, known) {
    const { former, ...stated } = known;
    if (stated.value === undefined) return { id, props: known, inputs: stated };
    const value = await understandably(wordsOf(stated), async () => currentValue(await clientOf(stated), stated).catch(unlessGone));
    const found = { ...stated, ...(value !== undefined && { value }) };
    return { id: value === undefined ? "" : id, props: { ...found, former }, inputs: found };
  },

  importing: notImported("a zone has the setting in any case. Leave it to the program, which notes what the zone had and sets what is stated"),

  async delete(_id, known) {
    if (known.value !== undefined) await takeBack(known);
  },
};

/** States a value, and tells what the zone had before anybody did. */
async function state(inputs: ZoneSettingInputs): Promise<string> {
  const { value } = inputs;
  if (value === undefined) return "";
  return understandably(wordsOf(inputs), async () => {
    const client = await clientOf(inputs);
    const held = await claimsOf(client, inputs);
    refuseConflict(
      held.map(({ claim }) => claim),
      inputs,
    );
    const former = held[0]?.claim.former ?? (await currentValue(client, inputs));
    const { settingId: setting, owner, resource } = inputs;
    await writeClaim(client, inputs, { setting, value, former, owner, resource }, held);
    try {
      await setValue(client, inputs, value);
    } catch (error) {
      // What was not set is not claimed either, or it would keep others from setting it.
      const [own] = (await claimsOf(client, inputs)).filter(({ claim }) => isOwn(claim, inputs));
      if (own && !held.some(({ id }) => id === own.id)) await removeClaim(client, inputs, own);
      throw error;
    }
    return former;
  });
}

async function takeBack(known: ZoneSettingOutputs): Promise<void> {
  await understandably(wordsOf(known), async () => {
    const client = await clientOf(known);
    // A zone that is gone has nothing to be given back.
    const held = await claimsOf(client, known).catch(unlessGone);
    if (!held) return;
    const own = held.find(({ claim }) => isOwn(claim, known));
    const others = held.filter((each) => each !== own);
    // The value goes first: a run that is broken off in between is repeated.
    if (others.length === 0) await setValue(client, known, known.former);
    if (own) await removeClaim(client, known, own);
  });
}

async function currentValue(client: CloudflareClient, { zoneId, settingId }: ZoneSettingInputs): Promise<string> {
  const { result } = await client.get<{ readonly result: { readonly value: unknown } }>(`/zones/${zoneId}/settings/${settingId}`);
  return settingText(result.value);
}

async function setValue(client: CloudflareClient, { zoneId, settingId }: ZoneSettingInputs, value: string): Promise<void> {
  await client.patch(`/zones/${zoneId}/settings/${settingId}`, { body: { value: settingValue(value) } });
}

function clientOf({ token }: ZoneSettingInputs): Promise<CloudflareClient> {
  return connectCloudflare({ apiToken: token });
}

function wordsOf({ zone, settingId }: ZoneSettingInputs): RefusalWords {
  return {
    cannot: `Cannot set ${settingId} of the zone ${zone}`,
    allowed: 'the token must be allowed to. It needs the permissions "Zone: Zone Settings: Edit" and "Zone: DNS: Edit"',
    answered: "Cloudflare must answer",
  };
}
