import * as v from "valibot";
import { defaultZone, hostName } from "../../shared/domain-name";
import type { CachePath, EdgeRateLimit } from "./rules/host-rules";
import { cacheSchema, rateLimitSchema } from "./rules/schema";
import { zoneWideSchema, type ZoneWide } from "./zone/zone-wide";

/** What the proxy of Cloudflare in front of a host is told. */
export interface CloudflareProxySettings {
  readonly provider: "cloudflare";
  /**
   * How the edge speaks with the host. `full` encrypts and checks nothing, so a self-signed certificate works;
   * `strict` demands a certificate of a public CA or of Cloudflare's Origin CA.
   * Source: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/
   */
  readonly ssl: "off" | "flexible" | "full" | "strict";
  /**
   * For which names `ssl` holds. `host`: for the domain alone, by a Configuration Rule, of which a zone on Cloudflare's Free plan has 10. `zone`: for every
   * name in the zone, by the zone's setting: who states it too must say the same.
   * @default "host"
   */
  readonly sslFor?: "host" | "zone";
  /**
   * How answers are kept, by the beginnings of their paths: each by a Cache Rule, of which a zone on Cloudflare's Free plan has 10.
   * @default as the host's `Cache-Control` says, of files alone that Cloudflare keeps by their extensions
   */
  readonly cache?: readonly CachePath[];
  /**
   * How often one visitor may ask: by a rate limiting rule, of which a zone on Cloudflare's Free plan has one.
   * @default as often as they like, as far as the zone's other rules go
   */
  readonly rateLimit?: EdgeRateLimit;
  /**
   * Whether the edge challenges each visitor to prove that it is a browser, for as long as the site is under attack. `false` says that
   * it does not, whatever the zone says.
   * @default as the zone says
   */
  readonly underAttack?: boolean;
  /**
   * Settings that Cloudflare has for whole zones alone: they hold for every name in it. Another stack that states one of them too must say the same, and is
   * refused otherwise; when the last of them is destroyed, the zone gets back what it had.
   * @default the zone keeps what it has
   */
  readonly zoneWide?: ZoneWide;
  /**
   * The zone that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `blog.example.co.uk`
   */
  readonly zone?: string;
  /**
   * Whether the edge redirects http to https before it asks the host. The setting is the whole zone's, as those of `zoneWide` are.
   * @default true, except for `ssl: "off"`, which leads to http: the zone keeps what it has then
   */
  readonly alwaysUseHttps?: boolean;
  /**
   * The oldest TLS version that a visitor may speak. The setting is the whole zone's, as those of `zoneWide` are.
   * @default "1.2"
   */
  readonly minTlsVersion?: "1.0" | "1.1" | "1.2" | "1.3";
}

/** The schema of {@link CloudflareProxySettings}. */
export const cloudflareEntries = {
  provider: v.literal("cloudflare"),
  ssl: v.picklist(["off", "flexible", "full", "strict"]),
  sslFor: v.optional(v.picklist(["host", "zone"])),
  cache: v.optional(cacheSchema),
  rateLimit: v.optional(rateLimitSchema),
  underAttack: v.optional(v.boolean()),
  zoneWide: v.optional(zoneWideSchema),
  zone: v.optional(hostName),
  alwaysUseHttps: v.optional(v.boolean()),
  minTlsVersion: v.optional(v.picklist(["1.0", "1.1", "1.2", "1.3"])),
};

/** The name of the zone that a site's record and settings are in. */
export function zoneName(domain: string, { zone }: { readonly zone?: string }): string {
  return zone ?? defaultZone(domain);
}

/** What a proxied site says of its whole zone by default, by Cloudflare's names; a setting without a value is not said. */
export interface ZoneSettings {
  readonly ssl?: CloudflareProxySettings["ssl"];
  readonly ssl_automatic_mode?: "custom";
  readonly always_use_https?: "on" | "off";
  readonly min_tls_version: string;
}

/** What a proxy's settings make of its zone, beside `zoneWide`. */
export function zoneSettings(proxy: Pick<CloudflareProxySettings, "ssl"> & Partial<CloudflareProxySettings>): ZoneSettings {
  const alwaysUseHttps = proxy.alwaysUseHttps ?? (proxy.ssl === "off" ? undefined : true);
  return {
    // Automatic SSL/TLS may raise the mode on its own; a stack that states the zone's mode owns it.
    ...(proxy.sslFor === "zone" && { ssl: proxy.ssl, ssl_automatic_mode: "custom" }),
    ...(alwaysUseHttps !== undefined && { always_use_https: alwaysUseHttps ? "on" : "off" }),
    min_tls_version: proxy.minTlsVersion ?? "1.2",
  };
}

/**
 * Whether the edge's mode must follow before the origin shows another certificate. From `strict` on the edge checks the certificate, so it is relaxed
 * to `full` while the old one is still served, and tightened once the new one is.
 */
export function relaxesFirst(current: string | undefined, next: CloudflareProxySettings["ssl"]): boolean {
  return current === "strict" && next === "full";
}
