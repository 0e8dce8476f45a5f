import type { Answer } from "dns-packet";
import type { Zone, ZoneData, ZoneRecord } from "../zones/zone";
import { lookUp } from "./look-up";
import { edgeRecord, minimalAny, nameServerRecords, resourceRecord, startOfAuthority } from "./resource-records";

export type ResponseCode = "NOERROR" | "NXDOMAIN" | "REFUSED" | "SERVFAIL" | "FORMERR" | "NOTIMP";

export interface Resolution {
  readonly code: ResponseCode;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
}

/** The data behind the answers. */
export interface Authority {
  readonly zones: ZoneData;
  /** The address of proxied names. */
  readonly edgeAddress: string;
  /** The zones' current serial number. */
  serial(): number;
}

export const refused: Resolution = { code: "REFUSED", answers: [], authorities: [] };

/** A longer chain of aliases is a loop, or as good as one. */
const aliasLimit = 16;
const addressTypes = ["A", "AAAA"];

/** The answer to the question for `type` at `name`, which may be written in any case. */
export function resolve(authority: Authority, name: string, type: string): Resolution {
  const answers: Answer[] = [];
  let owner = name;
  for (let aliases = 0; aliases <= aliasLimit; aliases += 1) {
    const zone = authority.zones.zoneOf(owner.toLowerCase());
    if (!zone) return answers.length === 0 ? refused : { code: "NOERROR", answers, authorities: [] };
    const step = resolveStep(authority, zone, owner, type);
    if ("code" in step) return { ...step, answers: [...answers, ...step.answers] };
    answers.push(step.alias);
    owner = step.target;
  }
  return { code: "SERVFAIL", answers: [], authorities: [] };
}

/** The result of one name: a final answer, or an alias to follow. */
function resolveStep(authority: Authority, zone: Zone, owner: string, type: string): Resolution | { readonly alias: Answer; readonly target: string } {
  const { exists, records } = lookUp(authority.zones, zone.name, owner.toLowerCase());
  const isApex = owner.toLowerCase() === zone.name;
  if (!exists) return negative(authority, zone, "NXDOMAIN");
  if (type === "ANY") return positive([minimalAny(owner)]);
  if (isApex && type === "SOA") return positive([startOfAuthority(zone, authority.serial())]);
  if (isApex && type === "NS") return positive(nameServerRecords(zone));

  // "If there are several A/AAAA records on a name and one is proxied, all are": https://developers.cloudflare.com/dns/proxy-status/
  const isProxied = records.some(({ proxied }) => proxied);
  if (isProxied && type === "A") return positive([edgeRecord(owner, authority.edgeAddress)]);
  const visible = isProxied ? records.filter((record) => !isAddress(record)) : records;
  const found = visible.filter((record) => record.type === type);
  if (found.length > 0) return positive(found.map((record) => resourceRecord(owner, record)));

  const alias = visible.find((record) => record.type === "CNAME");
  if (!alias) return negative(authority, zone, "NOERROR");
  return isApex ? flatten(authority, zone, owner, alias, type) : { alias: resourceRecord(owner, alias), target: alias.content };
}

/** An apex cannot be an alias (RFC 1034, 3.6.2): https://developers.cloudflare.com/dns/cname-flattening/ answers with its target's records. */
function flatten(authority: Authority, zone: Zone, owner: string, alias: ZoneRecord, type: string): Resolution {
  if (!addressTypes.includes(type)) return negative(authority, zone, "NOERROR");
  const target = resolve(authority, alias.content, type);
  const found = target.answers.filter((answer) => answer.type === type).map((answer) => ({ ...answer, name: owner }));
  if (found.length > 0) return positive(found);
  return target.code === "NOERROR" && target.authorities.length > 0 ? negative(authority, zone, "NOERROR") : { code: "SERVFAIL", answers: [], authorities: [] };
}

function isAddress({ type }: ZoneRecord): boolean {
  return type === "CNAME" || addressTypes.includes(type);
}

function positive(answers: readonly Answer[]): Resolution {
  return { code: "NOERROR", answers, authorities: [] };
}

/** RFC 2308, 2: the zone's SOA says how long the answer is valid. */
function negative(authority: Authority, zone: Zone, code: "NOERROR" | "NXDOMAIN"): Resolution {
  return { code, answers: [], authorities: [startOfAuthority(zone, authority.serial())] };
}
