import { generateKeyPairSync } from "node:crypto";

/** The kinds of key that a certificate can have. */
export type KeyType = "ecdsa-p256" | "ecdsa-p384" | "rsa-2048" | "rsa-4096";

/** A new private key: PEM, PKCS #8. */
export function newPrivateKey(keyType: KeyType): string {
  return keyPair(keyType).export({ type: "pkcs8", format: "pem" }).toString();
}

function keyPair(keyType: KeyType) {
  switch (keyType) {
    case "ecdsa-p256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    case "ecdsa-p384":
      return generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
    case "rsa-2048":
      return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    case "rsa-4096":
      return generateKeyPairSync("rsa", { modulusLength: 4096 }).privateKey;
  }
}

/** The request for `names` as `finalize` takes it: DER in base64url. It has no common name: that is deprecated, and holds 64 characters only. */
export async function signingRequest(privateKey: string, names: readonly string[]): Promise<string> {
  // Loaded here, as it costs a tenth of a second and a run of the engine that changes nothing needs none.
  const { crypto } = await import("acme-client");
  const [, request] = await crypto.createCsr({ altNames: [...names] }, privateKey);
  return crypto.getPemBodyAsB64u(request);
}
