import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { element, octets, sequence } from "./der";
import { decrypt, Undecipherable } from "./pbe";
import { pem, type PemBlock } from "./pem";

/** The labels of blocks that hold a private key. */
export const keyLabels: readonly string[] = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];

/** Reads a private key. Throws {@link Undecipherable} when the password is missing or wrong, another error when the key does not parse. */
export function readPrivateKey({ label, der, headers }: PemBlock, password: string | undefined): KeyObject {
  const isEncrypted = label === "ENCRYPTED PRIVATE KEY" || headers.some((header) => /^Proc-Type:.*ENCRYPTED/.test(header));
  if (!isEncrypted) return parseKey(label, der);
  if (password === undefined)
    throw new Undecipherable("is encrypted, and there is no passphrase. Give certificateSecrets.passphrase, or decrypt it: openssl pkey -in KEY -out PLAIN");
  if (label !== "ENCRYPTED PRIVATE KEY") return decryptByHeaders({ label, der, headers }, password);
  const [algorithm, encrypted] = sequence(element(der));
  const decrypted = decrypt(algorithm, octets(encrypted), password);
  // One wrong passphrase in 256 gives valid padding, but no key.
  return withPassphrase(() => parseKey("PRIVATE KEY", decrypted));
}

function parseKey(label: string, der: Buffer): KeyObject {
  return createPrivateKey(pem(label, der));
}

function decryptByHeaders({ label, der, headers }: Pick<PemBlock, "label" | "der" | "headers">, passphrase: string): KeyObject {
  const [begin = "", ...rest] = pem(label, der).split("\n");
  return withPassphrase(() => createPrivateKey({ key: [begin, ...headers, "", ...rest].join("\n"), passphrase }));
}

function withPassphrase(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw new Undecipherable("is encrypted with another passphrase than the given one. Correct the passphrase", { cause });
  }
}

/** Whether a key belongs to the public key, and works: its private half could be damaged although its public half is not. */
export function belongsTogether(key: KeyObject, publicKey: KeyObject): boolean {
  // Node's comparison of keys of two kinds leaves an error behind, which the next `createPrivateKey` throws.
  if (key.asymmetricKeyType !== publicKey.asymmetricKeyType || !createPublicKey(key).equals(publicKey)) return false;
  const message = Buffer.from("tlsup");
  const digest = key.asymmetricKeyType?.startsWith("ed") === true ? null : "sha256";
  try {
    return verify(digest, message, publicKey, sign(digest, message, key));
  } catch {
    return false;
  }
}

/** What is wrong with a key for a server that browsers visit, or `undefined`. */
export function keyWeakness(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = "unknown" } = key.asymmetricKeyDetails ?? {};
  const kind = key.asymmetricKeyType;
  if (kind === "rsa") return modulusLength < 2048 ? `an RSA key must have at least 2048 bits: current value is ${modulusLength}` : undefined;
  if (kind !== "ec") return `the key must be RSA or ECDSA, which every client knows: current value is ${kind ?? "unknown"}`;
  return ["prime256v1", "secp384r1", "secp521r1"].includes(namedCurve)
    ? undefined
    : `an ECDSA key must be on the curve P-256, P-384 or P-521: current value is ${namedCurve}`;
}
