import type { FileReference } from "../../shared/file-reference";
import type { AlarmSettings } from "../common/alarm-settings";
import type { KeyType, Material } from "../common/settings";

/** A certificate from Let's Encrypt, or from any other ACME CA. */
export interface LetsEncryptSource {
  readonly source: "lets-encrypt";
  /**
   * Who renews it. `up`: the first `pulumi up` after it is due; names are proven by DNS records at Cloudflare, and the key is in the stack's state.
   * `host`: the host itself, where the key is made and stays; names are proven as `challenge` says.
   * @default "up"
   */
  readonly renewal?: "up" | "host";
  /**
   * How a host that renews proves names. `http-01`: the CA asks the host on port 80, so there are no wildcards. `dns-persist-01`: by a record at each name, in
   * zones at Cloudflare, that names the host's account at the CA; not every CA offers it. Only with `renewal: "host"`.
   * @default http-01, with `renewal: "host"`
   */
  readonly challenge?: "http-01" | "dns-persist-01";
  /**
   * The names: host names, or wildcards for one label, like `*.example.com`.
   * @default the site's domain
   */
  readonly names?: readonly string[];
  /**
   * Where the CA writes about the account.
   * @default none
   */
  readonly email?: string;
  /**
   * The URL of the CA's directory.
   * @default Let's Encrypt: "https://acme-v02.api.letsencrypt.org/directory"
   */
  readonly directory?: string;
  /**
   * For a private CA: the root that verifies its own HTTPS.
   * @default none: a public CA
   */
  readonly root?: Material;
  /**
   * The certificate's profile, which decides its lifetime: with Let's Encrypt `classic`, `tlsserver` or `shortlived`.
   * @default the CA's own
   */
  readonly profile?: string;
  /**
   * The key type; each certificate gets a new key.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * The DNS resolver for look-ups: `address` or `address:port`. Not with `renewal: "host"`.
   * @default the system's
   */
  readonly resolver?: string;
  /**
   * Whether the certificate is revoked when it is destroyed. A replaced certificate is never revoked.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
  /**
   * The file of the account's key, PEM. The key identifies the account, which then outlives the stack. Not with `renewal: "host"`.
   * @default a key in the stack's state, which is deleted with the stack
   */
  readonly accountKey?: FileReference;
  /**
   * The files of a certificate that the CA issued before, with its intermediates, and of its key. It is taken over instead of ordering one, e.g.
   * by a stack whose state was lost. Only the first run uses it. Not with `renewal: "host"`.
   * @default none: one is ordered
   */
  readonly adopt?: AdoptedFiles;
  /**
   * What the host serves in the last day, or the last tenth of a short life, of a certificate that it could not renew: a certificate of Cloudflare's
   * Origin CA. The edge alone trusts it, so only with an edge, and only with `renewal: "host"`.
   * @default none: the certificate runs out
   */
  readonly standby?: "origin-ca";
  /**
   * Where the host tells that a renewal is late, besides the webhook. Only with `renewal: "host"`.
   * @default nowhere
   */
  readonly alarm?: AlarmSettings;
}

/** The files of a certificate that the CA issued before. */
export interface AdoptedFiles {
  /** The leaf, and its intermediates, PEM. */
  readonly certificate: FileReference;
  /** Its key, PEM. */
  readonly privateKey: FileReference;
}
