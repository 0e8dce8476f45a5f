import { isProxied } from "../../edge/edges";
import type { Fault } from "../../shared/fault";
import { fieldsOf, type Unchecked } from "../../shared/validation";

/** No client certificate protects what port 80 serves, or what the edge requests there. */
export function lockdownFaults({ lockdown, proxy, server }: Unchecked, root: string): Fault[] {
  if (lockdown !== true) return [];
  if (!isProxied(proxy)) {
    return [
      {
        path: `${root}.lockdown`,
        problem: "must be left out where visitors reach the host itself, who show no certificate: current value is true",
        remedy: "Put the edge in front of the site first, or leave lockdown out",
      },
    ];
  }
  const { ssl } = fieldsOf(proxy);
  const isPlain = ssl === "off" || ssl === "flexible";
  return [
    ...(isPlain
      ? [
          {
            path: `${root}.proxy.ssl`,
            problem: `must be full or strict with lockdown, as no client is known over http: current value is ${JSON.stringify(ssl)}`,
            remedy: "Set it to full, or to strict with a certificate that the edge trusts, or leave lockdown out",
          },
        ]
      : []),
    ...(fieldsOf(server).redirectToHttps === false
      ? [
          {
            path: `${root}.server.redirectToHttps`,
            problem: "must be true with lockdown, or http serves to everybody what https does not: current value is false",
            remedy: "Leave it out, or leave lockdown out",
          },
        ]
      : []),
  ];
}

/** A run pushes the server once, before anything leads to it. Visitors who until then are led directly to the host would be refused. */
export function straightFaults(address: string | undefined, domain: string, root: string): Fault[] {
  if (address === undefined) return [];
  return [
    {
      path: `${root}.lockdown`,
      problem: `must be left out until no visitor is led straight to the host: a record of ${domain} leads to ${address}, past the edge`,
      remedy: "Run once without lockdown, which leads visitors to the edge, and then with it. A record that is not this stack's: delete it at Cloudflare",
    },
  ];
}
