import { Sequence } from "asn1js";
import { createDecipheriv, createHash, pbkdf2Sync } from "node:crypto";
import { integer, octets, oid, sequence, type Element } from "./der";

/** The content is encrypted in an unsupported way, or with another password. */
export class Undecipherable extends Error {
  override readonly name = "Undecipherable";
}

/** Far more than any program writes, and still done in seconds: a damaged count must not keep the processor busy for hours. */
const mostIterations = 5_000_000;

const ciphers: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyLength: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyLength: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyLength: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyLength: 24 },
};

const pseudoRandomFunctions: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};

const pbes2 = "1.2.840.113549.1.5.13";
const pbkdf2 = "1.2.840.113549.1.5.12";
const sha1And3Des = "1.2.840.113549.1.12.1.3";
const remedy = "Write it anew: openssl pkcs12 -in OLD -legacy -nodes | openssl pkcs12 -export -out NEW";

/** Decrypts password-protected content: PBES2 (RFC 8018, section 6.2) and SHA-1 with triple DES (RFC 7292, appendix C). Throws {@link Undecipherable}. */
export function decrypt(algorithm: Element | undefined, encrypted: Buffer, password: string): Buffer {
  const [id, parameters] = sequence(algorithm);
  switch (oid(id)) {
    case pbes2:
      return decryptPbes2(parameters, encrypted, password);
    case sha1And3Des: {
      const [salt, count] = sequence(parameters);
      const derived = { salt: octets(salt), iterations: iterationsOf(count) };
      return decipher(
        "des-ede3-cbc",
        pkcs12Key("sha1", password, { ...derived, purpose: 1, length: 24 }),
        pkcs12Key("sha1", password, { ...derived, purpose: 2, length: 8 }),
        encrypted,
      );
    }
    default:
      throw new Undecipherable(`is encrypted by an algorithm that is too weak or not known (${oid(id)}). ${remedy}`);
  }
}

function decryptPbes2(parameters: Element | undefined, encrypted: Buffer, password: string): Buffer {
  const [derivation, encryption] = sequence(parameters);
  const [derivationId, derivationParameters] = sequence(derivation);
  const [cipherId, iv] = sequence(encryption);
  const cipher = ciphers[oid(cipherId)];
  const [salt, count, ...rest] = derivationParameters ? sequence(derivationParameters) : [];
  const prf = rest.find((part) => part instanceof Sequence);
  const digest = prf ? pseudoRandomFunctions[oid(sequence(prf)[0])] : "sha1";
  if (oid(derivationId) !== pbkdf2 || !cipher || digest === undefined) throw new Undecipherable(`is encrypted by an algorithm that is not known. ${remedy}`);
  const key = pbkdf2Sync(password, octets(salt), iterationsOf(count), cipher.keyLength, digest);
  return decipher(cipher.name, key, octets(iv), encrypted);
}

/** The count of a key derivation, within bounds. */
export function iterationsOf(count: Element | undefined): number {
  const iterations = integer(count);
  if (iterations < 1 || iterations > mostIterations)
    throw new Undecipherable(`must be derived from its password in 1 to ${mostIterations} rounds: current value is ${iterations}. ${remedy}`);
  return iterations;
}

function decipher(name: string, key: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  const opened = createDecipheriv(name, key, iv);
  try {
    return Buffer.concat([opened.update(encrypted), opened.final()]);
  } catch (cause) {
    throw new Undecipherable("is encrypted with another password than the given one. Correct the password", { cause });
  }
}

/** The key derivation of PKCS #12 (RFC 7292, appendix B.2). */
export function pkcs12Key(
  digest: string,
  password: string,
  { salt, iterations, purpose, length }: { readonly salt: Buffer; readonly iterations: number; readonly purpose: 1 | 2 | 3; readonly length: number },
): Buffer {
  const block = digest === "sha384" || digest === "sha512" ? 128 : 64;
  // A BMPString with a terminating null character.
  const secret = Buffer.from(`${password}\0`, "utf16le").swap16();
  const fill = (bytes: Buffer): Buffer => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
  const diversifier = Buffer.alloc(block, purpose);
  const state = Buffer.concat([fill(salt), fill(secret)]);
  const output: Buffer[] = [];
  for (let made = 0; made < length;) {
    let hash = createHash(digest).update(diversifier).update(state).digest();
    for (let round = 1; round < iterations; round += 1) hash = createHash(digest).update(hash).digest();
    output.push(hash);
    made += hash.length;
    addToBlocks(state, Buffer.alloc(block, hash), block);
  }
  return Buffer.concat(output).subarray(0, length);
}

/** Adds `summand` and 1 to every block of `state`, each a separate number, modulo its size. */
function addToBlocks(state: Buffer, summand: Buffer, block: number): void {
  for (let start = 0; start < state.length; start += block) {
    let carry = 1;
    for (let index = block - 1; index >= 0; index -= 1) {
      const sum = state.readUInt8(start + index) + summand.readUInt8(index) + carry;
      state[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
