import { createHash, randomBytes } from "node:crypto";
import type { Collection, Store } from "../../store/store";
import { everyZone, grants, type Permission, type Policy } from "./permissions";
import { admits, type TokenCondition } from "./token-condition";

/** The sender of a request, and its permissions. */
export interface Credential {
  readonly id: string;
  /** The account that owns it; absent if a user does. */
  readonly account?: string;
  readonly expiresOn?: string;
  readonly notBefore?: string;
  /** Whether it may be used from an address. */
  admits(address: string): boolean;
  /** A zone permission without `zoneId` means every zone. */
  allows(permission: Permission, zoneId?: string): boolean;
}

/** A token as it is stored: its value only as a hash. */
export interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  /** The account that owns it; absent if a user does. */
  readonly account?: string;
  readonly status: "active" | "disabled";
  readonly policies: readonly Policy[];
  readonly issuedOn: string;
  readonly modifiedOn: string;
  readonly expiresOn?: string;
  readonly notBefore?: string;
  readonly condition?: TokenCondition;
}

/** The form of a token that the official clients agree to send. */
const tokenShape = /^[0-9A-Za-z_-]{40,80}$/;

/** The tokens that the API accepts: the daemon's own, which have all permissions, and those made through the API. */
export class Credentials {
  readonly tokens: Collection<StoredToken>;
  readonly #masters: ReadonlyMap<string, Credential>;

  constructor(store: Store, ...masterTokens: readonly string[]) {
    if (!masterTokens.every((token) => tokenShape.test(token)))
      throw new Error(`Cannot start the Cloudflare API as its token must match ${String(tokenShape)}: the one given does not. Make another.`);
    this.tokens = store.collection<StoredToken>("cloudflare-tokens");
    this.#masters = new Map(masterTokens.map(hashOf).map((hash) => [hash, { id: hash.slice(0, 32), admits: () => true, allows: () => true }]));
  }

  /** A value for a new token. */
  newValue(): { readonly value: string; readonly hash: string } {
    const value = randomBytes(30).toString("base64url");
    return { value, hash: hashOf(value) };
  }

  /** The credential of a token; undefined if the token is unknown, disabled, expired or not valid yet. */
  of(value: string): Credential | undefined {
    const hash = hashOf(value);
    const master = this.#masters.get(hash);
    if (master) return master;
    const token = this.tokens.list().find((each) => each.hash === hash);
    if (!token || statusOf(token) !== "active") return undefined;
    if (token.notBefore !== undefined && Date.parse(token.notBefore) > Date.now()) return undefined;
    return {
      id: token.id,
      ...(token.account === undefined ? {} : { account: token.account }),
      ...(token.expiresOn === undefined ? {} : { expiresOn: token.expiresOn }),
      ...(token.notBefore === undefined ? {} : { notBefore: token.notBefore }),
      admits: (address) => admits(token.condition, address),
      allows: (permission, zoneId = everyZone) => grants(token.policies, permission, zoneId),
    };
  }
}

export function statusOf(token: StoredToken): "active" | "disabled" | "expired" {
  return token.expiresOn !== undefined && Date.parse(token.expiresOn) <= Date.now() ? "expired" : token.status;
}

/** The bearer token of an Authorization header (RFC 6750, 2.1); undefined if the header is malformed. */
export function bearerToken(header: string): string | undefined {
  const [, value] = /^Bearer +([^ ]+)$/i.exec(header) ?? [];
  return value !== undefined && tokenShape.test(value) ? value : undefined;
}

function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
