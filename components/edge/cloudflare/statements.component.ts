import type * as pulumi from "@pulumi/pulumi";
import { propertiesOf, whenKnown, type Eventual, type Inputs } from "../../shared/inputs.component";
import { cacheRule, configRule, rateLimitRule, ruleKeys, type CachePath, type EdgeRateLimit, type HostRule } from "./rules/host-rules";
import { stateRule, stateSetting, type Speaker } from "./stated.component";
import { zoneSettings, type CloudflareProxySettings, type ZoneSettings } from "./zone-settings";
import { zoneWideIds, zoneWideText, type ZoneHsts, type ZoneWide } from "./zone/zone-wide";

type Proxy = Omit<Inputs<CloudflareProxySettings>, "zone">;
type After = pulumi.ComponentResourceOptions["dependsOn"];
type Domain = { readonly domain: string };
type Cached = Domain & { readonly entry: CachePath; readonly cache: readonly CachePath[] };

const settingKeys = { ssl: true, ssl_automatic_mode: true, always_use_https: true, min_tls_version: true, tls_1_3: true } as const;

/** Sets the SSL mode, by a rule for the host name or for the zone. `underAttack` is in the same rule, as a zone has few. */
export function stateMode(speaker: Speaker, proxy: Proxy, after: After): pulumi.Resource[] {
  const { ssl, sslFor = "host", underAttack } = proxy;
  const { domain } = speaker;
  const { ssl: mode, ssl_automatic_mode: automatic } = zoneSettingsOf(proxy);
  const said = { domain, ...(sslFor === "host" && { ssl }), ...(underAttack !== undefined && { underAttack }) };
  const zoneWide = sslFor === "zone" ? [stateSetting(speaker, "ssl_automatic_mode", automatic, after), stateSetting(speaker, "ssl", mode, after)] : [];
  if (sslFor === "zone" && underAttack === undefined) return zoneWide;
  // The rule gives up the mode once the zone has it.
  const then = zoneWide.length > 0 ? zoneWide : after;
  return [...zoneWide, stateRule(speaker, ruleKeys.mode, "http_config_settings", whenKnown(said, configRule) as Eventual<HostRule>, then)];
}

/** Sets whether the edge redirects to https. */
export function stateRedirect(speaker: Speaker, proxy: Proxy, after: After): pulumi.Resource {
  return stateSetting(speaker, "always_use_https", zoneSettingsOf(proxy).always_use_https, after);
}

/** Sets everything else. */
export function stateOthers(speaker: Speaker, proxy: Proxy, after: After): pulumi.Resource[] {
  const { cache = [], rateLimit, zoneWide = {} } = proxy;
  const { domain } = speaker;
  const stated: pulumi.Resource[] = stateTlsVersions(speaker, proxy, after);
  let previous = after;
  for (const [index, entry] of cache.entries()) {
    const { path } = entry as { readonly path?: unknown };
    const rule = whenKnown({ domain, entry, cache }, (known: Cached) => cacheRule(known.domain, known.entry, known.cache));
    previous = stateRule(speaker, ruleKeys.cache(typeof path === "string" ? path : index), "http_request_cache_settings", rule, previous);
    stated.push(previous);
  }
  if (rateLimit !== undefined) {
    const rule = whenKnown({ domain, rateLimit }, (known: Domain & { readonly rateLimit: EdgeRateLimit }) => rateLimitRule(known.domain, known.rateLimit));
    stated.push(stateRule(speaker, ruleKeys.rateLimit, "http_ratelimit", rule, after));
  }
  for (const key of Object.keys(zoneWideIds) as (keyof ZoneWide)[]) {
    const value = zoneWide[key];
    if (value === undefined || key === "tls13") continue;
    const text = whenKnown({ value }, (known: { readonly value: boolean | ZoneHsts }) => zoneWideText(known.value));
    stated.push(stateSetting(speaker, zoneWideIds[key], text, after));
  }
  return stated;
}

/** In an order that leaves visitors a version at any time: TLS 1.3 is turned on before it is the only one, and off when it no longer is. */
function stateTlsVersions(speaker: Speaker, proxy: Proxy, after: After): pulumi.Resource[] {
  const { minTlsVersion, zoneWide: { tls13 } = {} } = proxy;
  const { min_tls_version: oldest, tls_1_3: newest } = zoneSettingsOf(proxy);
  const stateOldest = (then: After): pulumi.Resource => stateSetting(speaker, "min_tls_version", oldest, then);
  const stateNewest = (then: After): pulumi.Resource => stateSetting(speaker, "tls_1_3", newest, then);
  if (tls13 === undefined && (minTlsVersion === undefined || (typeof minTlsVersion === "string" && minTlsVersion !== "1.3"))) return [stateOldest(after)];
  const first = tls13 === false ? stateOldest(after) : stateNewest(after);
  return [first, tls13 === false ? stateNewest(first) : stateOldest(first)];
}

function zoneSettingsOf({ ssl, sslFor, alwaysUseHttps, minTlsVersion, zoneDefaults, zoneWide }: Proxy): {
  readonly [Key in keyof ZoneSettings]: Eventual<ZoneSettings[Key]>;
} {
  const proxy = {
    ssl,
    ...(sslFor !== undefined && { sslFor }),
    ...(alwaysUseHttps !== undefined && { alwaysUseHttps }),
    ...(minTlsVersion !== undefined && { minTlsVersion }),
    ...(zoneDefaults !== undefined && { zoneDefaults }),
    ...(zoneWide?.tls13 !== undefined && { zoneWide: { tls13: zoneWide.tls13 } }),
  };
  return propertiesOf(whenKnown(proxy, zoneSettings) as Eventual<ZoneSettings>, settingKeys);
}
