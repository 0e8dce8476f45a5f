import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { findZone, zoneIdOf } from "../../edge/cloudflare/zone.component";
import { refuse } from "../../shared/fault";
import { clientIdentity, type ClientIdentity } from "./client-identity.component";
import { straightRecord } from "./execution/straight-record";
import { straightFaults } from "./faults";
import { OriginPull } from "./origin-pull.resource";

/** What a server needs that serves the edge of one site alone. */
export interface LockedPull {
  /** The CA whose clients are served, PEM. */
  readonly authority: pulumi.Output<string>;
  /** Done once the edge shows a certificate of it, one resource for each name. */
  readonly shown: readonly pulumi.Resource[];
}

/** A name whose origin is shown the certificate. */
interface LockedName {
  /** The name of its resource. */
  readonly key: string;
  readonly domain: pulumi.Input<string>;
  readonly zone: pulumi.Input<string>;
}

/** Has the edge show a client certificate of the site's own to its origin. */
export function lockedPull(name: string, names: readonly LockedName[], parent: pulumi.Resource): LockedPull {
  const identity = clientIdentity(`${name}-pull`, { parent });
  return { authority: identity.authority, shown: names.map((each) => shownBy(name, each, identity, parent)) };
}

function shownBy(name: string, { key, domain, zone }: LockedName, { certificate, privateKey }: ClientIdentity, parent: pulumi.Resource): OriginPull {
  const token = configuredToken();
  const found = zoneIdOf(findZone({ domain, zone }, parent));
  // The server waits for what has the zone's id, so it is not pushed when this is refused.
  const judged = pulumi.all([found, domain, token]).apply(async ([id, hostname, secret]) => {
    refuse(straightFaults(await straightRecord({ zoneId: id, hostname, token: secret }), hostname, name), "the site is as it was");
    return id;
  });
  const zoneId = pulumi.unsecret(judged);
  return new OriginPull(key, { zoneId, hostname: domain, certificate, privateKey: pulumi.secret(privateKey), ...(token && { token }) }, { parent });
}
