import { createHash } from "node:crypto";

/**
 * The vendors' MD5 fingerprint of a key; undefined if the text is not a line of RFC 4253 section 6.6: the type, and a blob that begins with it.
 */
export function fingerprintOf(publicKey: string): string | undefined {
  const [type = "", encoded = ""] = publicKey.trim().split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  const isWhole = blob.length > 4 && !/[\r\n]/.test(publicKey.trim()) && blob.toString("base64").replace(/=+$/, "") === encoded.replace(/=+$/, "");
  if (!isWhole || blob.subarray(4, 4 + blob.readUInt32BE(0)).toString() !== type) return undefined;
  return createHash("md5")
    .update(blob)
    .digest("hex")
    .replace(/..(?!$)/g, "$&:");
}
