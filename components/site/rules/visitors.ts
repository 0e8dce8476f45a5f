import { isProxied } from "../../edge/edges";
import { defaultZone } from "../../shared/domain-name";
import { fieldsOf } from "../../shared/validation";
import { planned, type ChainRule } from "./rule";

/** Universal SSL certifies the zone and one label below it. Source: https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/ */
export const edgeCertificate: ChainRule = {
  of: ["domain", "proxy.zone", "proxy.ssl"],
  findings: ({ domain, proxy }) => {
    const { zone, ssl } = fieldsOf(proxy);
    if (typeof domain !== "string" || ssl === "off" || !isProxied(proxy)) return [];
    const holder = typeof zone === "string" ? zone : defaultZone(domain);
    if (!domain.endsWith(`.${holder}`) || !domain.slice(0, -holder.length - 1).includes(".")) return [];
    return [
      planned("no-edge-certificate", {
        hop: "edge",
        setting: "domain",
        rule: `must be the zone ${holder} or one label below it, as Cloudflare's Universal SSL certifies no other name`,
        value: domain,
        remedy: `Choose such a name, or order an advanced certificate for it at Cloudflare and set accept to ["no-edge-certificate"]`,
      }),
    ];
  },
};

/** RFC 8996 ends TLS 1.0 and 1.1. */
export const oldestTls: ChainRule = {
  of: ["proxy.minTlsVersion"],
  findings: ({ proxy }) => {
    const { minTlsVersion } = fieldsOf(proxy);
    if (minTlsVersion !== "1.0" && minTlsVersion !== "1.1") return [];
    const rule = "should be 1.2 or 1.3: RFC 8996 forbids what is older, and browsers of the last ten years need it no more";
    return [planned("old-tls", { hop: "visitor", setting: "proxy.minTlsVersion", rule, value: minTlsVersion, remedy: "Leave it out for 1.2" })];
  },
};

/** A host sends the header over https alone, and a browser that once got it never comes by http again. */
export const hsts: ChainRule = {
  of: ["proxy.ssl", "server.hsts"],
  findings: ({ proxy, server }) => {
    const { ssl } = fieldsOf(proxy);
    const { hsts: told } = fieldsOf(server);
    if (told === undefined || fieldsOf(told).maxAge === 0 || (ssl !== "off" && ssl !== "flexible")) return [];
    if (ssl === "flexible")
      return [
        planned("hsts-not-sent", {
          hop: "origin",
          setting: "proxy.ssl",
          rule: "should be full or strict with server.hsts, which the host sends over https alone, and the edge asks it by http",
          value: ssl,
          remedy: "Set it to full, or leave server.hsts out",
        }),
      ];
    return [
      planned("hsts-with-off", {
        hop: "edge",
        setting: "proxy.ssl",
        rule: "should be full or strict with server.hsts: browsers that were told of it come by https only, and the edge leads them back to http",
        value: ssl,
        remedy: "Set it to full. To go back to http, serve server.hsts with maxAge 0 over https first, for as long as browsers may remember",
      }),
    ];
  },
};
