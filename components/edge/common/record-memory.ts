import * as v from "valibot";

/** What resolvers remember of a record: where they may lead visitors for a while after the record leads elsewhere. */
export interface RecordMemoryInputs {
  /** The record's name. */
  readonly domain: string;
  /** Where the record leads: an address, or `edge`. */
  readonly leadsTo: string;
  /** For how many seconds visitors may be led there after the record leads elsewhere; 0 where what it led to still leads them right. */
  readonly lifetime: number;
}

/** What each input must be. */
export const recordMemoryEntries = {
  domain: v.string(),
  leadsTo: v.string(),
  lifetime: v.pipe(v.number(), v.integer("must be a whole number of seconds"), v.minValue(0, "must not be negative")),
};

/** How long visitors are led by what a record said before, in seconds. */
export function remembered(before: RecordMemoryInputs, after: RecordMemoryInputs): number {
  return before.domain === after.domain && before.leadsTo !== after.leadsTo ? before.lifetime : 0;
}

/** What a record that is new, or leads elsewhere, means for its visitors: a sentence each. */
export function recordEffects({ domain, leadsTo }: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): string[] {
  if (domain === undefined || (olds?.domain === domain && olds.leadsTo === leadsTo)) return [];
  const place = leadsTo === "edge" ? "the edge" : leadsTo === undefined ? "another address" : `${leadsTo}, an address that everybody can look up`;
  if (olds?.domain !== domain) return leadsTo === undefined ? [] : [`makes ${domain} lead to ${place}`];
  const waits = olds.lifetime > 0 ? `; for ${olds.lifetime} s more some visitors come to ${olds.leadsTo}, which is kept for them until then` : "";
  return [`makes ${domain} lead to ${place}, and no longer to ${olds.leadsTo === "edge" ? "the edge" : olds.leadsTo}${waits}`];
}

/** Until all name servers of a zone answer by a change, in seconds. */
const spreading = 5;

/** The lifetime of what a record with a time to live, in seconds, leads to. */
export function lifetimeOf(ttl: number): number {
  return ttl + spreading;
}
