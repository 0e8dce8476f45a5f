/** Draws that many letters and digits for a secret, by its ciphertext: always the same ones for the same ciphertext, so that a secret stays as it was. */
export type Draw = (ciphertext: string, length: number) => string;

/** AES-GCM adds a tag of 16 bytes to a plaintext of any length. Source: https://csrc.nist.gov/pubs/sp/800/38/d/final */
const tagLength = 16;

/** The length of a secret that Pulumi did not encrypt by a passphrase, so that the ciphertext does not tell it. */
const usualLength = 32;

/** The length in bytes of the secret in a ciphertext of Pulumi: `v1:nonce:ciphertext`, both in base64. */
export function lengthOf(ciphertext: string): number {
  const [, encoded] = /^v1:[^:]+:([A-Za-z0-9+/]+=*)$/.exec(ciphertext) ?? [];
  if (encoded === undefined) return usualLength;
  return Math.max(1, Buffer.from(encoded, "base64").length - tagLength);
}

/** A value in the place of a secret: it has the secret's length, and leads nowhere. */
export function drawSecret(name: string, ciphertext: string, draw: Draw): string {
  // Alarms are sent to these addresses: nothing listens on the discard port of the host itself.
  if (name === "alarmWebhook" || name === "alarmPing") return "https://127.0.0.1:9/";
  return draw(ciphertext, lengthOf(ciphertext));
}
