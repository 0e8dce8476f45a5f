import type { AlarmSettings } from "../common/alarm-settings";
import type { KeyType, Material } from "../common/settings";

/** A certificate that certbot obtains and renews on the host. */
export type CertbotSource = { readonly source: "certbot" } & CertbotSettings;

/** How certbot proves control of the names, and what it orders. */
export type CertbotSettings = CertbotHttpSettings | CertbotDnsSettings;

/** certbot's settings for both challenges. */
export interface CertbotCommonSettings {
  /**
   * The names: host names or, with dns-01, wildcards for one label, like `*.example.com`.
   * @default the site's domain
   */
  readonly names?: readonly string[];
  /**
   * Where the CA writes about the account.
   * @default none
   */
  readonly email?: string;
  /**
   * The URL of the CA's directory, as the host reaches it.
   * @default Let's Encrypt: "https://acme-v02.api.letsencrypt.org/directory"
   */
  readonly directory?: string;
  /**
   * For a private CA: the root that verifies its own HTTPS. The whole host trusts it from then on.
   * @default none: a public CA
   */
  readonly root?: Material;
  /**
   * The key type; each certificate gets a new key.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * Whether it is revoked when the site leaves certbot, or is destroyed before its host.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
  /**
   * Where the host tells that a renewal is late, besides the webhook.
   * @default nowhere
   */
  readonly alarm?: AlarmSettings;
}

/** Proves control of the names on port 80 of the host that they lead to, with or without a web server there. No wildcards. */
export interface CertbotHttpSettings extends CertbotCommonSettings {
  /** How control of the names is proven. */
  readonly challenge: "http-01";
  readonly apiUrl?: never;
}

/** Proves control of the names by TXT records at Cloudflare, which the host writes with `certificateSecrets.cloudflareToken`. */
export interface CertbotDnsSettings extends CertbotCommonSettings {
  /** How control of the names is proven. */
  readonly challenge: "dns-01";
  /**
   * The address of Cloudflare's API, as the host reaches it.
   * @default "https://api.cloudflare.com/client/v4"
   */
  readonly apiUrl?: string;
}
