import { createHash, createHmac, createPublicKey, sign, type KeyObject } from "node:crypto";

/** The public half of an account key. Source: RFC 7517. */
export type Jwk = Readonly<Record<string, string>>;

/** What protects a request: the URL, and the nonce where the server asks for one. Source: RFC 8555, section 6.2. */
export interface ProtectedHeader {
  readonly url: string;
  readonly nonce?: string;
  /** The account's URL; without it the key itself is sent. */
  readonly kid?: string;
}

/** The members that RFC 7638, section 3.2 hashes, in its order. */
const members: Readonly<Record<string, readonly string[]>> = { EC: ["crv", "kty", "x", "y"], RSA: ["e", "kty", "n"] };

const algorithms: Readonly<Record<string, { readonly alg: string; readonly hash: string }>> = {
  prime256v1: { alg: "ES256", hash: "sha256" },
  secp384r1: { alg: "ES384", hash: "sha384" },
  rsa: { alg: "RS256", hash: "sha256" },
};

/** The body of a request that `key` signs. `payload` undefined is POST-as-GET (RFC 8555, section 6.3). */
export function signed(key: KeyObject, { url, nonce, kid }: ProtectedHeader, payload: unknown): string {
  const { alg, hash } = algorithmOf(key);
  const header = { alg, ...(kid === undefined ? { jwk: jwkOf(key) } : { kid }), ...(nonce !== undefined && { nonce }), url };
  return flattened(header, payload, (input) => sign(hash, input, { key, dsaEncoding: "ieee-p1363" }));
}

/** The binding of a new account to one that exists elsewhere at the CA. Source: RFC 8555, section 7.3.4. */
export function externalBinding(key: KeyObject, url: string, { keyId, hmacKey }: { readonly keyId: string; readonly hmacKey: string }): unknown {
  const secret = Buffer.from(hmacKey, "base64url");
  return JSON.parse(flattened({ alg: "HS256", kid: keyId, url }, jwkOf(key), (input) => createHmac("sha256", secret).update(input).digest()));
}

/** The public half of `key`, as RFC 7638 orders it. */
export function jwkOf(key: KeyObject): Jwk {
  const jwk = createPublicKey({ key: key.export({ type: "pkcs8", format: "pem" }), format: "pem" }).export({ format: "jwk" });
  return Object.fromEntries((members[jwk.kty ?? ""] ?? []).map((member) => [member, String(jwk[member])]));
}

/** The SHA-256 thumbprint of a key. Source: RFC 7638. */
export function thumbprint(key: KeyObject): string {
  return createHash("sha256").update(JSON.stringify(jwkOf(key))).digest("base64url");
}

function algorithmOf(key: KeyObject): { readonly alg: string; readonly hash: string } {
  const kind = key.asymmetricKeyType === "rsa" ? "rsa" : (key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "none");
  const algorithm = algorithms[kind];
  if (!algorithm) throw new Error(`Cannot sign as an account key must be ECDSA P-256, P-384 or RSA: current value is ${kind}. Make another key`);
  return algorithm;
}

function flattened(header: unknown, payload: unknown, signature: (input: Buffer) => Buffer): string {
  const protectedHeader = encode(header);
  const body = payload === undefined ? "" : encode(payload);
  return JSON.stringify({ protected: protectedHeader, payload: body, signature: signature(Buffer.from(`${protectedHeader}.${body}`)).toString("base64url") });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
