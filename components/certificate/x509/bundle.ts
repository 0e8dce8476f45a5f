import type { KeyObject } from "node:crypto";
import type { Fault } from "../../shared/fault";
import { readParts, type BundleContent, type BundlePart, type From } from "./bundle-content";
import type { LeafFacts, Trust } from "./facts";
import { leafFaults } from "./certificate-faults";
import { judgeChain, type Authority } from "./chain-faults";
import { findLeaf, order } from "./issuance";
import { parsePem, pem } from "./pem";
import { belongsTogether } from "./private-key";
import { readCertificate, type Certificate } from "./x509";

/** A certificate that can be served: its key, its chain in order, and its facts. */
export interface Bundle {
  /** PKCS #8, PEM, not encrypted. */
  readonly privateKey: string;
  readonly leaf: string;
  /** The intermediates, PEM, from the leaf's issuer on; without the root, which clients have (RFC 8446, section 4.4.2). */
  readonly chain: string;
  readonly fullChain: string;
  readonly facts: LeafFacts;
  readonly trust: Trust;
}

/** The requirements for a bundle. */
export interface BundleRequirements {
  /** The settings for certificate and key, named in the faults when one is missing. */
  readonly paths: { readonly certificate: string; readonly privateKey: string };
  /** Host names and addresses that the leaf must name. */
  readonly names: readonly string[];
  readonly now: Date;
  readonly authority: Authority;
  /** Opens encrypted keys and PKCS #12 files. */
  readonly passphrase?: string | undefined;
}

/** A bundle that meets all requirements, or everything that is wrong with it. */
export type BundleVerdict = { readonly bundle: Bundle; readonly faults: readonly [] } | { readonly bundle: undefined; readonly faults: readonly Fault[] };

/** Finds leaf, chain and key in `parts`, in any order, and checks them. It never throws. */
export function readBundle(parts: readonly BundlePart[], requirements: BundleRequirements): BundleVerdict {
  const content = readParts(parts, requirements.passphrase);
  const { certificates, keys } = content;
  const { distinct, faults: duplicates } = withoutDuplicates(certificates);
  const [leaf, ...others] = leafFirst(distinct, keys);
  const absent = absenceFaults(content, requirements.paths);
  // If one of its certificates is unreadable, checking the chain would report misleading faults.
  if (!leaf || content.unread.includes("certificate")) return { bundle: undefined, faults: [...content.faults, ...duplicates, ...absent] };
  const { chain, unrelated } = putInOrder(leaf, others);
  const { trust, faults: chainFaults } = judgeChain(chain, requirements.authority, requirements.now);
  const faults = [
    ...content.faults,
    ...duplicates,
    ...leafFaults(leaf, requirements.names, requirements.now),
    ...absent,
    ...keyFaults(keys, leaf),
    ...unrelated.map(({ path, value }): Fault => ({
      path,
      problem: `holds a certificate that issued nothing in the chain of ${leaf.value.subject}: ${value.subject}`,
      remedy: "Remove it, or give the leaf that it belongs to",
    })),
    ...chainFaults,
  ];
  const [key] = keys;
  return faults.length > 0 || !key
    ? { bundle: undefined, faults }
    : {
        bundle: bundleOf(
          key.value,
          chain.map(({ value }) => value),
          trust,
        ),
        faults: [],
      };
}

function leafFirst(certificates: readonly From<Certificate>[], keys: readonly From<KeyObject>[]): From<Certificate>[] {
  const leaf = findLeaf(
    certificates.map(({ value }) => value),
    ({ publicKey }) => keys.some(({ value }) => belongsTogether(value, publicKey)),
  );
  const first = certificates.find(({ value }) => value === leaf);
  return first ? [first, ...certificates.filter((other) => other !== first)] : [];
}

function putInOrder(
  leaf: From<Certificate>,
  others: readonly From<Certificate>[],
): { readonly chain: readonly [From<Certificate>, ...From<Certificate>[]]; readonly unrelated: readonly From<Certificate>[] } {
  const { chain, unrelated } = order(
    leaf.value,
    others.map(({ value }) => value),
  );
  const from = (wanted: readonly Certificate[]): From<Certificate>[] =>
    wanted.flatMap((certificate) => others.find(({ value }) => value === certificate) ?? []);
  return { chain: [leaf, ...from(chain)], unrelated: from(unrelated) };
}

function withoutDuplicates(certificates: readonly From<Certificate>[]): { readonly distinct: readonly From<Certificate>[]; readonly faults: readonly Fault[] } {
  const isRepeated = ({ value }: From<Certificate>, index: number): boolean =>
    certificates.slice(0, index).some((earlier) => earlier.value.x509.raw.equals(value.x509.raw));
  const faults = certificates
    .filter(isRepeated)
    .map(({ path, value }): Fault => ({ path, problem: `holds a certificate that is there already: ${value.subject}`, remedy: "Remove one of the two" }));
  return { distinct: certificates.filter((certificate, index) => !isRepeated(certificate, index)), faults };
}

/** Does not report as missing what may be in an unreadable part. */
function absenceFaults({ certificates, keys, unread }: BundleContent, paths: BundleRequirements["paths"]): Fault[] {
  const fault = (path: string, what: string): Fault => ({
    path,
    problem: `must hold a ${what}: there is none`,
    remedy: `Give the ${what}, from -----BEGIN on`,
  });
  return [
    ...(certificates.length > 0 || unread.includes("certificate") ? [] : [fault(paths.certificate, "certificate")]),
    ...(keys.length > 0 || unread.includes("private key") ? [] : [fault(paths.privateKey, "private key")]),
  ];
}

function keyFaults(keys: readonly From<KeyObject>[], { value: leaf }: From<Certificate>): Fault[] {
  const [key, ...more] = keys;
  if (!key) return [];
  const others = more.map(({ path }): Fault => ({
    path,
    problem: `must hold one private key: there are ${keys.length}`,
    remedy: `Keep the one of ${leaf.subject}`,
  }));
  if (others.length > 0 || belongsTogether(key.value, leaf.publicKey)) return others;
  return [
    {
      path: key.path,
      problem: `must be the private key of ${leaf.subject}: it is a different key, or damaged`,
      remedy: "Give the key that the certificate was requested with",
    },
  ];
}

function bundleOf(key: KeyObject, [leaf, ...issuers]: readonly Certificate[], trust: Trust): Bundle {
  const text = ({ x509 }: Certificate): string => pem("CERTIFICATE", x509.raw);
  const own = leaf ? text(leaf) : "";
  const chain = issuers
    .filter(({ isSelfSigned }) => !isSelfSigned)
    .map(text)
    .join("");
  return { privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(), leaf: own, chain, fullChain: own + chain, facts: leafFacts(own), trust };
}

/**
 * The facts of the first certificate in `pem`. Throws when it holds none, or one that does not parse.
 *
 * @example
 * ```ts
 * import { leafFacts } from "tlsup";
 * declare const pem: string;
 * console.log(leafFacts(pem).notAfter); // 2027-11-25T12:00:00.000Z
 * ```
 */
export function leafFacts(pem: string): LeafFacts {
  const { x509, dnsNames, notBefore, notAfter, issuer } = parseLeaf(pem);
  return {
    dnsNames,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    sha256: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
    issuer,
  };
}

function parseLeaf(text: string): Certificate {
  try {
    const block = parsePem(text).blocks.find(({ label }) => label === "CERTIFICATE");
    return readCertificate(block?.der ?? Buffer.alloc(0));
  } catch (cause) {
    throw new Error("Cannot read the certificate as PEM: the text holds no certificate that parses. Give one that starts with -----BEGIN CERTIFICATE-----", {
      cause,
    });
  }
}
