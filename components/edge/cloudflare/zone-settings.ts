import * as v from "valibot";
import { defaultZone, hostName } from "../../shared/domain-name";
import type { CachePath, EdgeRateLimit } from "./rules/host-rules";
import { cacheSchema, rateLimitSchema } from "./rules/schema";
import { zoneWideSchema, type ZoneWide } from "./zone/zone-wide";

/** The settings of Cloudflare's proxy in front of a host. */
export interface CloudflareProxySettings {
  readonly provider: "cloudflare";
  // Source: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/
  /**
   * How the edge connects to the host. `full` encrypts and checks nothing, so a self-signed certificate works;
   * `strict` requires a certificate of a public CA or of Cloudflare's Origin CA.
   */
  readonly ssl: "off" | "flexible" | "full" | "strict";
  /**
   * Which names `ssl` applies to. `host`: the domain, by a Configuration Rule, of which the Free plan has 10. `zone`: every name in the zone, by the
   * zone's setting, which every stack must set alike.
   * @default "host"
   */
  readonly sslFor?: "host" | "zone";
  /**
   * How long answers are cached, by the start of their paths: each entry is a Cache Rule, of which the Free plan has 10.
   * @default as the host's `Cache-Control` says, and only for the file extensions that Cloudflare caches
   */
  readonly cache?: readonly CachePath[];
  /**
   * How often one visitor may send requests: a rate limiting rule, which needs the Pro plan.
   * @default limited only by other rules of the zone
   */
  readonly rateLimit?: EdgeRateLimit;
  /**
   * Whether each visitor must prove to be a browser, as under attack. `false` overrides the zone's setting.
   * @default the zone's setting
   */
  readonly underAttack?: boolean;
  /**
   * Settings of the whole zone. Another site that sets one differently is refused. After the last of these stacks, the zone gets its former value back.
   * @default the zone keeps its settings
   */
  readonly zoneWide?: ZoneWide;
  /**
   * The zone that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `blog.example.co.uk`
   */
  readonly zone?: string;
  /**
   * Whether the edge redirects http to https before it asks the host. Like `zoneWide`, it is for the whole zone.
   * @default true; false with `ssl: "off"`, which leads to http
   */
  readonly alwaysUseHttps?: boolean;
  /**
   * The oldest TLS version that visitors may use. Like `zoneWide`, it is for the whole zone. `1.3` also turns TLS 1.3 on there.
   * @default "1.2"
   */
  readonly minTlsVersion?: "1.0" | "1.1" | "1.2" | "1.3";
  /**
   * Whether the defaults of `alwaysUseHttps` and `minTlsVersion` are set. If not, what is left out stays as the zone has it: so another site that shares it
   * may change it.
   * @default true
   */
  readonly zoneDefaults?: boolean;
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
  zoneDefaults: v.optional(v.boolean()),
};

/** The name of the zone that contains a site's record and settings. */
export function zoneName(domain: string, { zone }: { readonly zone?: string }): string {
  return zone ?? defaultZone(domain);
}

/** The zone-wide settings of a proxied site, by Cloudflare's names. Settings that are missing are not set. */
export interface ZoneSettings {
  readonly ssl?: CloudflareProxySettings["ssl"];
  readonly ssl_automatic_mode?: "custom";
  readonly always_use_https?: "on" | "off";
  readonly min_tls_version?: string;
  readonly tls_1_3?: "on" | "off";
}

/** The zone-wide settings that follow from a proxy's settings, with `zoneWide.tls13` alone of `zoneWide`. */
export function zoneSettings(proxy: Pick<CloudflareProxySettings, "ssl"> & Partial<CloudflareProxySettings>): ZoneSettings {
  const { zoneDefaults = true } = proxy;
  const alwaysUseHttps = proxy.alwaysUseHttps ?? (zoneDefaults ? proxy.ssl !== "off" : undefined);
  const oldest = proxy.minTlsVersion ?? (zoneDefaults ? "1.2" : undefined);
  const tls13 = proxy.zoneWide?.tls13 ?? (proxy.minTlsVersion === "1.3" ? true : undefined);
  return {
    // Automatic SSL/TLS may raise the mode; a stack that sets the zone's mode turns it off.
    ...(proxy.sslFor === "zone" && { ssl: proxy.ssl, ssl_automatic_mode: "custom" }),
    ...(alwaysUseHttps !== undefined && { always_use_https: alwaysUseHttps ? "on" : "off" }),
    ...(oldest !== undefined && { min_tls_version: oldest }),
    ...(tls13 !== undefined && { tls_1_3: tls13 ? "on" : "off" }),
  };
}
