import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { findZone, zoneIdOf } from "../../edge/cloudflare/zone.component";
import { refuse } from "../../shared/fault";
import { clientIdentity, type ClientIdentity } from "./client-identity.component";
import { straightRecord } from "./execution/straight-record";
import { straightFaults } from "./faults";
import { OriginPull } from "./origin-pull.resource";

/** What a server needs so that it serves only one site's edge. */
export interface LockedPull {
  /** The CA whose clients the server accepts, PEM. */
  readonly authority: pulumi.Output<string>;
  /** The resources to wait for until the edge shows a certificate of that CA, one for each name. */
  readonly shown: pulumi.Resource[];
}

/** A name whose origin gets the certificate. */
interface LockedName {
  /** The name of its resource. */
  readonly key: string;
  readonly domain: pulumi.Input<string>;
  readonly zone: pulumi.Input<string>;
}

/** Makes the edge show a client certificate of this site to the site's origin. */
export function lockedPull(name: string, names: readonly LockedName[], parent: pulumi.Resource): LockedPull {
  const identity = clientIdentity(`${name}-pull`, { parent });
  return { authority: identity.authority, shown: names.map((each) => shownBy(name, each, identity, parent)) };
}

function shownBy(name: string, { key, domain, zone }: LockedName, { certificate, privateKey }: ClientIdentity, parent: pulumi.Resource): OriginPull {
  const token = configuredToken(parent);
  const found = zoneIdOf(findZone({ domain, zone }, parent));
  // The server waits for resources that need the zone's id, so it is not pushed if this fails.
  const judged = pulumi.all([found, domain, token]).apply(async ([id, hostname, secret]) => {
    refuse(straightFaults(await straightRecord({ zoneId: id, hostname, token: secret }), hostname, name), "the site is as it was");
    return id;
  });
  const zoneId = pulumi.unsecret(judged);
  return new OriginPull(key, { zoneId, hostname: domain, certificate, privateKey: pulumi.secret(privateKey), ...(token && { token }) }, { parent });
}
