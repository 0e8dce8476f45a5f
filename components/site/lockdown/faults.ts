import { isProxied } from "../../edge/edges";
import type { Fault } from "../../shared/fault";
import { fieldsOf, type Unchecked } from "../../shared/validation";

/** What port 80 serves, or the edge asks for there, no client certificate protects. */
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
