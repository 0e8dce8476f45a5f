import { createHash } from "node:crypto";

/** A TXT record by which a CA knows, at each order, that an account may have certificates for a name. Source: draft-ietf-acme-dns-persist. */
export interface StandingRecord {
  /** Its name: `_validation-persist.` and the host name. */
  readonly name: string;
  /** What it says: its strings, joined. */
  readonly content: string;
}

/** What such a record says of an account and its CA. */
export interface KnownAccount {
  /** The account's URL. */
  readonly url: string;
  /** Its key's thumbprint, base64url. Source: RFC 7638. */
  readonly thumbprint: string;
  /** What records call the CA, e.g. `letsencrypt.org`. */
  readonly issuer: string;
  /** What the CA puts before the hash that stands for an account. Empty: the account's URL stands for it, as in the drafts before the second. */
  readonly hashPrefix: string;
}

/** A name that gets a record. */
export interface ProvenName {
  /** The host name, without an asterisk. */
  readonly base: string;
  /** Whether the names one label below are certified by an asterisk. */
  readonly isWildcard: boolean;
}

/** The names that get records: each host name of a certificate once. A record for a name is not taken for those below it, as not every CA allows that. */
export function provenNames(names: readonly string[]): ProvenName[] {
  const bases = new Set(names.map((name) => name.replace(/^\*\./, "")));
  return [...bases].map((base) => ({ base, isWildcard: names.includes(`*.${base}`) }));
}

/** The name of a record. */
export function standingName(base: string): string {
  return `_validation-persist.${base}`;
}

/**
 * The record of a name. It has no end (`persistUntil`): it is made and deleted with the certificate, and one that ran out would let the certificate run out.
 */
export function standingRecord({ base, isWildcard }: ProvenName, account: KnownAccount): StandingRecord {
  const content = `${account.issuer}; accounturi=${accountUri(base, account)}${isWildcard ? "; policy=wildcard" : ""}`;
  return { name: standingName(base), content };
}

/** Source: draft-ietf-acme-dns-persist-02, section 4.1. */
function accountUri(base: string, { url, thumbprint, hashPrefix }: KnownAccount): string {
  if (hashPrefix === "") return url;
  const hash = createHash("sha256").update(Buffer.of(base.length)).update(`${base}${thumbprint}${url}`);
  return `${hashPrefix}sha-256/${hash.digest("base64url")}`;
}

/** The letters of a parameter's value in a CAA record or one like it (RFC 8659, section 4.2), without those that a zone file escapes. */
const value = /^[!#-:<-[\]-~]+$/;

/** The account that a host tells of, as JSON; `undefined` if it tells of none. Throws if a record could not say it. */
export function accountIn(output: string): KnownAccount | undefined {
  if (output.trim() === "") return undefined;
  const { url, thumbprint, issuer, hashPrefix } = JSON.parse(output) as Readonly<Record<string, unknown>>;
  const parts = [url, thumbprint, issuer, ...(hashPrefix === "" ? [] : [hashPrefix])];
  const bad = parts.find((part) => typeof part !== "string" || !value.test(part));
  if (bad !== undefined)
    throw new Error(`Cannot use the account at the CA as a DNS record must be able to name it: the host said ${JSON.stringify(bad)}. The CA is broken`);
  return { url, thumbprint, issuer, hashPrefix } as KnownAccount;
}

/** Octets in one string of a TXT record. Source: RFC 1035, section 3.3. */
const stringLength = 255;

/** The content in the form of a zone file: strings in quotes. */
export function quotedContent(content: string): string {
  return (content.match(new RegExp(`.{1,${stringLength}}`, "g")) ?? []).map((part) => `"${part}"`).join(" ");
}
