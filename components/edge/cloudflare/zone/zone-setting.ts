import { createHash } from "node:crypto";
import * as v from "valibot";
import type { Verdict } from "../../../shared/resource-operations";
import { FinalError } from "../../../shared/final-error";
import { secret } from "../../../shared/validation";

/** A setting that applies to a whole zone. Stacks that set it must use the same value. */
export interface ZoneSettingInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The zone's name. */
  readonly zone: string;
  /** The setting's name at Cloudflare. */
  readonly settingId: string;
  /**
   * The value: a text, or any other value as JSON.
   * @default nothing: the zone keeps its setting
   */
  readonly value?: string;
  /** The stack that sets it: `project/stack`. */
  readonly owner: string;
  /** The resource in that stack. */
  readonly resource: string;
  /** The token that may change the zone's settings and DNS records, if it is not in the environment. Secret. */
  readonly token?: string;
}

/** A setting of a zone that has been set. */
export interface ZoneSettingOutputs extends ZoneSettingInputs {
  /** The zone's value before any stack set it, to be restored later: a text, or any other value as JSON. Empty if nothing is set. */
  readonly former: string;
}

/** The schema of {@link ZoneSettingInputs}. */
export const zoneSettingEntries = {
  zoneId: v.string(),
  zone: v.string(),
  settingId: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, "must be the name of a setting at Cloudflare")),
  value: v.optional(v.string()),
  owner: v.string(),
  resource: v.string(),
  token: v.optional(secret(v.string())),
};

/** A note about a setting that a stack keeps in the zone, as a TXT record. */
export interface Claim {
  readonly setting: string;
  readonly value: string;
  readonly former: string;
  readonly owner: string;
  readonly resource: string;
}

/** What the names of a zone's claims end in. A claim of an earlier version has just this name. */
export function claimsName(zone: string): string {
  return `_tlsup.${zone}`;
}

/** The name of the record that holds a resource's claim. Each has one of its own, as Cloudflare limits what the records of a name hold together. */
export function claimName({ zone, owner, resource, settingId }: ZoneSettingInputs): string {
  const hash = createHash("sha256").update([owner, resource, settingId].join("\n")).digest("hex");
  return `${hash.slice(0, 16)}.${claimsName(zone)}`;
}

/** A claim as the content of a TXT record. No character in it has a special meaning in DNS. */
export function claimText(claim: Claim): string {
  return `tlsup ${new URLSearchParams({ ...claim }).toString()}`;
}

/** The claim in a TXT record; `undefined` for any other record. Content over 255 characters comes back in strings of that length, each in quotes. */
export function readClaim(content: string): Claim | undefined {
  const [, text] = /^tlsup (.+)$/.exec(content.replaceAll(/"\s+"/g, "").replaceAll('"', "")) ?? [];
  if (text === undefined) return undefined;
  const fields = new URLSearchParams(text);
  const names = ["setting", "value", "former", "owner", "resource"] as const;
  if (!names.every((name) => fields.has(name))) return undefined;
  return Object.fromEntries(names.map((name) => [name, fields.get(name) ?? ""])) as Record<(typeof names)[number], string>;
}

/** Whether a claim belongs to these inputs. */
export function isOwn(claim: Claim, { settingId, owner, resource }: ZoneSettingInputs): boolean {
  return claim.setting === settingId && claim.owner === owner && claim.resource === resource;
}

type Statement = Pick<ZoneSettingInputs, "zone" | "settingId" | "value" | "owner">;

/** Throws if another stack sets another value. Two resources of the same stack are updated one after the other in a run, so they may differ for a while. */
export function refuseConflict(held: readonly { readonly claim: Claim }[], { zone, settingId, value, owner }: Statement): void {
  const others = held.map(({ claim }) => claim).filter((claim) => claim.setting === settingId && claim.owner !== owner && claim.value !== value);
  const [other] = others;
  if (!other) return;
  const owners = [...new Set(others.map((claim) => claim.owner))].join(", ");
  throw new FinalError(
    `Cannot set ${settingId} of the zone ${zone} to ${String(value)} as the setting is the whole zone's and must have one value: ` +
      `${owners} has set it to ${other.value}. Say the same, or leave it out there first, with proxy.zoneDefaults false if it has a default`,
  );
}

/** Converts the value of a setting to text. */
export function settingText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Converts the text of a setting to its value. */
export function settingValue(text: string): unknown {
  return /^[[{]|^\d+$/.test(text) ? JSON.parse(text) : text;
}

/** Whether the zone has what is stated. Of TLS 1.3 Cloudflare says `zrt` instead of `on` where 0-RTT is on as well. */
export function isAsStated(real: string | undefined, stated: string | undefined): boolean {
  return real === stated || (real === "zrt" && stated === "on");
}

/** If the zone, the setting or the owner changes, it is another resource. */
export const zoneSettingIdentity = ["zoneId", "settingId", "owner", "resource"] as const;

/** Whether the setting changes. */
export function zoneSettingChanges(olds: ZoneSettingOutputs, news: ZoneSettingInputs): Verdict {
  const replaces = zoneSettingIdentity.filter((key) => olds[key] !== news[key]);
  return { changes: replaces.length > 0 || !isAsStated(olds.value, news.value), replaces };
}
