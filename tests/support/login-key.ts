import { generateKeyPairSync } from "node:crypto";

/** A new private key for SSH. Not Ed25519: ssh2 cannot read one in some 400 of those that it makes. */
export function makeLoginKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
