import type { SettingValue } from "./settings";
import type { ZoneRecord } from "./zone";

/** A DNS record with everything that the API returns about it. */
export interface StoredRecord extends ZoneRecord {
  readonly comment: string | null;
  readonly tags: readonly string[];
  /** As the client sent them; they have no effect here. */
  readonly settings: Readonly<Record<string, boolean>>;
  /** RFC 3339, as all instants here. */
  readonly createdOn: string;
  readonly modifiedOn: string;
  readonly commentModifiedOn?: string;
  readonly tagsModifiedOn?: string;
  /** The key that the client sent with the creation, and the digest of that request: both hashes. */
  readonly creation?: { readonly key: string; readonly digest: string };
}

/** The plans that a zone may be on here. */
export const plans = ["free", "pro"] as const;
export type Plan = (typeof plans)[number];

/** A zone with everything that the API returns about it. */
export interface StoredZone {
  readonly id: string;
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly paused: boolean;
  /** Absent if it is the Free plan. */
  readonly plan?: Plan;
  readonly createdOn: string;
  readonly modifiedOn: string;
  /** Since when it counts as signed; absent if DNSSEC is off. */
  readonly signedOn?: string;
  /** The changed settings; every other setting has its default. */
  readonly settings: Readonly<Record<string, { readonly value: SettingValue; readonly modifiedOn: string }>>;
}
