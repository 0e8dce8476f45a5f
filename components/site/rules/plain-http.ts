import { isHttpsOnly } from "../../server/servers";
import { isProxied } from "../../edge/edges";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { planned, type ChainRule, type PlannedFinding } from "./rule";

/** Finds the problems that arise if the edge, or a visitor, uses http. */
export const plainHttp: ChainRule = {
  of: ["proxy.ssl", "proxy.alwaysUseHttps", "server.redirectToHttps"],
  findings: (site) => {
    const { ssl, alwaysUseHttps } = fieldsOf(site.proxy);
    if (!isProxied(site.proxy)) return straightByHttp(fieldsOf(site.server));
    if (ssl === "off" || ssl === "flexible") return byHttp(ssl, site);
    return (ssl === "full" || ssl === "strict") && alwaysUseHttps === false ? visitorsByHttp(site) : [];
  },
};

/** Whether visitors who come by http get nothing. */
export function isHttpRefused(site: Unchecked): boolean {
  return plainHttp.findings(site).some(({ code }) => code === "http-refused");
}

/** The edge connects to the host over http, even for visitors over https. */
function byHttp(ssl: "off" | "flexible", site: Unchecked): PlannedFinding[] {
  const { kind, redirectToHttps } = fieldsOf(site.server);
  const { alwaysUseHttps } = fieldsOf(site.proxy);
  const mode = { setting: "proxy.ssl", value: ssl };
  if (redirectToHttps !== false) {
    const why = ssl === "off" ? "the edge leads visitors back to http" : "the edge asks it by http even then, and is redirected again";
    const otherwise = isHttpsOnly(kind) ? "" : ", or set server.redirectToHttps to false to leave a way without encryption";
    return [
      planned("redirect-circle", {
        ...mode,
        hop: "origin",
        rule: `must be full or strict while the host redirects to https: ${why}`,
        remedy: `Set it to full, or to strict with a certificate that the edge trusts${otherwise}`,
      }),
    ];
  }
  if (isHttpsOnly(kind))
    return [
      planned("nothing-over-http", {
        ...mode,
        hop: "origin",
        rule: `must be full or strict with server.kind ${String(kind)}, which serves nothing over http`,
        remedy: "Set it to full, or to strict with a certificate that the edge trusts",
      }),
    ];
  if (ssl === "off" && alwaysUseHttps === true)
    return [
      planned("redirect-circle", {
        hop: "edge",
        setting: "proxy.alwaysUseHttps",
        rule: "must be false with proxy.ssl off, by which the edge leads visitors back to http",
        value: true,
        remedy: "Leave it out, or set proxy.ssl to full",
      }),
    ];
  if (ssl === "off") return [inTheClear("proxy.ssl", ssl, "the whole way from the visitor to the host is in the clear")];
  const open = planned("plain-to-origin", {
    ...mode,
    hop: "origin",
    rule: "should be full or strict: the way from the edge to the host is in the clear, passwords included",
    remedy: "Set it to full, which a self-signed certificate is enough for",
  });
  return [open, ...(alwaysUseHttps === false ? visitorsByHttp(site) : [])];
}

/** The edge does not redirect visitors who come by http. */
function visitorsByHttp(site: Unchecked): PlannedFinding[] {
  const { kind, redirectToHttps } = fieldsOf(site.server);
  if (redirectToHttps !== false) return [];
  if (!isHttpsOnly(kind))
    return [inTheClear("proxy.alwaysUseHttps", false, "who comes by http stays there, in the clear, as the host does not redirect either")];
  return [
    planned("http-refused", {
      hop: "edge",
      setting: "proxy.alwaysUseHttps",
      rule: `should be true with server.kind ${String(kind)}, which serves nothing over http, and no redirect on the host`,
      value: false,
      remedy: "Set it to true, or server.redirectToHttps",
    }),
  ];
}

/** Without an edge only the host can redirect. */
function straightByHttp({ kind, redirectToHttps }: Unchecked): PlannedFinding[] {
  if (redirectToHttps !== false) return [];
  const told = { hop: "visitor", setting: "server.redirectToHttps", value: false, remedy: "Leave it out" } as const;
  if (isHttpsOnly(kind)) return [planned("http-refused", { ...told, rule: `should be true with server.kind ${String(kind)}, which serves nothing over http` })];
  return [planned("plain-to-visitors", { ...told, rule: "should be true: who comes by http stays there, in the clear" })];
}

function inTheClear(setting: string, value: unknown, what: string): PlannedFinding {
  const [wanted, remedy] =
    setting === "proxy.ssl"
      ? ["full or strict", "Set it to full, which a self-signed certificate is enough for"]
      : ["true", "Set it to true, or server.redirectToHttps"];
  return planned("plain-to-visitors", { hop: "visitor", setting, rule: `should be ${wanted}: ${what}`, value, remedy });
}
