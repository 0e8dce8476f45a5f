import { isOnHost } from "../../certificate/sources";
import { isProxied } from "../../edge/edges";
import { hostConflicts, hostFaults } from "../../host/vendors";
import type { Fault } from "../../shared/fault";
import { fieldsOf, type Combination, type Unchecked } from "../../shared/validation";
import { leavesSudo, namedHosts } from "./named-hosts";

/** The rules for a site on several hosts. What they share is decided by settings that are known when the program runs. */
export const otherHostCombinations: readonly Combination[] = [
  {
    of: ["host.address", "host.ipv6", "otherHosts.*.address", "otherHosts.*.ipv6"],
    faults: (site, root) => namedHosts(site).flatMap(([path, host]) => hostConflicts(host, `${root}.${path}`)),
  },
  { of: ["host.address", "otherHosts.*.address"], faults: (site, root) => addressFaults(namedHosts(site), root) },
  { of: [], faults: (site, root) => (namedHosts(site).length === 1 ? [] : sharedFaults(site, root)) },
];

/** The rules for the hosts and the secrets for logging in to them. */
export const loginCombinations: readonly Combination[] = [
  { of: ["host.user", "host.hostKey", "host.via", "hostSecrets"], faults: (site, root) => loginFaults(site, root).slice(0, 1).flat() },
  {
    of: ["otherHosts.*.user", "otherHosts.*.hostKey", "otherHosts.*.via", "hostSecrets"],
    faults: (site, root) => loginFaults(site, root).slice(1).flat(),
  },
];

/** What is wrong with the login of each host. */
function loginFaults(site: Unchecked, root: string): Fault[][] {
  return namedHosts(site).map(([path, host]) => hostFaults(host, leavesSudo(host, site) ? {} : site.hostSecrets, `${root}.${path}`));
}

/** Two releases of one site on the same host would keep replacing each other. */
function addressFaults(all: readonly (readonly [path: string, host: unknown])[], root: string): Fault[] {
  return all.flatMap(([path, each], index) => {
    const { address } = fieldsOf(each);
    const same = address === undefined ? undefined : all.slice(0, index).find(([, earlier]) => fieldsOf(earlier).address === address);
    if (!same) return [];
    const problem = `must be another machine than ${same[0]}: current value is ${typeof address === "string" ? JSON.stringify(address) : "the same output"}`;
    return [{ path: `${root}.${path}.address`, problem, remedy: "Name each machine once" }];
  });
}

/** What several hosts cannot share. */
function sharedFaults({ proxy, certificate, services }: Unchecked, root: string): Fault[] {
  const { source, renewal } = fieldsOf(certificate);
  const isAtCloudflare = fieldsOf(proxy).provider !== "none";
  return [
    ...(isProxied(proxy)
      ? []
      : [
          {
            path: `${root}.proxy.${isAtCloudflare ? "proxied" : "provider"}`,
            problem: `must ${isAtCloudflare ? "be true" : 'be "cloudflare"'} with otherHosts, as the edge is what tries another host when one does not answer`,
            remedy: "Put the edge in front of the site, or leave otherHosts out",
          },
        ]),
    ...(isOnHost(certificate)
      ? [
          {
            path: `${root}.certificate.${renewal === undefined ? "source" : "renewal"}`,
            problem:
              "must be one whose key tlsup has, as all hosts serve the same certificate, and a host keeps the key of one that it obtains itself: " +
              `current value is ${JSON.stringify(renewal ?? source)}`,
            remedy: 'Use origin-ca, lets-encrypt or self-signed with renewal "up", or provided',
          },
        ]
      : []),
    ...(Array.isArray(services) && services.length > 0
      ? [
          {
            path: `${root}.services`,
            problem: "must be left out with otherHosts, as each host would have mail, files and databases of its own",
            remedy: "Put them on a machine of their own, by a Vps and TlsServices",
          },
        ]
      : []),
  ];
}
