import * as v from "valibot";
import { settings } from "../../../shared/validation";

/** Settings of a whole zone. */
export interface ZoneWide {
  /**
   * Whether visitors may speak TLS 1.3.
   * @default as the zone says
   */
  readonly tls13?: boolean;
  /**
   * Whether visitors may speak HTTP/3.
   * @default as the zone says
   */
  readonly http3?: boolean;
  /**
   * Whether the edge has IPv6 addresses for proxied names.
   * @default as the zone says
   */
  readonly ipv6?: boolean;
  /**
   * Whether the edge passes WebSockets on.
   * @default as the zone says
   */
  readonly webSockets?: boolean;
  /**
   * Whether the cache is passed by. Cloudflare ends this after three hours by itself, and a refresh tells it.
   * @default as the zone says
   */
  readonly developmentMode?: boolean;
  /**
   * What the edge tells browsers of all names: to come over https only.
   * @default as the zone says
   */
  readonly hsts?: ZoneHsts;
}

/** HSTS of a whole zone. Source: RFC 6797; https://developers.cloudflare.com/ssl/edge-certificates/additional-options/http-strict-transport-security/ */
export interface ZoneHsts {
  /** Seconds for which browsers remember it; 0 makes them forget it. */
  readonly maxAge: number;
  /**
   * Whether it holds for the names below as well.
   * @default false
   */
  readonly includeSubdomains?: boolean;
  /**
   * Whether browsers may know it before the first visit.
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

/** What may be said about a whole zone. */
export const zoneWideSchema = settings({
  tls13: v.optional(v.boolean()),
  http3: v.optional(v.boolean()),
  ipv6: v.optional(v.boolean()),
  webSockets: v.optional(v.boolean()),
  developmentMode: v.optional(v.boolean()),
  hsts: v.optional(settings({ maxAge, includeSubdomains: v.optional(v.boolean()), preload: v.optional(v.boolean()) })),
});

/** The names that Cloudflare has for them. */
export const zoneWideIds: Readonly<Record<keyof ZoneWide, string>> = {
  tls13: "tls_1_3",
  http3: "http3",
  ipv6: "ipv6",
  webSockets: "websockets",
  developmentMode: "development_mode",
  hsts: "security_header",
};

/** What stays as it is stated, by Cloudflare's names: the development mode ends by itself. */
export function lastingSettings(stated: ZoneWide): Readonly<Record<string, string>> {
  const keys = (Object.keys(zoneWideIds) as (keyof ZoneWide)[]).filter((key) => key !== "developmentMode");
  return Object.fromEntries(keys.flatMap((key) => (stated[key] === undefined ? [] : [[zoneWideIds[key], zoneWideText(stated[key])]])));
}

/** The text that states a setting, as `ZoneSetting` takes it. */
export function zoneWideText(value: boolean | ZoneHsts): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  const { maxAge: seconds, includeSubdomains = false, preload = false } = value;
  const header = { enabled: seconds > 0, max_age: seconds, include_subdomains: includeSubdomains, preload, nosniff: false };
  return JSON.stringify({ strict_transport_security: header });
}
