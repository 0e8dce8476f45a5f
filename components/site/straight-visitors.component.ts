import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import { isProxied } from "../edge/edges";
import { findZone } from "../edge/cloudflare/zone.component";
import type { ReadyHost } from "../host/site-host.component";
import { configuredToken } from "../shared/configured-token.component";
import { refuse, type Fault } from "../shared/fault";
import { showsTrusted } from "./chain/execution/shows-trusted";
import type { HttpsSiteArgs } from "./https-site.component";
import { leadsStraight, type NameAtCloudflare } from "./lockdown/execution/straight-record";
import type { SiteName } from "./site-fronts.component";

/** What decides whether visitors who come straight to a host notice a change. */
interface Change {
  readonly names: readonly SiteName[];
  readonly certificate: CertificateOutputs;
  readonly host: Pick<ReadyHost, "movesTo">;
  readonly address: pulumi.Output<string>;
}

/** Rejected if browsers trust the host's certificate, are led straight to it, and would not trust the one that it gets before they are led to the edge. */
export function straightVerdict(
  path: string,
  { proxy }: Pick<HttpsSiteArgs, "proxy">,
  { names, certificate, host, address }: Change,
  parent: pulumi.Resource,
): pulumi.Output<unknown> {
  // An address that moves is known only once the server is made, which waits for this.
  if (host.movesTo !== undefined || proxy.provider !== "cloudflare" || !isProxied(proxy)) return pulumi.output(undefined);
  const judged = (name: SiteName): pulumi.Output<undefined> =>
    pulumi.all([findZone(name, parent), name.domain, address, configuredToken(parent)]).apply(async ([{ id: zoneId }, domain, to, token]) => {
      if (zoneId !== undefined) refuse(await trustFaults({ zoneId, hostname: domain, token }, to, path), "the site is as it was");
      return undefined;
    });
  const verdict = pulumi.output(certificate.trust).apply((trust) => (trust === "self" || trust === "cloudflare-origin" ? pulumi.all(names.map(judged)) : []));
  return pulumi.unsecret(verdict);
}

/** What is wrong with a certificate that only the edge trusts while visitors of a name come straight to an address. */
export async function trustFaults(name: NameAtCloudflare, address: string, path: string): Promise<Fault[]> {
  const { hostname } = name;
  if (!(await leadsStraight(name, address)) || !(await showsTrusted(address, hostname))) return [];
  const problem = `must stay what it was until no visitor is led straight to the host, as browsers would not trust this one: ${hostname} leads to ${address}`;
  return [{ path: `${path}.certificate`, problem, remedy: "Run once with the edge and the certificate from before, and then with this one" }];
}
