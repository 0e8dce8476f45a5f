import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A certificate that a test made, with its key, which can issue others. */
export interface Made {
  readonly certificate: string;
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly parsed: x509.X509Certificate;
}

export interface Wish {
  readonly subject: string;
  /** Without an issuer, the certificate is self-signed. */
  readonly issuer?: Made;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly key?: "ecdsa" | "rsa-1024" | "rsa-2048" | webcrypto.CryptoKeyPair;
  readonly hash?: "SHA-1" | "SHA-256";
  readonly uses?: readonly string[];
  readonly extensions?: readonly x509.Extension[];
}

/** The time for judging certificates. It is the real time, as servers and clients judge some of them too; in whole seconds. */
export const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const day = 24 * 60 * 60 * 1000;
/** A point in time, in days from {@link now}. */
export const inDays = (days: number): Date => new Date(now.getTime() + days * day);

const algorithms = {
  ecdsa: { name: "ECDSA", namedCurve: "P-256" },
  "rsa-1024": { name: "RSASSA-PKCS1-v1_5", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  "rsa-2048": { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
} as const;

/** Makes a certificate, valid or not, with a library that the components do not use. */
export async function make(wish: Wish): Promise<Made> {
  const { key = "ecdsa", issuer, names = [], addresses = [], isAuthority = false, hash = "SHA-256" } = wish;
  const keys = typeof key === "string" ? await webcrypto.subtle.generateKey(algorithms[key], true, ["sign", "verify"]) : key;
  const signingKey = issuer?.keys.privateKey ?? keys.privateKey;
  const alternatives = [...names.map((value) => ({ type: "dns" as const, value })), ...addresses.map((value) => ({ type: "ip" as const, value }))];
  const parsed = await x509.X509CertificateGenerator.create(
    {
      subject: wish.subject,
      issuer: issuer?.parsed.subject ?? wish.subject,
      notBefore: wish.notBefore ?? inDays(-1),
      notAfter: wish.notAfter ?? inDays(90),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: { name: signingKey.algorithm.name, hash },
      extensions: [
        new x509.BasicConstraintsExtension(isAuthority, isAuthority ? wish.pathLength : undefined, true),
        new x509.KeyUsagesExtension(isAuthority ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign : x509.KeyUsageFlags.digitalSignature, true),
        ...(isAuthority ? [] : [new x509.ExtendedKeyUsageExtension([...(wish.uses ?? [x509.ExtendedKeyUsage.serverAuth])])]),
        ...(alternatives.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey, false, webcrypto)] : []),
        ...(wish.extensions ?? []),
      ],
    },
    webcrypto,
  );
  return { certificate: text("CERTIFICATE", Buffer.from(parsed.rawData)), key: await privateKey(keys), keys, parsed };
}

/** PKCS #8, PEM. */
export async function privateKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return text("PRIVATE KEY", Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)));
}

/** Root, two intermediates and a leaf for `names`. */
export interface Hierarchy {
  readonly root: Made;
  readonly upper: Made;
  readonly lower: Made;
  readonly leaf: Made;
}

export async function makeHierarchy(names: readonly string[], leaf: Partial<Wish> = {}): Promise<Hierarchy> {
  const root = await make({ subject: "CN=Root", isAuthority: true, notAfter: inDays(3650) });
  const upper = await make({ subject: "CN=Upper", issuer: root, isAuthority: true, notAfter: inDays(1000) });
  const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true, pathLength: 0, notAfter: inDays(1000) });
  return { root, upper, lower, leaf: await make({ subject: `CN=${names[0] ?? "leaf"}`, names, issuer: lower, ...leaf }) };
}

function text(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;
}
