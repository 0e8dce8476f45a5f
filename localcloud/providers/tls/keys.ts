import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign as signBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Properties } from "../contract/value";
import { Refusal } from "../engine";
import { elements, oid, sequence } from "./der";
import { openSshPrivateKey, openSshPublicKey } from "./openssh";

export type Algorithm = "RSA" | "ECDSA" | "ED25519";

/** Curves by their names in the vendor's provider. */
export const curves: Readonly<Record<string, string>> = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" };

const algorithms: Readonly<Record<string, Algorithm>> = { rsa: "RSA", ec: "ECDSA", ed25519: "ED25519" };

const generate = promisify(generateKeyPair);

export async function generateKey(algorithm: Algorithm, options: { readonly rsaBits: number; readonly ecdsaCurve: string }): Promise<KeyObject> {
  switch (algorithm) {
    case "RSA":
      return (await generate("rsa", { modulusLength: options.rsaBits })).privateKey;
    case "ECDSA":
      return (await generate("ec", { namedCurve: curves[options.ecdsaCurve] ?? options.ecdsaCurve })).privateKey;
    case "ED25519":
      return (await generate("ed25519")).privateKey;
  }
}

/**
 * A private key in PEM.
 * @throws {Refusal} naming the property, never its value.
 */
export function readPrivateKey(property: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new Refusal(`Cannot use ${property} as a private key: it is no unencrypted PEM key of RSA, ECDSA or ED25519`, { cause: error });
  }
}

export function algorithmOf(key: KeyObject): Algorithm {
  const algorithm = algorithms[key.asymmetricKeyType ?? ""];
  if (!algorithm) throw new Refusal(`Cannot use a private key as ${key.asymmetricKeyType ?? "an unknown kind"}: RSA, ECDSA and ED25519 are supported`);
  return algorithm;
}

/** The public key in the form of certificates: SubjectPublicKeyInfo. */
export function publicKeyInfo(key: KeyObject): Buffer {
  return (key.type === "public" ? key : createPublicKey(key)).export({ type: "spki", format: "der" });
}

/** RFC 5280, section 4.2.1.2, method 1: SHA-1 of the key's bits without their header. */
export function keyIdentifier(info: Buffer): Buffer {
  const bits = elements(elements(info)[0]?.content)[1]?.content.subarray(1);
  return createHash("sha1")
    .update(bits ?? Buffer.alloc(0))
    .digest();
}

const signatures: Readonly<Record<string, { readonly oid: string; readonly hash: string }>> = {
  secp224r1: { oid: "1.2.840.10045.4.3.2", hash: "sha256" },
  prime256v1: { oid: "1.2.840.10045.4.3.2", hash: "sha256" },
  secp384r1: { oid: "1.2.840.10045.4.3.3", hash: "sha384" },
  secp521r1: { oid: "1.2.840.10045.4.3.4", hash: "sha512" },
};

export interface Signer {
  /** AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  sign(bytes: Buffer): Buffer;
}

/** Signs with the hash that fits the key, as Go's crypto/x509 does. */
export function signer(key: KeyObject): Signer {
  switch (algorithmOf(key)) {
    case "RSA":
      return { algorithm: sequence(oid("1.2.840.113549.1.1.11"), Buffer.from([5, 0])), sign: (bytes) => signBytes("sha256", bytes, key) };
    case "ECDSA": {
      const suite = signatures[key.asymmetricKeyDetails?.namedCurve ?? ""];
      if (!suite)
        throw new Refusal(`Cannot sign with the curve ${key.asymmetricKeyDetails?.namedCurve ?? "unknown"}: there are ${Object.keys(curves).join(", ")}`);
      return { algorithm: sequence(oid(suite.oid)), sign: (bytes) => signBytes(suite.hash, bytes, key) };
    }
    case "ED25519":
      return { algorithm: sequence(oid("1.3.101.112")), sign: (bytes) => signBytes(null, bytes, key) };
  }
}

/** The private key in the forms of the vendor's provider: PKCS #1, SEC 1 or PKCS #8, and OpenSSH's. */
export function privateForms(key: KeyObject): Properties {
  const type = { RSA: "pkcs1", ECDSA: "sec1", ED25519: "pkcs8" } as const;
  return {
    privateKeyPem: key.export({ type: type[algorithmOf(key)], format: "pem" }).toString(),
    privateKeyPemPkcs8: key.export({ type: "pkcs8", format: "pem" }).toString(),
    privateKeyOpenssh: openSshPrivateKey(key) ?? "",
  };
}

/** The public key in every form; OpenSSH's is empty for curves that it does not know (P-224). */
export function publicForms(key: KeyObject): Properties {
  const blob = openSshPublicKey(key);
  const digest = (algorithm: string) => createHash(algorithm).update(blob?.bytes ?? "");
  return {
    publicKeyPem: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    publicKeyOpenssh: blob ? `${blob.type} ${blob.bytes.toString("base64")}\n` : "",
    publicKeyFingerprintMd5: blob ? (digest("md5").digest("hex").match(/../g) ?? []).join(":") : "",
    publicKeyFingerprintSha256: blob ? `SHA256:${digest("sha256").digest("base64").replace(/=+$/, "")}` : "",
  };
}

/** The vendor's id of a key: SHA-1 of its public half. */
export function keyId(key: KeyObject): string {
  return createHash("sha1").update(publicKeyInfo(key)).digest("hex");
}
