import * as v from "valibot";

/** What resolvers remember of a record: where they may still lead visitors after the record leads elsewhere. */
export interface RecordMemoryInputs {
  /** The record's name. */
  readonly domain: string;
  /** Where the record leads: an address, or `edge`. */
  readonly leadsTo: string;
  /** For how many seconds visitors may still be led there after a change; 0 if the former target still serves them. */
  readonly lifetime: number;
  /**
   * The host that the record adds behind an edge, by its name in the settings.
   * @default none: the record is the name's first
   */
  readonly host?: string;
  /**
   * For how many seconds the edge may still pass visitors on to that host after the record is gone.
   * @default 0
   */
  readonly parting?: number;
}

const seconds = v.pipe(v.number(), v.integer("must be a whole number of seconds"), v.minValue(0, "must not be negative"));

/** The schema of {@link RecordMemoryInputs}. */
export const recordMemoryEntries = {
  domain: v.string(),
  leadsTo: v.string(),
  lifetime: seconds,
  host: v.optional(v.string()),
  parting: v.optional(seconds),
};

/** For how many seconds resolvers may still lead visitors to the former target. */
export function remembered(before: RecordMemoryInputs, after: RecordMemoryInputs): number {
  return before.domain === after.domain && before.leadsTo !== after.leadsTo ? before.lifetime : 0;
}

/** What a new or changed record means for visitors, one sentence each. */
export function recordEffects({ domain, leadsTo, host }: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): string[] {
  if (host !== undefined) return olds || domain === undefined ? [] : [`has the edge pass visitors of ${domain} on to the host ${host} as well`];
  if (domain === undefined || (olds?.domain === domain && olds.leadsTo === leadsTo)) return [];
  const place = leadsTo === "edge" ? "the edge" : leadsTo === undefined ? "another address" : `${leadsTo}, an address that everybody can look up`;
  if (olds?.domain !== domain) return leadsTo === undefined ? [] : [`makes ${domain} lead to ${place}`];
  const waits = olds.lifetime > 0 ? `; for ${olds.lifetime} s more some visitors come to ${olds.leadsTo}, which is kept for them until then` : "";
  return [`makes ${domain} lead to ${place}, and no longer to ${olds.leadsTo === "edge" ? "the edge" : olds.leadsTo}${waits}`];
}

/** The time until all name servers of a zone answer with a change, in seconds. */
const spreading = 5;

/** The time until no part of an edge passes visitors on to a record that is gone and what is on its way there is answered, in seconds. */
export const parting = 10;

/** How long resolvers may use a record after a change, in seconds, given its time to live. */
export function lifetimeOf(ttl: number): number {
  return ttl + spreading;
}
