import { createPublicKey, type KeyObject } from "node:crypto";
import type { FlattenedJWS, JWK } from "jose" with { "resolution-mode": "import" };

/** The protected header of a request: the URL, and the nonce if the server requires one. Source: RFC 8555, section 6.2. */
export interface ProtectedHeader {
  readonly url: string;
  readonly nonce?: string;
  /** The account's URL; without it the key itself is sent. */
  readonly kid?: string;
}

const algorithms: Readonly<Record<string, string>> = { prime256v1: "ES256", secp384r1: "ES384", rsa: "RS256" };

/** A request signed with `key`. `payload` undefined is POST-as-GET (RFC 8555, section 6.3). */
export async function signRequest(key: KeyObject, { kid, ...header }: ProtectedHeader, payload: unknown): Promise<FlattenedJWS> {
  return signFlattened(
    key,
    { alg: algorithmOf(key), ...(kid === undefined ? { jwk: jwkOf(key) } : { kid }), ...header },
    payload === undefined ? "" : JSON.stringify(payload),
  );
}

/** The external account binding of a new account. Source: RFC 8555, section 7.3.4. */
export async function externalBinding(
  key: KeyObject,
  url: string,
  { keyId, hmacKey }: { readonly keyId: string; readonly hmacKey: string },
): Promise<FlattenedJWS> {
  return signFlattened(Buffer.from(hmacKey, "base64url"), { alg: "HS256", kid: keyId, url }, JSON.stringify(jwkOf(key)));
}

/** The public half of an account key. Source: RFC 7517. */
export function jwkOf(key: KeyObject): JWK {
  return createPublicKey({ key: key.export({ type: "pkcs8", format: "pem" }), format: "pem" }).export({ format: "jwk" }) as JWK;
}

/** The SHA-256 thumbprint of a key. Source: RFC 7638. */
export async function thumbprint(key: KeyObject): Promise<string> {
  const { calculateJwkThumbprint } = await import("jose/jwk/thumbprint");
  return calculateJwkThumbprint(jwkOf(key));
}

function algorithmOf(key: KeyObject): string {
  const kind = key.asymmetricKeyType === "rsa" ? "rsa" : (key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "none");
  const algorithm = algorithms[kind];
  if (algorithm === undefined) throw new Error(`Cannot sign as an account key must be ECDSA P-256, P-384 or RSA: current value is ${kind}. Make another key`);
  return algorithm;
}

async function signFlattened(
  key: KeyObject | Uint8Array,
  header: { readonly alg: string } & Readonly<Record<string, unknown>>,
  payload: string,
): Promise<FlattenedJWS> {
  const { FlattenedSign } = await import("jose/jws/flattened/sign");
  return new FlattenedSign(Buffer.from(payload)).setProtectedHeader(header).sign(key);
}
