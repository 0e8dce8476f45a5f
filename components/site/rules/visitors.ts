import { isProxied } from "../../edge/edges";
import { hasIpv4 } from "../../host/vendors";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { namedSettings, type NamedSetting } from "../aliases/named-settings";
import { planned, type ChainRule } from "./rule";

/** Universal SSL certifies the zone and one label below it. Source: https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/ */
export const edgeCertificate: ChainRule = {
  of: ["domain", "aliases", "proxy.zone", "proxy.ssl"],
  findings: (site) => {
    if (!isProxied(site.proxy)) return [];
    return namesByHttps(site).flatMap(({ setting, name, zone }) =>
      name.endsWith(`.${zone}`) && name.slice(0, -zone.length - 1).includes(".")
        ? [
            planned("no-edge-certificate", {
              hop: "edge",
              setting,
              rule: `must be the zone ${zone} or one label below it, as Cloudflare's Universal SSL certifies no other name`,
              value: name,
              remedy: `Choose such a name, or order an advanced certificate for it at Cloudflare and set accept to ["no-edge-certificate"]`,
            }),
          ]
        : [],
    );
  },
};

/** The names that visitors come to by https, as far as the settings say. */
function namesByHttps(site: Unchecked): NamedSetting[] {
  const names = namedSettings(site);
  if (fieldsOf(site.proxy).ssl !== "off") return names;
  return isLedByHttps(site) ? names.slice(0, 1) : [];
}

/** Whether an alias leads visitors to the domain: the host does so by https, even if the edge then leads them back to http. */
export function isLedByHttps({ aliases }: Unchecked): boolean {
  return Array.isArray(aliases) && aliases.some((alias) => fieldsOf(alias).redirect !== false);
}

/** Visitors of an edge come by IPv4 as well; those who are led straight to the host need what the host has. */
export const reachedByIpv6: ChainRule = {
  of: ["host", "services"],
  findings: ({ proxy, host, services }) => {
    const isBehind = isProxied(proxy);
    if (hasIpv4(host) || (isBehind && !(Array.isArray(services) && services.length > 0))) return [];
    const { address, ipv4Enabled } = fieldsOf(host);
    const [setting, wanted] = address === undefined ? ["host.ipv4Enabled", "true"] : ["host.address", "an IPv4 address"];
    return [
      planned("no-ipv4", {
        hop: "visitor",
        setting,
        rule: `should be ${wanted} where ${isBehind ? "clients of services" : "visitors"} come straight to the host, as not every network has IPv6`,
        value: address ?? ipv4Enabled,
        remedy: `${isBehind ? "Put the services on a host with IPv4" : "Put an edge in front, take a host with IPv4"}, or set accept to ["no-ipv4"]`,
      }),
    ];
  },
};

/** RFC 8996 deprecates TLS 1.0 and 1.1. */
export const oldestTls: ChainRule = {
  of: ["proxy.minTlsVersion"],
  findings: ({ proxy }) => {
    const { minTlsVersion } = fieldsOf(proxy);
    if (minTlsVersion !== "1.0" && minTlsVersion !== "1.1") return [];
    const rule = "should be 1.2 or 1.3: RFC 8996 forbids what is older, and browsers of the last ten years need it no more";
    return [planned("old-tls", { hop: "visitor", setting: "proxy.minTlsVersion", rule, value: minTlsVersion, remedy: "Leave it out for 1.2" })];
  },
};

/** Reports settings that allow only TLS 1.3 and also switch it off. */
export const commonTls: ChainRule = {
  of: ["aliases", "proxy.ssl", "proxy.minTlsVersion", "proxy.zoneWide.tls13"],
  findings: (site) => {
    const { ssl, minTlsVersion, zoneWide } = fieldsOf(site.proxy);
    if (minTlsVersion !== "1.3" || (ssl === "off" && !isLedByHttps(site)) || fieldsOf(zoneWide).tls13 !== false) return [];
    return [
      planned("no-tls-version", {
        hop: "edge",
        setting: "proxy.minTlsVersion",
        rule: "must be at most 1.2 with proxy.zoneWide.tls13 false, which leaves visitors no version",
        value: minTlsVersion,
        remedy: "Leave proxy.zoneWide.tls13 out, or set it to true",
      }),
    ];
  },
};
