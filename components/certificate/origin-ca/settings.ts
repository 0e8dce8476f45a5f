import type { KeyType, Material } from "../common/settings";

/** A certificate of Cloudflare's Origin CA: only Cloudflare's edge trusts it, even with `ssl: "strict"`. */
export interface OriginCaSource extends OriginCaSettings {
  readonly source: "origin-ca";
  /**
   * The names, at most 200: host names of the zone, or wildcards for one label, like `*.example.com`.
   * @default the site's domain
   */
  readonly hostnames?: readonly string[];
}

/** The properties of an Origin CA certificate. */
export interface OriginCaSettings {
  /**
   * The key type.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * How long the certificate is valid, in days. It is renewed 30 days before its end, or with a third of a shorter life left.
   * @default 5475
   */
  readonly days?: OriginCaDays;
  /**
   * The root of the Origin CA: the certificate is verified with it before it is served, and it is part of the chain.
   * @default none: the leaf is served alone, which the edge accepts
   */
  readonly root?: Material;
}

/** The validities that Cloudflare issues for. */
export type OriginCaDays = (typeof originCaDays)[number];

// Source: https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/
export const originCaDays = [7, 30, 90, 365, 730, 1095, 5475] as const;
