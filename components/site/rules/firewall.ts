import { isProxied } from "../../edge/edges";
import { hasFirewall } from "../../host/vendors";
import { opensPorts } from "../../service/services";
import { fieldsOf } from "../../shared/validation";
import { namedHosts } from "../hosts/named-hosts";
import { planned, type ChainRule } from "./rule";

/** Behind an edge, only the edge should reach the host. Either the firewall or the client certificate ensures this. */
export const openOrigin: ChainRule = {
  of: ["host", "otherHosts", "proxy", "lockdown"],
  findings: (site) => {
    if (!isProxied(site.proxy) || site.lockdown === true) return [];
    return namedHosts(site)
      .filter(([, each]) => !hasFirewall(each))
      .map(([setting, each]) =>
        planned("origin-open", {
          hop: "origin",
          setting: `${setting}.provider`,
          rule: "should be a vendor, whose firewall admits the edge alone, as tlsup makes no firewall for this host",
          value: fieldsOf(each).provider,
          remedy: "Set lockdown to true, or let the host's own firewall admit the edge's addresses alone and set accept to [\"origin-open\"]",
        }),
      );
  },
};

/** A database that does not keep to `from` by itself, as PostgreSQL does, is open to everybody where tlsup makes no firewall. */
export const openDatabase: ChainRule = {
  of: ["host", "otherHosts", "services"],
  findings: (site) => {
    const { services } = site;
    if (!Array.isArray(services) || namedHosts(site).every(([, each]) => hasFirewall(each))) return [];
    return services.flatMap((service: unknown, index) => {
      const { kind, from } = fieldsOf(service);
      if ((kind !== "mariadb" && kind !== "redis") || !opensPorts(service)) return [];
      return planned("origin-open", {
        hop: "origin",
        setting: `services.${index}.from`,
        rule: `should be left out, as tlsup makes no firewall for this host, and ${kind} then listens to everybody`,
        value: from,
        remedy: 'Let the host\'s own firewall admit these ranges alone and set accept to ["origin-open"]',
      });
    });
  },
};
