import "reflect-metadata";
import { webcrypto, X509Certificate as Parsed, type KeyObject } from "node:crypto";
import { rootCertificates } from "node:tls";
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
import { certificatesIn } from "../../pki/certificates-in";
import { pemOf, privateKeyPem } from "../../pki/leaf";

/** A drawn certificate in the place of one whose key is not there. */
export interface Drawn {
  /** In the order of the originals, PEM. */
  readonly certificates: string;
  /** The private root, PEM, if there was one. */
  readonly root?: string;
  /** The key of the leaf, PKCS #8, PEM. */
  readonly privateKey: string;
}

/** Extensions about the keys, which are made anew, and the proofs of certificate transparency logs, which only the original has. */
const ofTheOriginal = ["2.5.29.14", "2.5.29.35", "1.3.6.1.4.1.11129.2.4.2"];

/**
 * Draws certificates like those in a text of PEM: names, dates, types of keys and extensions are the same, and each is signed by the one that stands in
 * for its issuer. Where the issuer is missing, it is missing in the drawn ones too. One key of the originals is one drawn key.
 */
export class CertificateDrawer {
  readonly #keys = new Map<string, Promise<webcrypto.CryptoKeyPair>>();
  readonly #publicRoots = new Map<string, Promise<string>>();

  /** The drawn roots in the place of those that everybody trusts, PEM. */
  publicRoots(): Promise<string[]> {
    return Promise.all(this.#publicRoots.values());
  }

  /** Undefined if there is no certificate that can be read: tlsup says itself what is wrong with it. */
  async draw(pem: string, root?: string): Promise<Drawn | undefined> {
    const [originals, roots] = [read(pem), root === undefined ? [] : read(root)];
    const leaf = originals?.find(({ ca }) => !ca) ?? originals?.[0];
    if (!originals || !roots || !leaf) return undefined;
    const known = [...originals, ...roots];
    for (const each of originals) if (publicRoots().some((root) => root.fingerprint256 === each.fingerprint256)) this.#drawPublicRoot(each);
    const [certificates, [drawnRoot]] = await Promise.all([this.#likeAll(originals, known), this.#likeAll(roots, known)]);
    const privateKey = await privateKeyPem(await this.#keyLike(leaf));
    return { certificates: certificates.join(""), ...(drawnRoot !== undefined && { root: drawnRoot }), privateKey };
  }

  #likeAll(originals: readonly Parsed[], known: readonly Parsed[]): Promise<string[]> {
    return Promise.all(originals.map((original) => this.#like(original, known)));
  }

  async #like(original: Parsed, known: readonly Parsed[]): Promise<string> {
    const issuer = [original, ...known].find((each) => isIssuedBy(original, each)) ?? this.#publicIssuer(original);
    const [keys, signer] = await Promise.all([this.#keyLike(original), issuer ? this.#keyLike(issuer) : newKey(ecdsa("P-256"))]);
    const template = new X509Certificate(original.raw);
    const { hash } = template.signatureAlgorithm as { readonly hash?: { readonly name: string } };
    const kept = template.extensions.filter(({ type }) => !ofTheOriginal.includes(type));
    const made = await X509CertificateGenerator.create(
      {
        serialNumber: template.serialNumber,
        subject: template.subjectName,
        issuer: template.issuerName,
        notBefore: template.notBefore,
        notAfter: template.notAfter,
        publicKey: keys.publicKey,
        signingKey: signer.privateKey,
        signingAlgorithm: { name: signer.privateKey.algorithm.name, hash: hash?.name ?? "SHA-256" },
        extensions: [
          ...kept,
          await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
          await AuthorityKeyIdentifierExtension.create(signer.publicKey, false, webcrypto),
        ],
      },
      webcrypto,
    );
    return pemOf(made);
  }

  /** The issuer among the roots that everybody trusts. */
  #publicIssuer(original: Parsed): Parsed | undefined {
    const found = publicRoots().find((root) => isIssuedBy(original, root));
    if (found) this.#drawPublicRoot(found);
    return found;
  }

  #drawPublicRoot(root: Parsed): void {
    if (!this.#publicRoots.has(root.fingerprint256)) this.#publicRoots.set(root.fingerprint256, this.#like(root, []));
  }

  #keyLike({ publicKey }: Parsed): Promise<webcrypto.CryptoKeyPair> {
    const id = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const key = this.#keys.get(id) ?? newKey(algorithmOf(publicKey));
    this.#keys.set(id, key);
    return key;
  }
}

let parsedRoots: readonly Parsed[] | undefined;

function publicRoots(): readonly Parsed[] {
  return (parsedRoots ??= rootCertificates.map((pem) => new Parsed(pem)));
}

function isIssuedBy(certificate: Parsed, issuer: Parsed): boolean {
  return certificate.issuer === issuer.subject && certificate.verify(issuer.publicKey);
}

/** The certificates in a text; undefined if one of them cannot be read. */
function read(pem: string): Parsed[] | undefined {
  try {
    return certificatesIn(pem).map((block) => new Parsed(block));
  } catch {
    return undefined;
  }
}

type KeyAlgorithm = webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams;

const ecdsa = (namedCurve: string): KeyAlgorithm => ({ name: "ECDSA", namedCurve });
const curves: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 2048, namedCurve = "" } = {} }: KeyObject): KeyAlgorithm {
  if (type === "rsa") return { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const curve = curves[namedCurve];
  if (type === "ec" && curve !== undefined) return ecdsa(curve);
  throw new Error(`Cannot draw a certificate with a key of the type ${type ?? "unknown"}: it can be RSA, or ECDSA on P-256, P-384 or P-521`);
}

function newKey(algorithm: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
