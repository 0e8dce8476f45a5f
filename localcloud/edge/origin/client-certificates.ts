import type { Authority } from "../../pki/authority";
import type { ClientCertificate, OriginPulls } from "../../zones/origin-pulls";
import type { Zone } from "../../zones/zone";

/** The certificate that the edge shows for every customer who has enabled the zone setting `tls_client_auth` and has not uploaded one. */
export async function sharedCertificate(authority: Authority): Promise<ClientCertificate> {
  const { certificate, key } = await authority.issue(["origin-pull.cloudflare.net"], { days: 365, purpose: "client" });
  return { certificate, privateKey: key };
}

/** The certificate that the edge shows for a host of a zone: the host name's own, otherwise its zone's, otherwise the shared one. */
export function clientCertificates(pulls: OriginPulls, shared: ClientCertificate): (zone: Zone, host: string) => ClientCertificate | undefined {
  return (zone, host) => {
    const own = pulls.shownFor(zone.id, host);
    if (own !== undefined) return own ?? undefined;
    return zone.settings.sharedOriginPull ? shared : undefined;
  };
}
