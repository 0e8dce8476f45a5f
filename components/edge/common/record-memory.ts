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
   * The host's address, to which the edge passes visitors on.
   * @default none: the record leads straight to the host
   */
  readonly behind?: string;
  /**
   * For how many seconds the edge may still pass visitors on to the host after the record names another one, or is gone.
   * @default 0
   */
  readonly parting?: number;
  /**
   * The host that the record adds behind an edge, by its name in the settings.
   * @default none: the record is the name's first
   */
  readonly host?: string;
  /**
   * Whether the name has another record, which leads to the same host by IPv4.
   * @default false
   */
  readonly isBeside?: boolean;
}

const seconds = v.pipe(v.number(), v.integer("must be a whole number of seconds"), v.minValue(0, "must not be negative"));

/** The schema of {@link RecordMemoryInputs}. */
export const recordMemoryEntries = {
  domain: v.string(),
  leadsTo: v.string(),
  lifetime: seconds,
  behind: v.optional(v.string()),
  parting: v.optional(seconds),
  host: v.optional(v.string()),
  isBeside: v.optional(v.boolean()),
};

/** A time in which visitors may still be led to a record's former target, and by what. */
export interface Remembered {
  readonly seconds: number;
  readonly told: string;
}

/** For how long visitors are still led to the former target after a change; undefined when they are not. */
export function remembered(before: RecordMemoryInputs, after: RecordMemoryInputs): Remembered | undefined {
  const { domain, leadsTo, lifetime, behind, parting: passing = 0 } = before;
  const [from, to] = behind === undefined ? [leadsTo, after.leadsTo] : [behind, after.behind ?? after.leadsTo];
  if (domain !== after.domain || from === to) return undefined;
  return behind === undefined
    ? { seconds: lifetime, told: `resolvers may lead visitors of ${domain} to ${from}` }
    : { seconds: passing, told: `the edge may pass visitors of ${domain} on to ${from}` };
}

/** What a new or changed record means for visitors, one sentence each. */
export function recordEffects({ domain, leadsTo, host, isBeside }: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): string[] {
  if (host !== undefined) return olds || domain === undefined ? [] : [`has the edge pass visitors of ${domain} on to the host ${host} as well`];
  if (isBeside === true && leadsTo === "edge") return olds || domain === undefined ? [] : [`has the edge reach the host of ${domain} by IPv6 as well`];
  if (domain === undefined || (olds?.domain === domain && olds.leadsTo === leadsTo)) return [];
  const place = leadsTo === "edge" ? "the edge" : leadsTo === undefined ? "another address" : `${leadsTo}, an address that everybody can look up`;
  if (olds?.domain !== domain) return leadsTo === undefined ? [] : [`makes ${domain} lead to ${place}${isBeside === true ? ", as well" : ""}`];
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
