import { domainName, isWithin } from "../../../zones/names";
import type { StoredRecord } from "../../../zones/stored";
import type { RecordType } from "../../../zones/zone";
import { isObject, isStringList, type Body } from "../body";
import { ApiFault, fault, faults, type ApiError } from "../faults";
import { contentParsers, type Content } from "./content";
import { isProxiable, isProxiedType } from "./proxying";

/** The fields of a record that a client sets. */
export type RecordFields = Pick<StoredRecord, "name" | "type" | "ttl" | "proxied" | "comment" | "tags" | "settings"> & Content;

/** Types that Cloudflare has and the local cloud does not serve. */
const unservedTypes = ["CERT", "DNSKEY", "DS", "HTTPS", "LOC", "NAPTR", "NS", "OPENPGPKEY", "PTR", "SMIMEA", "SRV", "SVCB", "TLSA", "URI"];
/** Seconds; 1 is automatic. https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
const ttl = { automatic: 1, minimum: 60, maximum: 86400 };
const commentLimit = 100;

/** The record that `body` describes in the zone `zoneName`. @throws ApiFault with all of its errors. */
export function parseRecord(body: Body, zoneName: string): RecordFields {
  const type = recordType(body.type);
  const name = recordName(body.name, zoneName);
  const content = contentParsers[type](body, name ?? "");
  const proxied = body.proxied ?? false;
  const errors: ApiError[] = [
    ...(name === undefined ? [{ code: 9000, message: "DNS name is invalid." }] : []),
    ...(isErrors(content) ? content : proxyingErrors(type, content, proxied)),
    ...(isTtl(body.ttl ?? ttl.automatic)
      ? []
      : [{ code: 9021, message: `Invalid TTL. Must be between ${String(ttl.minimum)} and ${String(ttl.maximum)} seconds, or 1 for Automatic.` }]),
    ...annotationErrors(body),
  ];
  if (errors.length > 0 || name === undefined || isErrors(content) || typeof proxied !== "boolean") throw new ApiFault(400, errors);
  return {
    name,
    type,
    ...content,
    proxied,
    // "By default, all proxied records have a TTL of Auto", whatever the client sent. https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
    ttl: proxied ? ttl.automatic : Number(body.ttl ?? ttl.automatic),
    comment: typeof body.comment === "string" && body.comment !== "" ? body.comment : null,
    tags: isStringList(body.tags) ? body.tags : [],
    settings: flags(body.settings),
  };
}

/** The record with the changes of `body`. */
export function merged(record: StoredRecord, body: Body): Body {
  const { name, type, content, ttl, proxied, priority, data, comment, tags, settings } = record;
  return { name, type, content, ttl, proxied, priority, data, comment, tags, settings, ...body };
}

/** The full name. A name that does not end in the zone's is relative to it; `@` is the zone itself. */
export function recordName(given: unknown, zoneName: string): string | undefined {
  if (given === "@") return zoneName;
  if (typeof given !== "string") return undefined;
  if (given === "*") return `*.${zoneName}`;
  const name = domainName(given);
  if (name === undefined) return undefined;
  return isWithin(name, zoneName) ? name : domainName(`${name}.${zoneName}`);
}

function recordType(given: unknown): RecordType {
  const type = typeof given === "string" ? given.toUpperCase() : "";
  if (isRecordType(type)) return type;
  if (unservedTypes.includes(type)) throw faults.notImplemented(`A DNS record of type ${type}`);
  throw fault(400, 9002, `DNS record type ${JSON.stringify(given ?? "")} is invalid.`);
}

function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(contentParsers, type);
}

function isErrors(content: Content | readonly ApiError[]): content is readonly ApiError[] {
  return Array.isArray(content);
}

function isTtl(value: unknown): boolean {
  return Number.isInteger(value) && (value === ttl.automatic || (Number(value) >= ttl.minimum && Number(value) <= ttl.maximum));
}

function proxyingErrors(type: RecordType, { content }: Content, proxied: unknown): ApiError[] {
  if (typeof proxied !== "boolean") return [{ code: 9003, message: "Invalid 'proxied' value, must be a boolean" }];
  if (!proxied || isProxiable({ type, content })) return [];
  if (!isProxiedType(type)) return [{ code: 9004, message: "This record type cannot be proxied." }];
  return [{ code: 9003, message: `Target ${content} is not allowed for a proxied record.` }];
}

/** Cloudflare does not publish codes for these. Limits: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/ */
function annotationErrors({ comment, tags, settings }: Body): ApiError[] {
  const isComment = comment === undefined || comment === null || (typeof comment === "string" && comment.length <= commentLimit);
  return [
    ...(isComment ? [] : [{ code: 9300, message: `Comment must be text of at most ${String(commentLimit)} characters.` }]),
    ...(tags === undefined || isStringList(tags) ? [] : [{ code: 9301, message: "Tags must be a list of texts." }]),
    ...(settings === undefined || isObject(settings) ? [] : [{ code: 9302, message: "Settings must be an object." }]),
  ];
}

function flags(settings: unknown): Record<string, boolean> {
  const entries = isObject(settings) ? Object.entries(settings) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"));
}
