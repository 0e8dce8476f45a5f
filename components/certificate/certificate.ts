import type { CertbotSource } from "./certbot/settings";

/** Where the origin's certificate comes from. */
export type CertificateSource = SelfSignedSource | OriginCaSource | LetsEncryptSource | CertbotSource | ProvidedSource;

/** The kinds of key that a certificate is made for. */
export type KeyType = "rsa-2048" | "ecdsa-p256";

/** A certificate that is made and signed with its own key, as `openssl req -x509` does. */
export interface SelfSignedSource {
  readonly source: "self-signed";
  /**
   * The key. An ECDSA handshake costs the server about a third less than an RSA one.
   * @default "rsa-2048"
   */
  readonly keyType?: KeyType;
  /**
   * How long the certificate is valid, in days.
   * @default 365
   */
  readonly days?: number;
}

/** A certificate of Cloudflare's Origin CA: only Cloudflare's edge trusts it, also with `ssl: "strict"`. */
export interface OriginCaSource extends OriginCaSettings {
  readonly source: "origin-ca";
  /**
   * The names, at most 200: host names of the zone, or an asterisk for one label below one of them.
   * @default the site's domain
   */
  readonly hostnames?: readonly string[];
}

/** A certificate from Let's Encrypt, or from any other CA that speaks ACME, proven by DNS records at Cloudflare. */
export interface LetsEncryptSource {
  readonly source: "lets-encrypt";
  /**
   * The names: host names, or an asterisk for one label below one of them.
   * @default the site's domain
   */
  readonly names?: readonly string[];
  /**
   * Where the CA writes to about the account.
   * @default none
   */
  readonly email?: string;
  /**
   * The URL of the CA's directory.
   * @default Let's Encrypt: "https://acme-v02.api.letsencrypt.org/directory"
   */
  readonly directory?: string;
  /**
   * For a private CA: what its own HTTPS is verified with, instead of the public roots.
   * @default none: a public CA
   */
  readonly root?: Material;
  /**
   * The certificate's profile, which decides its lifetime: with Let's Encrypt `classic`, `tlsserver` or `shortlived`.
   * @default the CA's own
   */
  readonly profile?: string;
  /**
   * The key, made anew with each certificate.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * A DNS resolver, `address` or `address:port`, that look-ups start at.
   * @default the system's
   */
  readonly resolver?: string;
  /**
   * Whether the certificate is revoked when it is destroyed. One that was replaced is never revoked.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
  /**
   * The file of the account's key, PEM. The account is known by it: it outlives the stack, and its state.
   * @default a key in the stack's state, which goes with the stack
   */
  readonly accountKey?: FileReference;
  /**
   * The files of a certificate that the CA issued before, with its intermediates, and of its key. It is taken over instead of ordering one, e.g. by a stack whose state was lost. It counts for the first run only.
   * @default none: one is ordered
   */
  readonly adopt?: AdoptedFiles;
}

/** The files of a certificate that the CA issued before. */
export interface AdoptedFiles {
  /** The leaf, and its intermediates, PEM. */
  readonly certificate: FileReference;
  /** Its key, PEM. */
  readonly privateKey: FileReference;
}

/** What an Origin CA certificate is like. */
export interface OriginCaSettings {
  /**
   * The key.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * How long the certificate is valid, in days. It is made anew, with a new key, 30 days ahead of its end, or with a third of its life left where that is shorter.
   * @default 5475
   */
  readonly days?: OriginCaDays;
  /**
   * The root of the Origin CA, which Cloudflare publishes. With it the certificate is verified before it is served, and the root is part of the chain.
   * @default none: the leaf is served alone, which the edge accepts
   */
  readonly root?: Material;
}

/** The validities that Cloudflare issues for. */
export type OriginCaDays = (typeof originCaDays)[number];

/** Source: https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/ */
export const originCaDays = [7, 30, 90, 365, 730, 1095, 5475] as const;

/** PEM text, or a file that holds it; its path is relative to the program's folder. */
export type Material = string | FileReference;

/** A file, by its path relative to the program's folder. */
export interface FileReference {
  /** The path. */
  readonly file: string;
}

/** A certificate that came about elsewhere. */
export type ProvidedSource = { readonly source: "provided" } & ProvidedMaterial;

/** A certificate, its chain and its key, as PEM or as one PKCS #12 file. */
export type ProvidedMaterial = ProvidedPem | ProvidedPkcs12;

/** A certificate as PEM. Line ends and order do not matter, and what is asked for separately may as well be in one file. */
export interface ProvidedPem extends ProvidedAuthority {
  /** The leaf, and its intermediates unless `chain` has them. */
  readonly certificate: Material;
  /**
   * The intermediates.
   * @default those in `certificate`
   */
  readonly chain?: Material;
  /**
   * The private key's file. Its text is never a setting: it belongs in `certificateSecrets.privateKey`.
   * @default `certificateSecrets.privateKey`, or the key in the file of `certificate`
   */
  readonly privateKey?: FileReference;
  readonly pkcs12?: never;
}

/** A certificate as PKCS #12: leaf, intermediates and key, opened by `certificateSecrets.passphrase`. */
export interface ProvidedPkcs12 extends ProvidedAuthority {
  /** The file. */
  readonly pkcs12: FileReference;
  readonly certificate?: never;
  readonly chain?: never;
  readonly privateKey?: never;
}

/** Who vouches for a provided certificate. */
export interface ProvidedAuthority {
  /**
   * The root of the private authority that issued it, PEM.
   * @default none: a public authority issued it, or it signed itself
   */
  readonly root?: Material;
}

/** What a certificate's source needs and nobody may read. Sources that do not need it leave it alone. */
export interface CertificateSecrets {
  /**
   * The private key of a `provided` certificate, PEM.
   * @default none: the key is in a file
   */
  readonly privateKey?: string;
  /**
   * Opens an encrypted private key or a PKCS #12 file.
   * @default none: the key is not encrypted
   */
  readonly passphrase?: string;
  /**
   * Cloudflare's token for the source `certbot` with the challenge `dns-01`. It stays on the host, in a file of mode 0600, so it is one of its own,
   * with the permissions "Zone: Zone: Read" and "Zone: DNS: Edit" on the one zone.
   * @default none: nothing proves names by it
   */
  readonly cloudflareToken?: string;
}

/** Who trusts a certificate: nobody but those told to, Cloudflare's edge, every browser, or those with a private root. */
export type Trust = "self" | "cloudflare-origin" | "public" | "private";

/** The facts of a leaf certificate. */
export interface LeafFacts {
  /** Host names, in the certificate's order. */
  readonly dnsNames: readonly string[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /** SHA-256 of the DER form: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** The issuer's distinguished name, one line. */
  readonly issuer: string;
}
