import { createCipheriv, pbkdf2Sync } from "node:crypto";

/** An element of DER: its length in the shortest form (X.690, sections 8.1 and 10.1). */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 + length.length]), length, content]);
}

/** Octets as a standard prints them: `30 03 02 01 05`. */
export function octets(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

/** A non-negative integer. */
export function integer(value: number): Buffer {
  const digits = value.toString(16);
  const bytes = octets(digits.padStart(digits.length + (digits.length % 2), "0"));
  return der(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]));
}

/**
 * `content` as encrypted PKCS #8, by PBES2 (RFC 8018) with SHA-256 and AES-128; the salt is fixed, so that a wrong password always fails in the same way.
 */
export function encryptedKey(content: Buffer, password: string): Buffer {
  const [salt, iv] = [Buffer.from("saltsalt"), Buffer.alloc(16, 1)];
  const cipher = createCipheriv("aes-128-cbc", pbkdf2Sync(password, salt, 1, 16, "sha256"), iv);
  const oid = (text: string): Buffer => der(0x06, octets(text));
  const derivation = der(0x30, oid("2a864886f70d01050c"), der(0x30, der(0x04, salt), integer(1), der(0x30, oid("2a864886f70d0209"), der(0x05))));
  const algorithm = der(0x30, oid("2a864886f70d01050d"), der(0x30, derivation, der(0x30, oid("608648016503040102"), der(0x04, iv))));
  return der(0x30, algorithm, der(0x04, cipher.update(content), cipher.final()));
}
