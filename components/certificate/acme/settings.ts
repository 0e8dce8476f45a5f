import type { FileReference } from "../../shared/file-reference";
import type { KeyType, Material } from "../common/settings";

/** A certificate from Let's Encrypt, or from any other CA that speaks ACME. */
export interface LetsEncryptSource {
  readonly source: "lets-encrypt";
  /**
   * Who renews it. `up`: the first `pulumi up` after it is due; names are proven by DNS records at Cloudflare, and the key is in the stack's state.
   * `host`: the host itself, by a timer; names are proven by http-01 through the host, so there are no wildcards, and the key is made there and stays there.
   * Source: https://www.rfc-editor.org/rfc/rfc9773 for the time.
   * @default "up"
   */
  readonly renewal?: "up" | "host";
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
   * A DNS resolver, `address` or `address:port`, that look-ups start at. Not with `renewal: "host"`.
   * @default the system's
   */
  readonly resolver?: string;
  /**
   * Whether the certificate is revoked when it is destroyed. One that was replaced is never revoked.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
  /**
   * The file of the account's key, PEM. The account is known by it: it outlives the stack, and its state. Not with `renewal: "host"`, which makes a key there.
   * @default a key in the stack's state, which goes with the stack
   */
  readonly accountKey?: FileReference;
  /**
   * The files of a certificate that the CA issued before, with its intermediates, and of its key. It is taken over instead of ordering one, e.g.
   * by a stack whose state was lost. It counts for the first run only. Not with `renewal: "host"`.
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
