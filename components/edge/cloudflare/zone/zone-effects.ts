import { enumerated } from "../../../shared/words";
import { isAsStated, type ZoneSettingInputs, type ZoneSettingOutputs } from "./zone-setting";

/** The state of a zone before one of its settings changes. */
export interface ZoneSight {
  /** The setting's value, in the form of `ZoneSetting`. */
  readonly value: string;
  /** The proxied names of the zone. */
  readonly proxied: readonly string[];
}

/** At most this many names are listed; the rest are only counted. */
const mostNamed = 5;

/** Says what a setting changes for the whole zone: one sentence, or nothing if the zone already has that value. */
export function zoneEffects(
  news: Partial<ZoneSettingInputs>,
  olds: (ZoneSettingInputs & Partial<ZoneSettingOutputs>) | undefined,
  sight: ZoneSight | undefined,
): string[] {
  const { zone, settingId, value, resource } = news;
  const from = sight?.value ?? olds?.value;
  if (zone === undefined || settingId === undefined || isAsStated(from, value)) return [];
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
