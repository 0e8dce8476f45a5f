import type { KeyType, Material } from "../common/settings";

/** A certificate that certbot obtains on the host itself, and renews there without anybody. */
export type CertbotSource = { readonly source: "certbot" } & CertbotSettings;

/** How certbot proves control of the names, and what it asks for. */
export type CertbotSettings = CertbotHttpSettings | CertbotDnsSettings;

/** What certbot is told, however the names are proven. */
export interface CertbotCommonSettings {
  /**
   * The names: host names or, with dns-01, an asterisk for one label below one of them.
   * @default the site's domain
   */
  readonly names?: readonly string[];
  /**
   * Where the CA writes to about the account.
   * @default none
   */
  readonly email?: string;
  /**
   * The URL of the CA's directory, as the host reaches it.
   * @default Let's Encrypt: "https://acme-v02.api.letsencrypt.org/directory"
   */
  readonly directory?: string;
  /**
   * For a private CA: what its own HTTPS is verified with. The whole host trusts it from then on, so that `certbot renew` works as it stands.
   * @default none: a public CA
   */
  readonly root?: Material;
  /**
   * The key, made anew with each certificate.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * Whether the certificate is revoked when the site leaves certbot or is destroyed before its host.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
}

/** Control of the names is proven by the host that they lead to, on port 80: by its web server, or before there is one. No wildcards. */
export interface CertbotHttpSettings extends CertbotCommonSettings {
  /** How control of the names is proven. */
  readonly challenge: "http-01";
  readonly apiUrl?: never;
}

/** Control of the names is proven by TXT records at Cloudflare, which the host itself writes with `certificateSecrets.cloudflareToken`. */
export interface CertbotDnsSettings extends CertbotCommonSettings {
  /** How control of the names is proven. */
  readonly challenge: "dns-01";
  /**
   * The address of Cloudflare's API, as the host reaches it.
   * @default "https://api.cloudflare.com/client/v4"
   */
  readonly apiUrl?: string;
}
