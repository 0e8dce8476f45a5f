import { enumerated } from "../../../shared/words";
import type { ZoneSettingInputs, ZoneSettingOutputs } from "./zone-setting";

/** What a zone is seen to have before a setting of it changes. */
export interface ZoneSight {
  /** The setting's value, as `ZoneSetting` states it. */
  readonly value: string;
  /** The names that the edge answers for. */
  readonly proxied: readonly string[];
}

/** So many names are told; of the others only how many there are. */
const mostNamed = 5;

/** What stating a setting does to the whole zone: a sentence, or nothing where the zone has that value already. */
export function zoneEffects(news: Partial<ZoneSettingInputs>, olds: ZoneSettingOutputs | undefined, sight: ZoneSight | undefined): string[] {
  const { zone, settingId, value, resource } = news;
  const from = sight?.value ?? olds?.value;
  if (zone === undefined || settingId === undefined || from === value) return [];
  if (value === undefined && olds?.value === undefined) return [];
  const to = value === undefined ? `back to ${olds?.former ?? ""}, unless another stack states it` : `to ${value}`;
  const others = sight?.proxied.filter((name) => name !== resource);
  return [`sets ${settingId} of the whole zone ${zone}${from === undefined ? "" : ` from ${from}`} ${to}: ${reachOf(others)}`];
}

function reachOf(others: readonly string[] | undefined): string {
  if (others === undefined) return "it holds for every proxied name there";
  if (others.length === 0) return "no other proxied name is there";
  const [named, rest] = [others.slice(0, mostNamed), others.length - mostNamed];
  return `it holds for ${enumerated([...named, ...(rest > 0 ? [`${rest} more`] : [])])} as well`;
}
