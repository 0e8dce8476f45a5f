import { isIPv4, isIPv6 } from "node:net";
import { domainName } from "../../../zones/names";
import { characterStrings, isCut, quoted } from "../../../zones/txt";
import type { CaaData, RecordType, SshfpData } from "../../../zones/zone";
import { isObject, type Body } from "../body";
import type { ApiError } from "../faults";

/** The stored form of a record's type-specific fields. */
export interface Content {
  readonly content: string;
  readonly priority?: number;
  readonly data?: CaaData | SshfpData;
}

/** Parses the type-specific fields of `body`; returns the errors if they are wrong. */
export type ContentParser = (body: Body, name: string) => Content | readonly ApiError[];

/** https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/#txt, counted over the strings */
const textLimit = 2048;
/** RFC 8659, 4.1 and 4.2; RFC 9495 for issuemail. */
const caaTags = ["issue", "issuewild", "issuemail", "iodef"];

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/ has the fields of each type. */
export const contentParsers: Readonly<Record<RecordType, ContentParser>> = {
  A: ({ content }) =>
    typeof content === "string" && isIPv4(content) ? { content } : [{ code: 9005, message: "Content for A record must be a valid IPv4 address." }],
  AAAA: ({ content }) =>
    typeof content === "string" && isIPv6(content) && !content.includes("%")
      ? { content: compressed(content) }
      : [{ code: 9006, message: "Content for AAAA record must be a valid IPv6 address." }],
  CNAME: ({ content }, name) => {
    const target = hostName(content);
    if (target === undefined) return [{ code: 9007, message: "Content for CNAME record is invalid." }];
    return target === name ? [{ code: 9039, message: "CNAME content cannot reference itself." }] : { content: target };
  },
  TXT: ({ content }) => text(content) ?? [{ code: 9100, message: "Content for TXT record is invalid." }],
  CAA: ({ data }) => certificationAuthority(data),
  SSHFP: ({ data }) => sshFingerprint(data),
  MX: ({ content, priority }) => {
    const host = hostName(content);
    const errors = [
      ...(isInteger(priority, 0xffff) ? [] : [{ code: 9100, message: "priority is a required field." }]),
      ...(host === undefined ? [{ code: 9009, message: "Content for MX record must be a hostname." }] : []),
    ];
    return host !== undefined && isInteger(priority, 0xffff) ? { content: host, priority } : errors;
  },
};

function hostName(content: unknown): string | undefined {
  const name = typeof content === "string" && isIPv4(content) ? undefined : domainName(typeof content === "string" ? content : "");
  return name?.startsWith("*.") === true ? undefined : name;
}

/** RFC 5952's form, which URLs use. */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** Stored as written, unless a string is too long: then it is split, and all strings are quoted. */
function text(content: unknown): Content | undefined {
  if (typeof content !== "string" || content === "") return undefined;
  const strings = characterStrings(content);
  if (!strings || strings.reduce((sum, string) => sum + string.length, 0) > textLimit) return undefined;
  return { content: isCut(content) ? quoted(strings) : content };
}

function certificationAuthority(data: unknown): Content | readonly ApiError[] {
  const { flags, tag, value } = isObject(data) ? data : {};
  if (isInteger(flags, 0xff) && typeof tag === "string" && caaTags.includes(tag) && typeof value === "string" && /^[\x20-\x7e]{1,255}$/.test(value)) {
    return { content: `${String(flags)} ${tag} ${quoted([Buffer.from(value)])}`, data: { flags, tag, value } };
  }
  // Cloudflare's answer to a missing field of `data`; it does not publish the codes for wrong fields.
  return Object.entries({ flags: isInteger(flags, 0xff), tag: typeof tag === "string" && caaTags.includes(tag), value: false })
    .filter(([, valid]) => !valid)
    .map(([field]) => ({ code: 9101, message: `${field} is a required data field.` }));
}

/** Lengths in hexadecimal digits, by the number of the hash: RFC 4255, 3.1.2, and RFC 6594, 4.1. */
const fingerprintLengths: Readonly<Record<number, number>> = { 1: 40, 2: 64 };

function sshFingerprint(data: unknown): Content | readonly ApiError[] {
  const { algorithm, type, fingerprint } = isObject(data) ? data : {};
  const valid = { algorithm: isInteger(algorithm, 0xff), type: isInteger(type, 0xff), fingerprint: isFingerprint(fingerprint, type) };
  if (isInteger(algorithm, 0xff) && isInteger(type, 0xff) && isFingerprint(fingerprint, type))
    return { content: `${String(algorithm)} ${String(type)} ${fingerprint}`, data: { algorithm, type, fingerprint } };
  return Object.entries(valid)
    .filter(([, isValid]) => !isValid)
    .map(([field]) => ({ code: 9101, message: `${field} is a required data field.` }));
}

function isFingerprint(given: unknown, type: unknown): given is string {
  return typeof given === "string" && /^[0-9A-Fa-f]+$/.test(given) && given.length === (fingerprintLengths[Number(type)] ?? given.length);
}

function isInteger(value: unknown, maximum: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maximum;
}
