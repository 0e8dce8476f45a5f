import * as v from "valibot";
import type { Verdict } from "../../../shared/resource-operations";
import { FinalError } from "../../../shared/final-error";
import { secret } from "../../../shared/validation";

/** A setting that is a whole zone's, and so has one owner: who states it too must state the same. */
export interface ZoneSettingInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The zone's name. */
  readonly zone: string;
  /** The setting's name at Cloudflare. */
  readonly settingId: string;
  /**
   * The value: a text, or any other value as JSON.
   * @default nothing: the zone keeps what it has
   */
  readonly value?: string;
  /** Who states it: `project/stack`. */
  readonly owner: string;
  /** Which resource of that stack. */
  readonly resource: string;
  /** The token that may change the zone's settings and DNS records, where it is not the environment's. Secret. */
  readonly token?: string;
}

/** A setting of a zone as it was stated. */
export interface ZoneSettingOutputs extends ZoneSettingInputs {
  /** What the zone had before anybody stated it, which it gets back: a text, or any other value as JSON. Empty when nothing is stated. */
  readonly former: string;
}

/** What a zone's setting must be. */
export const zoneSettingEntries = {
  zoneId: v.string(),
  zone: v.string(),
  settingId: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, "must be the name of a setting at Cloudflare")),
  value: v.optional(v.string()),
  owner: v.string(),
  resource: v.string(),
  token: v.optional(secret(v.string())),
};

/** What a stack has written down in the zone about a setting, in a TXT record of its own. */
export interface Claim {
  readonly setting: string;
  readonly value: string;
  readonly former: string;
  readonly owner: string;
  readonly resource: string;
}

/** The name of the records that hold the claims of a zone. */
export function claimsName(zone: string): string {
  return `_tlsup.${zone}`;
}

/** A claim as the content of a TXT record: no character of it has a meaning in DNS. */
export function claimText(claim: Claim): string {
  return `tlsup ${new URLSearchParams({ ...claim }).toString()}`;
}

/** The claim that a TXT record holds; `undefined` for any other record. What is longer than 255 characters comes back in strings of as many, each in quotes. */
export function readClaim(content: string): Claim | undefined {
  const [, text] = /^tlsup (.+)$/.exec(content.replaceAll(/"\s+"/g, "").replaceAll('"', "")) ?? [];
  if (text === undefined) return undefined;
  const fields = new URLSearchParams(text);
  const names = ["setting", "value", "former", "owner", "resource"] as const;
  if (!names.every((name) => fields.has(name))) return undefined;
  return Object.fromEntries(names.map((name) => [name, fields.get(name) ?? ""])) as Record<(typeof names)[number], string>;
}

/** Whether a claim is the one of these inputs. */
export function isOwn(claim: Claim, { settingId, owner, resource }: ZoneSettingInputs): boolean {
  return claim.setting === settingId && claim.owner === owner && claim.resource === resource;
}

type Statement = Pick<ZoneSettingInputs, "zone" | "settingId" | "value" | "owner">;

/** Throws when another stack states another value. Two resources of one stack follow each other within one run, so they may differ until its end. */
export function refuseConflict(held: readonly { readonly claim: Claim }[], { zone, settingId, value, owner }: Statement): void {
  const others = held.map(({ claim }) => claim).filter((claim) => claim.setting === settingId && claim.owner !== owner && claim.value !== value);
  const [other] = others;
  if (!other) return;
  const owners = [...new Set(others.map((claim) => claim.owner))].join(", ");
  throw new FinalError(
    `Cannot set ${settingId} of the zone ${zone} to ${String(value)} as the setting is the whole zone's and must have one value: ` +
      `${owners} has set it to ${other.value}. Say the same, leave it to that stack, or change it there first`,
  );
}

/** The text by which a value of a setting is stated. */
export function settingText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The value that a text states. */
export function settingValue(text: string): unknown {
  return /^[[{]|^\d+$/.test(text) ? JSON.parse(text) : text;
}

/** A setting of another zone, or another setting, is another resource; so is one of another owner. */
export const zoneSettingIdentity = ["zoneId", "settingId", "owner", "resource"] as const;

/** Whether what was stated changes. */
export function zoneSettingChanges(olds: ZoneSettingOutputs, news: ZoneSettingInputs): Verdict {
  const replaces = zoneSettingIdentity.filter((key) => olds[key] !== news[key]);
  return { changes: replaces.length > 0 || olds.value !== news.value, replaces };
}
