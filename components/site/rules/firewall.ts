import { isProxied } from "../../edge/edges";
import { hasFirewall } from "../../host/vendors";
import { fieldsOf } from "../../shared/validation";
import { planned, type ChainRule } from "./rule";

/** Behind an edge, only the edge should reach the host. Either the firewall or the client certificate ensures this. */
export const openOrigin: ChainRule = {
  of: ["host", "proxy", "lockdown"],
  findings: ({ host, proxy, lockdown }) => {
    if (hasFirewall(host) || !isProxied(proxy) || lockdown === true) return [];
    return [
      planned("origin-open", {
        hop: "origin",
        setting: "host.provider",
        rule: "should be a vendor, whose firewall admits the edge alone, as tlsup makes no firewall for this host",
        value: fieldsOf(host).provider,
        remedy: "Set lockdown to true, or let the host's own firewall admit the edge's addresses alone and set accept to [\"origin-open\"]",
      }),
    ];
  },
};
