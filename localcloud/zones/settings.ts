import type { EdgeSettings, SslMode } from "./zone";

export type SettingValue = string | number | SecurityHeader;

/** https://developers.cloudflare.com/api/resources/zones/subresources/settings/ names its fields. */
export interface SecurityHeader {
  readonly strict_transport_security: {
    readonly enabled: boolean;
    /** Seconds. */
    readonly max_age: number;
    readonly include_subdomains: boolean;
    readonly preload: boolean;
    readonly nosniff: boolean;
  };
}

interface Setting {
  readonly default: SettingValue;
  readonly editable: boolean;
  /** The value to store for a client's value; undefined if the setting does not accept it. */
  parse(value: unknown): SettingValue | undefined;
}

function oneOf<T extends string | number>(initial: T, ...others: T[]): Setting {
  return { default: initial, editable: true, parse: (value) => [initial, ...others].find((each) => each === value) };
}

const switchedOff = oneOf("off", "on");
const switchedOn = oneOf("on", "off");

const noHsts = { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false };

const securityHeader: Setting = { default: { strict_transport_security: noHsts }, editable: true, parse: parseSecurityHeader };

const readOnly = (value: string): Setting => ({ ...oneOf(value), editable: false });

/**
 * The settings of a zone on the Free plan, with the default of a new zone. Values from
 * https://developers.cloudflare.com/api/resources/zones/subresources/settings/
 */
export const settings: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ["0rtt", switchedOff],
  ["advanced_ddos", readOnly("on")],
  ["always_online", switchedOff],
  ["always_use_https", switchedOff],
  ["automatic_https_rewrites", switchedOn],
  ["brotli", switchedOn],
  [
    "browser_cache_ttl",
    oneOf(
      14400,
      0,
      30,
      60,
      120,
      300,
      1200,
      1800,
      3600,
      7200,
      10800,
      18000,
      28800,
      43200,
      57600,
      72000,
      86400,
      172800,
      259200,
      345600,
      432000,
      691200,
      1382400,
      2073600,
      2678400,
      5356800,
      16070400,
      31536000,
    ),
  ],
  ["browser_check", switchedOn],
  ["cache_level", oneOf("aggressive", "basic", "simplified")],
  ["challenge_ttl", oneOf(1800, 300, 900, 2700, 3600, 7200, 10800, 14400, 28800, 57600, 86400, 604800, 2592000, 31536000)],
  ["development_mode", switchedOff],
  ["early_hints", switchedOff],
  ["email_obfuscation", switchedOn],
  ["hotlink_protection", switchedOff],
  ["http2", readOnly("on")],
  ["http3", switchedOn],
  ["ip_geolocation", switchedOn],
  ["ipv6", switchedOn],
  ["min_tls_version", oneOf("1.0", "1.1", "1.2", "1.3")],
  ["opportunistic_encryption", switchedOn],
  ["opportunistic_onion", switchedOn],
  ["pseudo_ipv4", oneOf("off", "add_header", "overwrite_header")],
  ["rocket_loader", switchedOff],
  ["security_header", securityHeader],
  ["security_level", oneOf("medium", "off", "essentially_off", "low", "high", "under_attack")],
  ["server_side_exclude", switchedOn],
  // `origin_pull` belongs to the Enterprise plan: a Free zone refuses it.
  ["ssl", oneOf("full", "off", "flexible", "strict")],
  ["ssl_automatic_mode", oneOf("auto", "custom")],
  ["tls_1_3", oneOf("on", "off", "zrt")],
  ["tls_client_auth", switchedOff],
  ["websockets", switchedOn],
]);

/** Other settings of Cloudflare, which have no effect here. */
export const unservedSettings: ReadonlySet<string> = new Set(
  `aegis automatic_platform_optimization china_network_enabled ciphers cname_flattening content_converter edge_cache_ttl fonts h2_prioritization
  image_resizing log_to_cloudflare long_lived_grpc max_upload minify mirage mobile_redirect nel orange_to_orange origin_error_page_pass_thru
  origin_h2_max_streams origin_max_http_version polish pq_keyex pre_render prefetch_preload privacy_pass proxy_read_timeout redirects_for_ai_training
  replace_insecure_js response_buffering search_for_agents sha1_support sort_query_string_for_cache speed_brain ssl_recommender tls_1_2_only
  transformations transformations_allowed_origins true_client_ip_header visitor_ip waf webmcp_enabled webmcp_packs webp`.split(/\s+/),
);

/** The settings of a zone that the edge uses. */
export function edgeSettings(value: (setting: string) => SettingValue): EdgeSettings {
  const hsts = parseSecurityHeader(value("security_header"))?.strict_transport_security;
  return {
    ssl: value("ssl") as SslMode,
    alwaysUseHttps: value("always_use_https") === "on",
    minTlsVersion: value("min_tls_version") as EdgeSettings["minTlsVersion"],
    tls13: value("tls_1_3") !== "off",
    sharedOriginPull: value("tls_client_auth") === "on",
    cacheLevel: value("cache_level") as EdgeSettings["cacheLevel"],
    browserCacheTtl: Number(value("browser_cache_ttl")),
    developmentMode: value("development_mode") === "on",
    underAttack: value("security_level") === "under_attack",
    ...(hsts?.enabled === true ? { hsts: { maxAge: hsts.max_age, includeSubdomains: hsts.include_subdomains, preload: hsts.preload } } : {}),
  };
}

/** The edge's settings for a new zone. */
export const newZone: EdgeSettings = edgeSettings((setting) => settings.get(setting)?.default ?? "");

/** Missing fields are off. */
function parseSecurityHeader(value: unknown): SecurityHeader | undefined {
  const given = isObject(value) ? value.strict_transport_security : undefined;
  if (!isObject(given)) return undefined;
  const { enabled, max_age: maxAge, include_subdomains: includeSubdomains, preload, nosniff } = { ...noHsts, ...given };
  const flags: unknown[] = [enabled, includeSubdomains, preload, nosniff];
  if (!flags.every((flag) => typeof flag === "boolean") || !Number.isSafeInteger(maxAge) || maxAge < 0) return undefined;
  return { strict_transport_security: { enabled, max_age: maxAge, include_subdomains: includeSubdomains, preload, nosniff } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
