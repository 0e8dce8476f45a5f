import * as v from "valibot";
import { secret } from "../../../shared/validation";
import { enumerated } from "../../../shared/words";

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
  /**
   * Whether a preview says of another resource what the record means for visitors.
   * @default false
   */
  readonly isTold?: boolean;
  /**
   * True once the record is there; a preview that is to make it does not know it.
   * @default not known
   */
  readonly isMade?: boolean;
  /**
   * The zone's id at Cloudflare, where a preview looks for other records of the name.
   * @default none: it does not look
   */
  readonly zoneId?: string;
  /** The token that may read the zone's DNS records, if it is not in the environment. Secret. */
  readonly token?: string;
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
  isTold: v.optional(v.boolean()),
  isMade: v.optional(v.boolean()),
  zoneId: v.optional(v.string()),
  token: v.optional(secret(v.string())),
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

// Source: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
/** The time to live of a proxied record, in seconds. */
const proxiedTtl = 300;

/** The edge's SSL mode for a name: the present one, and that without what the stack sets for the name. Not every token sees them. */
export interface NameModes {
  readonly present?: string;
  readonly next?: string;
}

/** Whether a name's visitors come straight to its host from now on, and came by the edge before. */
export function leavesEdge(before: RecordMemoryInputs, after: Partial<RecordMemoryInputs>): boolean {
  return before.leadsTo === "edge" && after.leadsTo !== "edge" && after.isBeside !== true && before.domain === after.domain;
}

/**
 * For how long the edge must keep its mode for a name that leaves it: visitors who still come there would get redirects in a circle with `flexible` and `off`,
 * and with `strict` perhaps an error. Undefined if the next mode serves them as well.
 */
export function rememberedEdge(domain: string, { present, next }: NameModes): Remembered | undefined {
  if (next === "full" || (next !== undefined && next === present)) return undefined;
  return { seconds: lifetimeOf(proxiedTtl), told: `resolvers may lead visitors of ${domain} to the edge, which keeps its SSL mode for them` };
}

/** What a new or changed record means for visitors, one sentence each. */
export function recordEffects({ domain, leadsTo, host, isBeside, isTold }: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): string[] {
  if (isTold === true) return [];
  if (host !== undefined) return olds || domain === undefined ? [] : [`has the edge pass visitors of ${domain} on to the host ${host} as well`];
  if (isBeside === true && leadsTo === "edge") return olds || domain === undefined ? [] : [`has the edge reach the host of ${domain} by IPv6 as well`];
  if (domain === undefined || (olds?.domain === domain && olds.leadsTo === leadsTo)) return [];
  const place = leadsTo === "edge" ? "the edge" : leadsTo === undefined ? "another address" : `${leadsTo}, an address that everybody can look up`;
  if (olds?.domain !== domain) return leadsTo === undefined ? [] : [`makes ${domain} lead to ${place}${isBeside === true ? ", as well" : ""}`];
  const waits = olds.lifetime > 0 ? `; for ${olds.lifetime} s more some visitors come to ${olds.leadsTo}, which is kept for them until then` : "";
  return [`makes ${domain} lead to ${place}, and no longer to ${olds.leadsTo === "edge" ? "the edge" : olds.leadsTo}${waits}`];
}

/** A record of a name at its DNS provider. */
export interface NamedRecord {
  readonly id: string;
  readonly type: string;
  readonly content: string;
}

/** Whether a resource gives a name its first record, so that other records of the name are not the resource's. */
export function isFirstOf(news: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): boolean {
  return news.host === undefined && news.isBeside !== true && news.isTold !== true && olds?.domain !== news.domain;
}

function isAddress(type: string): boolean {
  return type === "A" || type === "AAAA";
}

/** Refuses to make a record that is there already, as Cloudflare would at the end of the run. */
export function refuseSame({ domain, leadsTo, behind, zoneId }: Partial<RecordMemoryInputs>, records: readonly NamedRecord[]): void {
  const same = records.find(({ type, content }) => isAddress(type) && content === (behind ?? leadsTo));
  if (!same) return;
  const problem = `Cannot make the ${same.type} record of ${domain} to ${same.content} as Cloudflare must not have it yet: it has ${zoneId}/${same.id}`;
  throw new Error(`${problem}. Take that over as docs/import.md says ("A record that is there"), or delete it first`);
}

/** Refuses to make a record beside a CNAME, as Cloudflare would at the end of the run. */
export function refuseCname({ domain }: Partial<RecordMemoryInputs>, records: readonly NamedRecord[]): void {
  const cname = records.find(({ type }) => type === "CNAME");
  if (cname) throw new Error(`Cannot make a record of ${domain} as the name must have no CNAME: it has one to ${cname.content}. Delete it first`);
}

/** What other records of a name mean for its first record here: one sentence, or nothing if one of them leads to this host already. */
export function besideEffects({ domain, leadsTo, behind }: Partial<RecordMemoryInputs>, records: readonly NamedRecord[]): string[] {
  const others = records.filter(({ type }) => isAddress(type));
  if (others.length === 0 || others.some(({ content }) => content === (behind ?? leadsTo))) return [];
  const named = enumerated(others.map(({ type, content }) => `an ${type} record to ${content}`));
  return [`${domain} has ${named} already: visitors will be led there as well`];
}

/** The time until all name servers of a zone answer with a change, in seconds. */
const spreading = 5;

/** The time until no part of an edge passes visitors on to a record that is gone and what is on its way there is answered, in seconds. */
export const parting = 10;

/** How long resolvers may use a record after a change, in seconds, given its time to live. */
export function lifetimeOf(ttl: number): number {
  return ttl + spreading;
}
