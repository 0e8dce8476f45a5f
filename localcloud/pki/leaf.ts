import "reflect-metadata";
import { createPublicKey, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

export const ecdsa = {
  key: { name: "ECDSA", namedCurve: "P-256" },
  signature: { name: "ECDSA", hash: "SHA-256" },
} as const;

/** A machine whose clock is behind by less than this accepts a new certificate. */
const backdatedMilliseconds = 60 * 60 * 1000;
const dayMilliseconds = 24 * 60 * 60 * 1000;
/** RFC 5280, appendix A: ub-common-name. */
const commonNameLimit = 64;
const minimumRsaBits = 2048;

export interface LeafParameters {
  readonly root: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
  readonly publicKey: PublicKey;
  readonly names: readonly string[];
  readonly days: number;
  /** Who presents it. */
  readonly purpose: "server" | "client";
}

/** A certificate for `names`. @throws if there is no name. */
export async function certify({ root, signingKey, publicKey, names, days, purpose }: LeafParameters): Promise<X509Certificate> {
  const [first] = names;
  if (first === undefined) throw new Error("Cannot issue a certificate as it must have a name: current value is []. Name at least one host.");
  const subject = first.length <= commonNameLimit ? [{ CN: [first] }] : [];
  const now = Date.now();
  return X509CertificateGenerator.create(
    {
      serialNumber: randomSerialNumber(),
      subject,
      issuer: root.subjectName,
      notBefore: new Date(now - backdatedMilliseconds),
      notAfter: new Date(now + days * dayMilliseconds),
      publicKey,
      signingKey,
      signingAlgorithm: ecdsa.signature,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(keyUsage(publicKey), true),
        new ExtendedKeyUsageExtension([purpose === "client" ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth]),
        await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(root.publicKey, false, webcrypto),
        // RFC 5280, 4.2.1.6: critical when the subject is empty.
        new SubjectAlternativeNameExtension(
          names.map((value) => (isIP(value) === 0 ? { type: "dns" as const, value } : { type: "ip" as const, value })),
          subject.length === 0,
        ),
      ],
    },
    webcrypto,
  );
}

/** The public key of a certificate request. @throws if the request is malformed or not signed by its own key, or if its key is weak. */
export async function requestedKey(pem: string): Promise<PublicKey> {
  let request: Pkcs10CertificateRequest;
  try {
    request = new Pkcs10CertificateRequest(pem);
  } catch (cause) {
    throw new Error("Cannot sign the certificate request as it must be a PEM-encoded PKCS #10 request: it does not parse. Make one with openssl req -new.", {
      cause,
    });
  }
  const isGenuine = await request.verify(webcrypto).catch(() => false);
  if (!isGenuine) throw new Error("Cannot sign the certificate request as its signature must be made by its own key: it is not. Make a new request.");
  const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: Buffer.from(request.publicKey.rawData), type: "spki", format: "der" });
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType === "rsa" && bits < minimumRsaBits) {
    throw new Error(
      `Cannot sign the certificate request as an RSA key must have ${String(minimumRsaBits)} bits: current value is ${String(bits)}. Make a longer key.`,
    );
  }
  return request.publicKey;
}

/** RFC 5280, 4.1.2.2: positive and at most 20 octets; 128 bits of randomness here. */
export function randomSerialNumber(): string {
  const bytes = randomBytes(16);
  // A leading octet of 0x40..0x7f: positive in DER, and never shortened.
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString("hex");
}

/** PEM that ends in a line break, for the files of servers. */
export function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem").trimEnd()}\n`;
}

export async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g)?.join("\n") ?? ""}\n-----END PRIVATE KEY-----\n`;
}

/** RFC 5246, 7.4.2: the RSA key exchange of TLS 1.2 encrypts with the key; everything since signs with it. */
function keyUsage(publicKey: PublicKey): KeyUsageFlags {
  const signs = KeyUsageFlags.digitalSignature;
  return publicKey.algorithm.name.startsWith("RSA") ? signs | KeyUsageFlags.keyEncipherment : signs;
}
