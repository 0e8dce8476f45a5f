import { isProxied } from "../../edge/edges";
import { opensPorts } from "../../service/services";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { planned, type ChainRule } from "./rule";

interface Named {
  readonly service: Unchecked;
  readonly setting: string;
}

/** The services of a proxied site that can be reached from outside under the site's own name, and those with other names. */
function reached({ domain, services, proxy }: Unchecked): { readonly through: readonly Named[]; readonly past: readonly Named[] } {
  if (!isProxied(proxy)) return { through: [], past: [] };
  const all = (Array.isArray(services) ? services : []).map((service: unknown, index) => ({
    service: fieldsOf(service),
    setting: `services.${index}.serverName`,
    isOpen: opensPorts(service),
  }));
  const isThrough = ({ service: { serverName } }: Named): boolean => serverName === undefined || serverName === domain;
  return { through: all.filter((each) => each.isOpen && isThrough(each)), past: all.filter((each) => !isThrough(each)) };
}

/** The edge forwards only http. Source: https://developers.cloudflare.com/fundamentals/reference/network-ports/ */
export const servicePorts: ChainRule = {
  of: ["domain", "services"],
  findings: (site) =>
    reached(site).through.map(({ service: { kind, serverName }, setting }) =>
      planned("port-not-proxied", {
        hop: "edge",
        setting,
        rule: `should be another name than the site's, which leads to the edge: that passes on http, and not what ${String(kind)} speaks`,
        value: serverName,
        remedy: "Give a name of the same zone, which gets a record that leads to the host",
      }),
    ),
};

/** A name that leads past the edge reveals the host's address to everybody. */
export const shownAddress: ChainRule = {
  of: ["domain", "services"],
  findings: (site) =>
    reached(site).past.map(({ service: { serverName }, setting }) =>
      planned("origin-address-shown", {
        hop: "origin",
        setting,
        rule: "should not lead past the edge to the site's host, whose address everybody can look up by it",
        value: serverName,
        remedy: 'Give the services a host of their own, or set accept to ["origin-address-shown"]: the web ports admit the edge alone',
      }),
    ),
};

/** Clients of services, unlike the edge, trust neither a self-signed certificate nor Cloudflare's Origin CA. */
export const clientTrust: ChainRule = {
  of: ["domain", "services"],
  findings: (site) => {
    const { source } = fieldsOf(site.certificate);
    const { past } = reached(site);
    if ((source !== "self-signed" && source !== "origin-ca") || !past.some(({ service }) => opensPorts(service))) return [];
    return [
      planned("untrusted-by-clients", {
        hop: "origin",
        setting: "certificate.source",
        rule: "should be one whose certificates everybody trusts, as the clients of the services come past the edge",
        value: source,
        remedy: 'Use "lets-encrypt" or "certbot" with the challenge dns-01',
      }),
    ];
  },
};
