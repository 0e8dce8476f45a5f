import type { KeyObject } from "node:crypto";
import type { Fault } from "../../shared/fault";
import { Undecipherable } from "./pbe";
import { parsePem, type PemBlock } from "./pem";
import { parsePkcs12 } from "./pkcs12";
import { keyLabels, readPrivateKey } from "./private-key";
import { readCertificate, type Certificate } from "./x509";

/** One text or file that certificates and keys are read from. */
export interface BundlePart {
  /** The setting that it comes from. */
  readonly path: string;
  readonly content: { readonly pem: string } | { readonly pkcs12: Buffer };
}

/** A value, and the setting that it comes from. */
export interface From<T> {
  readonly path: string;
  readonly value: T;
}

/** Everything that was found. */
export interface BundleContent {
  readonly certificates: readonly From<Certificate>[];
  readonly keys: readonly From<KeyObject>[];
  readonly faults: readonly Fault[];
  /** What the unreadable parts may also hold. */
  readonly unread: readonly Kind[];
}

/** What a bundle is made of. */
export type Kind = "certificate" | "private key";

const everything: readonly Kind[] = ["certificate", "private key"];
const certificateLabels = ["CERTIFICATE", "X509 CERTIFICATE"];
/** `openssl ecparam` and `openssl dhparam` write them beside keys; a server does not need them. */
const ignoredLabels = ["EC PARAMETERS", "DH PARAMETERS"];

const remedies: Readonly<Record<string, string>> = {
  "TRUSTED CERTIFICATE": "Write it as a plain one: openssl x509 -in OLD -out NEW",
  "CERTIFICATE REQUEST": "A request is what an authority signs: give what came back from it",
  "NEW CERTIFICATE REQUEST": "A request is what an authority signs: give what came back from it",
  "PUBLIC KEY": "Give the private key and the certificate",
  PKCS7: "Write its certificates out: openssl pkcs7 -in OLD -print_certs -out NEW",
  "OPENSSH PRIVATE KEY": "Write it in another form: ssh-keygen -p -m PEM -f KEY",
};

/** Reads all parts; faults in one do not hide those in another. */
export function readParts(parts: readonly BundlePart[], passphrase: string | undefined): BundleContent {
  const contents = parts.map((part) => readPart(part, passphrase));
  return {
    certificates: contents.flatMap(({ certificates }) => certificates),
    keys: contents.flatMap(({ keys }) => keys),
    faults: contents.flatMap(({ faults }) => faults),
    unread: contents.flatMap(({ unread }) => unread),
  };
}

function readPart({ path, content }: BundlePart, passphrase: string | undefined): BundleContent {
  if ("pkcs12" in content) return readPkcs12(path, content.pkcs12, passphrase);
  const { blocks, faults } = parsePem(content.pem);
  if (blocks.length + faults.length === 0) {
    return none([
      {
        path,
        problem: "holds no PEM block",
        remedy: "Give text with -----BEGIN CERTIFICATE----- in it; a binary file is converted by: openssl x509 -inform DER -in OLD -out NEW",
      },
    ]);
  }
  const read = readBlocks(path, blocks, passphrase);
  return {
    ...read,
    faults: [...faults.map(({ line, problem, remedy }) => ({ path, problem: `line ${line} ${problem}`, remedy })), ...read.faults],
    unread: [...read.unread, ...faults.flatMap(({ label }) => (label === undefined ? everything : kindOf(label)))],
  };
}

function readPkcs12(path: string, file: Buffer, passphrase: string | undefined): BundleContent {
  if (passphrase === undefined)
    return none([{ path, problem: "is encrypted, and there is no passphrase", remedy: "Give certificateSecrets.passphrase; an empty text if it has none" }]);
  try {
    return readBlocks(path, parsePkcs12(file, passphrase), passphrase);
  } catch (error) {
    return none([broken(path, "must be a PKCS #12 file in DER form", error)]);
  }
}

function readBlocks(path: string, blocks: readonly PemBlock[], passphrase: string | undefined): BundleContent {
  const certificates: From<Certificate>[] = [];
  const keys: From<KeyObject>[] = [];
  const faults: Fault[] = [];
  const unread: Kind[] = [];
  for (const block of blocks) {
    try {
      if (certificateLabels.includes(block.label)) certificates.push({ path, value: readCertificate(block.der) });
      else if (keyLabels.includes(block.label)) keys.push({ path, value: readPrivateKey(block, passphrase) });
      else if (!ignoredLabels.includes(block.label))
        faults.push({
          path,
          problem: `line ${block.line} begins a ${block.label}, which is neither a certificate nor a private key`,
          remedy: remedies[block.label] ?? "Remove it",
        });
    } catch (error) {
      unread.push(...kindOf(block.label));
      faults.push(broken(path, `line ${block.line} begins a ${block.label} that does not parse`, error));
    }
  }
  return { certificates, keys, faults, unread };
}

/** The parser's message may quote its input, so it is left out; {@link Undecipherable} is written for the user. */
function broken(path: string, problem: string, error: unknown): Fault {
  if (!(error instanceof Undecipherable)) return { path, problem, remedy: "It was damaged, or it is something else: copy the whole file again" };
  const [reason = "", ...remedy] = error.message.split(". ");
  return { path, problem: reason, remedy: remedy.join(". ") };
}

function none(faults: readonly Fault[]): BundleContent {
  return { certificates: [], keys: [], faults, unread: everything };
}

function kindOf(label: string): readonly Kind[] {
  if (certificateLabels.includes(label)) return ["certificate"];
  return keyLabels.includes(label) ? ["private key"] : [];
}
