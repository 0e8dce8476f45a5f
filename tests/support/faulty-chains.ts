import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { inDays, make, privateKey, type Made, type Wish } from "./certificate-maker";

/** Makes an authority's answer for a key: the leaf and its intermediates, PEM. */
type Issue = (authority: TestAuthority) => Promise<string>;

/** A faulty answer of an authority, and the message to the user. */
export interface FaultyChain {
  readonly what: string;
  /** Whether this fault needs an intermediate. */
  readonly needsChain?: boolean;
  readonly issue: Issue;
  readonly problem: RegExp;
  /** The message of a host that finds it in certbot's folder. */
  readonly onHost: RegExp;
}

const keyPair = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);

/** A root and two intermediates that are valid now, for any key and names. */
export class TestAuthority {
  private constructor(
    readonly name: string,
    readonly keys: webcrypto.CryptoKeyPair,
    readonly root: Made,
    readonly upper: Made,
    readonly lower: Made,
  ) {}

  /** Issues for `name`, by default with a new key. */
  static async create(name: string, keys?: webcrypto.CryptoKeyPair): Promise<TestAuthority> {
    const authority = (subject: string, issuer?: Made): Promise<Made> =>
      make({ subject, isAuthority: true, notBefore: inDays(-10), notAfter: inDays(100), ...(issuer && { issuer }) });
    const root = await authority("CN=Root");
    const upper = await authority("CN=Upper", root);
    return new TestAuthority(name, keys ?? (await keyPair()), root, upper, await authority("CN=Lower", upper));
  }

  /** The same, for the key in a certificate request. */
  async for(request: string | Buffer): Promise<TestAuthority> {
    const publicKey = await new x509.Pkcs10CertificateRequest(request).publicKey.export(webcrypto);
    return new TestAuthority(this.name, { ...(await keyPair()), publicKey }, this.root, this.upper, this.lower);
  }

  async leaf(wish: Partial<Wish> = {}): Promise<string> {
    return (
      await make({ subject: `CN=${this.name}`, names: [this.name], issuer: this.lower, key: this.keys, notBefore: inDays(-5), notAfter: inDays(50), ...wish })
    ).certificate;
  }

  /** The intermediates. */
  get chain(): string {
    return this.lower.certificate + this.upper.certificate;
  }

  /** The key of the leaf, PKCS #8, PEM. */
  key(): Promise<string> {
    return privateKey(this.keys);
  }
}

const withoutIssuer = /unable to get local issuer certificate, issuer=CN ?= ?Lower/;

/** Rows 11 to 15 of the fault matrix. */
export const faultyChains: readonly FaultyChain[] = [
  {
    what: "of another key",
    issue: async (ca) => (await ca.leaf({ key: "ecdsa" })) + ca.chain,
    problem: /must be the private key of CN=\S+: it is a different key, or damaged/,
    onHost: /privkey\.pem must be the key of the first certificate in \S+fullchain\.pem/,
  },
  {
    what: "that has expired",
    issue: async (ca) => (await ca.leaf({ notAfter: inDays(-1) })) + ca.chain,
    problem: /must be valid now: CN=\S+ expired on /,
    onHost: /certificate has expired/,
  },
  {
    what: "that is not valid yet",
    issue: async (ca) => (await ca.leaf({ notBefore: inDays(2) })) + ca.chain,
    problem: /must be valid now: CN=\S+ is not valid before /,
    onHost: /certificate is not yet valid/,
  },
  {
    needsChain: true,
    what: "without its intermediates",
    issue: (ca) => ca.leaf(),
    problem: /the issuer of CN=\S+ is missing, CN=Lower/,
    onHost: withoutIssuer,
  },
  {
    needsChain: true,
    what: "without the intermediate that issued it",
    issue: async (ca) => (await ca.leaf()) + ca.upper.certificate,
    problem: /the issuer of CN=\S+ is missing, CN=Lower/,
    onHost: withoutIssuer,
  },
  {
    needsChain: true,
    what: "of an intermediate that has expired",
    issue: ofExpiredIntermediate,
    problem: /must be valid now: CN=Old expired on /,
    onHost: /CN ?= ?Old: certificate has expired/,
  },
  {
    what: "for another name",
    issue: async (ca) => (await ca.leaf({ names: ["other.example.org"] })) + ca.chain,
    problem: /must name \S+: it names other\.example\.org/,
    onHost: /hostname mismatch/,
  },
  {
    what: "that is cut off",
    issue: async (ca) => (await ca.leaf()) + ca.chain.slice(0, -60),
    problem: /begins a CERTIFICATE that is cut off: its END line is missing/,
    onHost: /fullchain\.pem is cut off/,
  },
];

async function ofExpiredIntermediate(ca: TestAuthority): Promise<string> {
  const issuer = await make({ subject: "CN=Old", issuer: ca.upper, isAuthority: true, notBefore: inDays(-20), notAfter: inDays(-1) });
  return (await ca.leaf({ issuer })) + issuer.certificate + ca.upper.certificate;
}
