import * as v from "valibot";
import { settings } from "../../../shared/validation";

/** Settings of a whole zone. */
export interface ZoneWide {
  /**
   * Whether visitors may use TLS 1.3.
   * @default the zone's setting
   */
  readonly tls13?: boolean;
  /**
   * Whether visitors may use HTTP/3.
   * @default the zone's setting
   */
  readonly http3?: boolean;
  /**
   * Whether the edge has IPv6 addresses for proxied names.
   * @default the zone's setting
   */
  readonly ipv6?: boolean;
  /**
   * Whether the edge forwards WebSockets.
   * @default the zone's setting
   */
  readonly webSockets?: boolean;
  /**
   * Whether the cache is bypassed. Cloudflare ends this after three hours, and a refresh shows it.
   * @default the zone's setting
   */
  readonly developmentMode?: boolean;
  /**
   * The HSTS header that the edge sends for all names: browsers then use https only.
   * @default the zone's setting
   */
  readonly hsts?: ZoneHsts;
}

// Source: https://developers.cloudflare.com/ssl/edge-certificates/additional-options/http-strict-transport-security/
/** HSTS of a whole zone (RFC 6797). */
export interface ZoneHsts {
  /** Seconds that browsers remember it; 0 makes them forget it. */
  readonly maxAge: number;
  /**
   * Whether it also applies to subdomains.
   * @default false
   */
  readonly includeSubdomains?: boolean;
  /**
   * Whether browsers may include the domain in their preload lists, so that it holds before the first visit.
   * @default false
   */
  readonly preload?: boolean;
}

const maxAge = v.pipe(
  v.number(),
  v.integer("must be a whole number of seconds"),
  v.minValue(0, "must be at least 0"),
  v.maxValue(63_072_000, "must be at most two years, 63072000"),
);

/** The schema of {@link ZoneWide}. */
export const zoneWideSchema = settings({
  tls13: v.optional(v.boolean()),
  http3: v.optional(v.boolean()),
  ipv6: v.optional(v.boolean()),
  webSockets: v.optional(v.boolean()),
  developmentMode: v.optional(v.boolean()),
  hsts: v.optional(settings({ maxAge, includeSubdomains: v.optional(v.boolean()), preload: v.optional(v.boolean()) })),
});

/** Cloudflare's names of these settings. */
export const zoneWideIds: Readonly<Record<keyof ZoneWide, string>> = {
  tls13: "tls_1_3",
  http3: "http3",
  ipv6: "ipv6",
  webSockets: "websockets",
  developmentMode: "development_mode",
  hsts: "security_header",
};

/** The settings that stay as they are set, by Cloudflare's names. Cloudflare ends the development mode. */
export function lastingSettings(stated: ZoneWide): Readonly<Record<string, string>> {
  const keys = (Object.keys(zoneWideIds) as (keyof ZoneWide)[]).filter((key) => key !== "developmentMode");
  return Object.fromEntries(keys.flatMap((key) => (stated[key] === undefined ? [] : [[zoneWideIds[key], zoneWideText(stated[key])]])));
}

/** Converts the value of a setting to text, for `ZoneSetting`. */
export function zoneWideText(value: boolean | ZoneHsts): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  const { maxAge: seconds, includeSubdomains = false, preload = false } = value;
  // Even for 0 seconds: browsers forget it only where the header says so.
  const header = { enabled: true, max_age: seconds, include_subdomains: includeSubdomains, preload, nosniff: false };
  return JSON.stringify({ strict_transport_security: header });
}
