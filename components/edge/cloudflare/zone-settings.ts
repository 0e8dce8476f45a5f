import * as v from "valibot";
import { defaultZone, hostName } from "../../shared/domain-name";

/** What the proxy of Cloudflare in front of a host is told. */
export interface CloudflareProxySettings {
  readonly provider: "cloudflare";
  /**
   * How the edge speaks with the host. `full` encrypts and checks nothing, so a self-signed certificate works;
   * `strict` demands a certificate of a public CA or of Cloudflare's Origin CA. The setting is the zone's: it holds for every record in it.
   * Source: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/
   */
  readonly ssl: "off" | "flexible" | "full" | "strict";
  /**
   * The zone that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `blog.example.co.uk`
   */
  readonly zone?: string;
  /**
   * Whether the edge redirects http to https before it asks the host.
   * @default true, except for `ssl: "off"`
   */
  readonly alwaysUseHttps?: boolean;
  /**
   * The oldest TLS version that a visitor may speak.
   * @default "1.2"
   */
  readonly minTlsVersion?: "1.0" | "1.1" | "1.2" | "1.3";
}

/** The schema of {@link CloudflareProxySettings}. */
export const cloudflareEntries = {
  provider: v.literal("cloudflare"),
  ssl: v.picklist(["off", "flexible", "full", "strict"]),
  zone: v.optional(hostName),
  alwaysUseHttps: v.optional(v.boolean()),
  minTlsVersion: v.optional(v.picklist(["1.0", "1.1", "1.2", "1.3"])),
};

/** The name of the zone that a site's record and settings are in. */
export function zoneName(domain: string, { zone }: { readonly zone?: string }): string {
  return zone ?? defaultZone(domain);
}

/** The settings of the zone that a proxied site owns, by Cloudflare's names. */
export type ZoneSettings = Readonly<Record<"ssl_automatic_mode" | "always_use_https" | "min_tls_version", string>> & Pick<CloudflareProxySettings, "ssl">;

/** What a proxy's settings make of its zone. */
export function zoneSettings(proxy: Pick<CloudflareProxySettings, "ssl"> & Partial<CloudflareProxySettings>): ZoneSettings {
  const alwaysUseHttps = proxy.alwaysUseHttps ?? proxy.ssl !== "off";
  return {
    // Automatic SSL/TLS may raise the mode on its own; a stack that states the mode owns it.
    ssl_automatic_mode: "custom",
    ssl: proxy.ssl,
    always_use_https: alwaysUseHttps ? "on" : "off",
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
