import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { findZone, zoneIdOf } from "../../edge/cloudflare/zone.component";
import { clientIdentity } from "./client-identity.component";
import { OriginPull } from "./origin-pull.resource";

/** What a server needs that serves the edge of one site alone. */
export interface LockedPull {
  /** The CA whose clients are served, PEM. */
  readonly authority: pulumi.Output<string>;
  /** Done once the edge shows a certificate of it. */
  readonly shown: pulumi.Resource;
}

/** Has the edge show a client certificate of the site's own to its origin. */
export function lockedPull(
  name: string,
  { domain, zone }: { readonly domain: pulumi.Input<string>; readonly zone?: pulumi.Input<string> },
  parent: pulumi.Resource,
): LockedPull {
  const { authority, certificate, privateKey } = clientIdentity(`${name}-pull`, { parent });
  const token = configuredToken();
  const zoneId = zoneIdOf(findZone({ domain, ...(zone !== undefined && { zone }) }, parent));
  const shown = new OriginPull(name, { zoneId, hostname: domain, certificate, privateKey: pulumi.secret(privateKey), ...(token && { token }) }, { parent });
  return { authority, shown };
}
