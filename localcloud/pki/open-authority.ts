import "reflect-metadata";
import { createPrivateKey, createPublicKey, webcrypto, X509Certificate as NodeCertificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writeDurably } from "../store/store";
import type { Authority } from "./authority";
import { certify, ecdsa, pemOf, privateKeyPem, randomSerialNumber, requestedKey } from "./leaf";

const rootYears = 10;

/**
 * The authority whose root is `<directory>/root.pem` and whose key is `<directory>/root.key` (mode 0600). The first
 * call creates both, for `commonName`; later calls reuse them, so clients that trust the root can keep it.
 *
 * @throws if the root lacks its key, or the two do not belong together.
 */
export async function openAuthority(directory: string, commonName: string): Promise<Authority> {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const keyFile = join(directory, "root.key");
  const rootFile = join(directory, "root.pem");
  if (!existsSync(keyFile)) {
    if (existsSync(rootFile))
      throw new Error(`Cannot open the authority as ${rootFile} has no key: ${keyFile} is missing. Restore it, or remove the root to make a new one.`);
    writeDurably(keyFile, await privateKeyPem(await newKeys()));
  }
  const keys = await importKeys(keyFile);
  // The key is written before the root: after a crash between the two, the next call makes the root for the existing key.
  if (!existsSync(rootFile)) writeDurably(rootFile, pemOf(await selfSign(keys, commonName)), 0o644);
  const root = readFileSync(rootFile, "utf8");
  if (!new NodeCertificate(root).checkPrivateKey(createPrivateKey(readFileSync(keyFile)))) {
    throw new Error(`Cannot open the authority as ${rootFile} and ${keyFile} do not belong together: restore the pair, or remove both to make new ones.`);
  }
  return authority(root, keys.privateKey);
}

function authority(certificate: string, signingKey: webcrypto.CryptoKey): Authority {
  const root = new X509Certificate(certificate);
  return {
    certificate,
    async issue(names, { days, purpose = "server" }) {
      const keys = await newKeys();
      const leaf = await certify({ root, signingKey, publicKey: await PublicKey.create(keys.publicKey, webcrypto), names, days, purpose });
      return { key: await privateKeyPem(keys), certificate: pemOf(leaf) };
    },
    async sign(request, names, validity) {
      const leaf = await certify({ root, signingKey, publicKey: await requestedKey(request), names, days: validity.days, purpose: "server" });
      return { certificate: pemOf(leaf), serialNumber: leaf.serialNumber, notAfter: leaf.notAfter };
    },
  };
}

async function selfSign(keys: webcrypto.CryptoKeyPair, commonName: string): Promise<X509Certificate> {
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + rootYears);
  return X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomSerialNumber(),
      name: [{ CN: [commonName] }],
      notBefore,
      notAfter,
      keys,
      signingAlgorithm: ecdsa.signature,
      extensions: [
        // RFC 5280, 4.2.1.9: both are critical in a CA; it issues leaves only, hence the path length of 0.
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ecdsa.key, true, ["sign", "verify"]);
}

async function importKeys(file: string): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(readFileSync(file));
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    privateKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, ecdsa.key, false, ["sign"]),
    publicKey: await webcrypto.subtle.importKey("spki", spki, ecdsa.key, true, ["verify"]),
  };
}
