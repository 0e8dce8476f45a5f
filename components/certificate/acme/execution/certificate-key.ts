import { generateKeyPairSync } from "node:crypto";
import type { KeyType } from "../../common/settings";

/** A new private key: PEM, PKCS #8. */
export function newPrivateKey(keyType: KeyType): string {
  const { privateKey } = keyType === "ecdsa-p256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The signing request for `names`, as `finalize` takes it: DER in base64url. It has no common name: that is deprecated, and limited to 64 characters. */
export async function signingRequest(privateKey: string, names: readonly string[]): Promise<string> {
  // Loaded here, as it takes a tenth of a second and an engine run without changes does not need it.
  const { crypto } = await import("acme-client");
  const [, request] = await crypto.createCsr({ altNames: [...names] }, privateKey);
  return crypto.getPemBodyAsB64u(request);
}
