import { fieldsOf, type Unchecked } from "../../shared/validation";
import { planned, type ChainRule, type PlannedFinding } from "./rule";
import { isLedByHttps } from "./visitors";

const back = "Set it to full. To go back to http, serve it with maxAge 0 over https first, for as long as browsers may remember";

/** The host sends the header only over https, the edge to everybody who comes by https. A browser that has received it never uses http again. */
export const hsts: ChainRule = {
  of: ["aliases", "proxy.ssl", "server.hsts", "proxy.zoneWide.hsts"],
  findings: (site) => {
    const { ssl, zoneWide } = fieldsOf(site.proxy);
    const byHost = isTold(fieldsOf(site.server).hsts);
    if (ssl === "flexible" && byHost)
      return [
        planned("hsts-not-sent", {
          hop: "origin",
          setting: "proxy.ssl",
          rule: "should be full or strict with server.hsts, which the host sends over https alone, and the edge asks it by http",
          value: ssl,
          remedy: "Set it to full, or leave server.hsts out",
        }),
      ];
    const byEdge = fieldsOf(zoneWide).hsts;
    if (byHost && ssl !== "off" && byEdge !== undefined && !isTold(byEdge))
      return [
        planned("hsts-not-sent", {
          hop: "edge",
          setting: "proxy.zoneWide.hsts.maxAge",
          rule: "should be above 0 with server.hsts, as the edge puts its own header in the place of the host's",
          value: 0,
          remedy: "Leave one of the two out",
        }),
      ];
    if (ssl !== "off" || !(byHost || isTold(byEdge))) return [];
    // The edge tells even those who are here for the first time.
    const isSure = isTold(byEdge) && isLedByHttps(site);
    const [must, setting] = [isSure ? "must" : "should", isSure || !byHost ? "proxy.zoneWide.hsts" : "server.hsts"];
    const told = `browsers that were told of it${isSure ? ", as all are whom an alias leads to the domain," : ""} come by https only`;
    const rule = `${must} be full or strict with ${setting}: ${told}, and the edge leads them back to http`;
    return [planned(isSure ? "redirect-circle" : "hsts-with-off", { hop: "edge", setting: "proxy.ssl", rule, value: ssl, remedy: back })];
  },
};

function isTold(header: unknown): boolean {
  return header !== undefined && fieldsOf(header).maxAge !== 0;
}

/** In seconds: a year. */
const preloadAge = 31_536_000;

/** The requirements of the list that browsers ship with. Source: https://hstspreload.org/#submission-requirements */
export const preloading: ChainRule = {
  of: ["proxy.zoneWide.hsts", "proxy.ssl", "proxy.alwaysUseHttps", "server.redirectToHttps"],
  findings: (site) => {
    const { maxAge, includeSubdomains, preload } = fieldsOf(fieldsOf(fieldsOf(site.proxy).zoneWide).hsts);
    if (preload !== true) return [];
    const told = (setting: string, rule: string, value: unknown, remedy: string): PlannedFinding =>
      planned("hsts-not-preloaded", { hop: "edge", setting, rule: `${rule} with proxy.zoneWide.hsts.preload, or no list takes the name`, value, remedy });
    return [
      ...(typeof maxAge === "number" && maxAge < preloadAge
        ? [told("proxy.zoneWide.hsts.maxAge", `should be at least ${preloadAge}, a year,`, maxAge, `Set it to ${preloadAge}, or leave preload out`)]
        : []),
      ...(includeSubdomains === true
        ? []
        : [told("proxy.zoneWide.hsts.includeSubdomains", "should be true", includeSubdomains, "Set it to true, or leave preload out")]),
      ...(isLedToHttps(site)
        ? []
        : [
            told(
              "proxy.alwaysUseHttps",
              "should be true",
              fieldsOf(site.proxy).alwaysUseHttps,
              "Set it to true with proxy.ssl full or strict, or leave preload out",
            ),
          ]),
    ];
  },
};

/** Whether visitors who come by http are redirected to https. Redirects in a circle have their own rule. */
function isLedToHttps({ proxy, server }: Unchecked): boolean {
  const { ssl, alwaysUseHttps } = fieldsOf(proxy);
  return ssl !== "off" && (alwaysUseHttps !== false || fieldsOf(server).redirectToHttps !== false);
}
