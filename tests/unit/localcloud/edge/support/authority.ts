import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { BasicConstraintsExtension, PemConverter, SubjectAlternativeNameExtension, type X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
import type { Authority } from "../../../../../localcloud/pki/authority";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1000;

export interface Leaf {
  readonly key: string;
  readonly certificate: string;
}

export interface TestAuthority extends Authority {
  /** A leaf whose validity lies where the test wants it, in days from now. */
  leaf(names: readonly string[], from: number, to: number): Promise<Leaf>;
  readonly issued: string[][];
}

/** An authority for tests; it counts what it issues. */
export async function testAuthority(name: string): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const root = await generate(name, [], keys, keys.privateKey, name, -1, 3650, true);
  const issued: string[][] = [];
  const leaf = async (names: readonly string[], from: number, to: number): Promise<Leaf> => {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await generate(names[0] ?? "", names, own, keys.privateKey, name, from, to, false);
    return { certificate: certificate.toString("pem"), key: await pem(own) };
  };
  return {
    certificate: root.toString("pem"),
    issued,
    leaf,
    issue: async (names, { days }) => {
      issued.push([...names]);
      return leaf(names, -1, days);
    },
    sign: () => Promise.reject(new Error("The edge signs no certificate requests")),
  };
}

/** As `openssl req -x509` makes it. */
export async function selfSigned(names: readonly string[]): Promise<Leaf> {
  const own = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const name = names[0] ?? "";
  const certificate = await generate(name, names, own, own.privateKey, name, -1, 365, false);
  return { certificate: certificate.toString("pem"), key: await pem(own) };
}

function generate(
  subject: string,
  names: readonly string[],
  keys: webcrypto.CryptoKeyPair,
  signingKey: webcrypto.CryptoKey,
  issuer: string,
  from: number,
  to: number,
  ca: boolean,
): Promise<X509Certificate> {
  return X509CertificateGenerator.create(
    {
      subject: `CN=${subject}`,
      issuer: `CN=${issuer}`,
      notBefore: new Date(Date.now() + from * day),
      notAfter: new Date(Date.now() + to * day),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(ca, undefined, true),
        ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value })))] : []),
      ],
    },
    webcrypto,
  );
}

async function pem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
}
