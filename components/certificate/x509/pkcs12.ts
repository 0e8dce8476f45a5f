import { createHmac, timingSafeEqual } from "node:crypto";
import { children, contentOf, element, elements, oidOf, tags, type Der } from "./der";
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

const digests: Readonly<Record<string, string>> = { "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512" };

/** The certificates and keys of a PKCS #12 file (RFC 7292), as blocks. Throws `Undecipherable`, or an error when it is none. */
export function parsePkcs12(file: Buffer, password: string): PemBlock[] {
  const [, authSafe, mac] = children(element(file), tags.sequence);
  const safe = dataOf(authSafe);
  checkMac(mac, safe, password);
  const bags = children(element(safe), tags.sequence).flatMap((info) => children(element(contentsOf(info, password)), tags.sequence));
  return bags.flatMap((bag) => blockOf(bag, password));
}

/** The mac tells a wrong password from a damaged file before anything is decrypted. */
function checkMac(mac: Der | undefined, safe: Buffer, password: string): void {
  if (!mac) throw new Undecipherable("must be protected by a password against changes, and is not. Write it anew: openssl pkcs12 -export");
  const [info, salt, iterations] = children(mac, tags.sequence);
  const [algorithm, expected] = children(info, tags.sequence);
  const digest = digests[oidOf(children(algorithm, tags.sequence)[0])];
  if (digest === undefined) throw new Undecipherable("is protected by an algorithm that is not known. Write it anew: openssl pkcs12 -export -macalg sha256");
  const value = contentOf(expected, tags.octetString);
  const parameters = { salt: contentOf(salt, tags.octetString), iterations: iterations ? iterationsOf(iterations) : 1, purpose: 3, length: value.length } as const;
  const computed = createHmac(digest, pkcs12Key(digest, password, parameters)).update(safe).digest();
  if (computed.length !== value.length || !timingSafeEqual(computed, value)) throw new Undecipherable("was made with another password than the given one, or damaged since. Correct the password, or copy the file again");
}

function contentsOf(info: Der, password: string): Buffer {
  const [id, content] = children(info, tags.sequence);
  switch (oidOf(id)) {
    case ids.data:
      return dataOf(info);
    case ids.encryptedData: {
      const [, encrypted] = children(elements(contentOf(content, 0xa0))[0], tags.sequence);
      const [, algorithm, octets] = children(encrypted, tags.sequence);
      return decrypt(algorithm, contentOf(octets, 0x80), password);
    }
    default:
      throw new Undecipherable(`holds a part of a kind that is not read here (${oidOf(id)}). Write it anew: openssl pkcs12 -export`);
  }
}

/** The octets of a content of type `data`. */
function dataOf(info: Der | undefined): Buffer {
  const [, content] = children(info, tags.sequence);
  return contentOf(elements(contentOf(content, 0xa0))[0], tags.octetString);
}

function blockOf(bag: Der, password: string): PemBlock[] {
  const [id, wrapped] = children(bag, tags.sequence);
  const value = element(contentOf(wrapped, 0xa0));
  switch (oidOf(id)) {
    case ids.keyBag:
      return [block("PRIVATE KEY", value.bytes)];
    case ids.shroudedKeyBag: {
      const [algorithm, encrypted] = children(value, tags.sequence);
      return [block("PRIVATE KEY", decrypt(algorithm, contentOf(encrypted, tags.octetString), password))];
    }
    case ids.certificateBag: {
      const [kind, certificate] = children(value, tags.sequence);
      return oidOf(kind) === ids.x509 ? [block("CERTIFICATE", contentOf(elements(contentOf(certificate, 0xa0))[0], tags.octetString))] : [];
    }
    default:
      // Revocation lists and secrets of others: nothing that a server serves.
      return [];
  }
}

function block(label: string, der: Buffer): PemBlock {
  return { label, der, headers: [], line: 1 };
}
