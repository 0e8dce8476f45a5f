import { isProxied } from "../edge/edges";
import { opensPorts } from "../service/services";
import type { Fault } from "../shared/fault";
import { fieldsOf, type Unchecked } from "../shared/validation";

/** The edge alone trusts the Origin CA, so all clients of a host with such a standby must come through it. */
export function standbyFaults({ proxy, certificate, services }: Unchecked, root: string): Fault[] {
  const { standby } = fieldsOf(certificate);
  if (standby === undefined) return [];
  const path = `${root}.certificate.standby`;
  const rest = `Cloudflare's edge alone trusts its Origin CA: current value is ${JSON.stringify(standby)}`;
  return [
    ...(isProxied(proxy)
      ? []
      : [
          {
            path,
            problem: `must be left out where no edge is in front of the host, as ${rest}`,
            remedy: 'Leave it out, or put an edge in front: proxy.provider "cloudflare", with proxied left out',
          },
        ]),
    ...(Array.isArray(services) && services.some(opensPorts)
      ? [
          {
            path,
            problem: `must be left out with services, whose clients come past the edge, as ${rest}`,
            remedy: "Leave it out, or give the services a host of their own",
          },
        ]
      : []),
  ];
}
