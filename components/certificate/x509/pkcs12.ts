import { createHmac, timingSafeEqual } from "node:crypto";
import { derOf, element, octets, oid, sequence, tagged, taggedOctets, type Element } from "./der";
import { decrypt, iterationsOf, pkcs12Key, Undecipherable } from "./pbe";
import type { PemBlock } from "./pem";

const ids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  x509: "1.2.840.113549.1.9.22.1",
} as const;

const digests: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/** The certificates and keys of a PKCS #12 file (RFC 7292), as blocks. Throws `Undecipherable`, or another error when it is not such a file. */
export function parsePkcs12(file: Buffer, password: string): PemBlock[] {
  const [, authSafe, mac] = sequence(element(file));
  const safe = dataOf(authSafe);
  checkMac(mac, safe, password);
  const bags = sequence(element(safe)).flatMap((info) => sequence(element(contentsOf(info, password))));
  return bags.flatMap((bag) => blockOf(bag, password));
}

/** The MAC reveals a wrong password or a damaged file before anything is decrypted. */
function checkMac(mac: Element | undefined, safe: Buffer, password: string): void {
  if (!mac) throw new Undecipherable("must be protected by a password against changes, and is not. Write it anew: openssl pkcs12 -export");
  const [info, salt, iterations] = sequence(mac);
  const [algorithm, expected] = sequence(info);
  const digest = digests[oid(sequence(algorithm)[0])];
  if (digest === undefined) throw new Undecipherable("is protected by an algorithm that is not known. Write it anew: openssl pkcs12 -export -macalg sha256");
  const value = octets(expected);
  const parameters = { salt: octets(salt), iterations: iterations ? iterationsOf(iterations) : 1, purpose: 3, length: value.length } as const;
  const computed = createHmac(digest, pkcs12Key(digest, password, parameters))
    .update(safe)
    .digest();
  if (computed.length !== value.length || !timingSafeEqual(computed, value))
    throw new Undecipherable("was made with another password than the given one, or damaged since. Correct the password, or copy the file again");
}

function contentsOf(info: Element, password: string): Buffer {
  const [id, content] = sequence(info);
  switch (oid(id)) {
    case ids.data:
      return dataOf(info);
    case ids.encryptedData: {
      const [, info] = sequence(tagged(content, 0)[0]);
      const [, algorithm, encrypted] = sequence(info);
      return decrypt(algorithm, taggedOctets(encrypted, 0), password);
    }
    default:
      throw new Undecipherable(`holds a part of a kind that is not read here (${oid(id)}). Write it anew: openssl pkcs12 -export`);
  }
}

/** The octets of a content of type `data`. */
function dataOf(info: Element | undefined): Buffer {
  const [, content] = sequence(info);
  return octets(tagged(content, 0)[0]);
}

function blockOf(bag: Element, password: string): PemBlock[] {
  const [id, wrapped] = sequence(bag);
  const [value] = tagged(wrapped, 0);
  switch (oid(id)) {
    case ids.keyBag:
      return [block("PRIVATE KEY", derOf(value))];
    case ids.shroudedKeyBag: {
      const [algorithm, encrypted] = sequence(value);
      return [block("PRIVATE KEY", decrypt(algorithm, octets(encrypted), password))];
    }
    case ids.certificateBag: {
      const [kind, certificate] = sequence(value);
      return oid(kind) === ids.x509 ? [block("CERTIFICATE", octets(tagged(certificate, 0)[0]))] : [];
    }
    default:
      // Revocation lists and other secrets: a server needs neither.
      return [];
  }
}

function block(label: string, der: Buffer): PemBlock {
  return { label, der, headers: [], line: 1 };
}
