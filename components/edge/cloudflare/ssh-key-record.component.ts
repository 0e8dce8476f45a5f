import * as pulumi from "@pulumi/pulumi";
import { FinalError } from "../../shared/final-error";
import { sshFingerprint } from "../common/ssh-fingerprint";
import { directTtl } from "./address-records.component";
import * as cloudflare from "./sdk.component";

/** A name that leads straight to a host, and the host's SSH key. */
interface KeyedName {
  readonly zoneId: pulumi.Output<string>;
  readonly domain: pulumi.Input<string>;
  readonly hostKey: pulumi.Input<string>;
}

/** Publishes a host's SSH key at a name of a signed zone (SSHFP), after the record that leads there. Fails if the zone is not signed. */
export function sshKeyRecord(name: string, { zoneId, domain, hostKey }: KeyedName, parent: pulumi.Resource, record: pulumi.Resource): void {
  const signed = pulumi.all([zoneId, domain]).apply(async ([id, host]) => {
    const { status } = await cloudflare.getZoneDnssec({ zoneId: id }, { parent });
    if (status !== "active")
      throw new FinalError(
        `Cannot publish the SSH key of ${host} as its zone must be signed, or anyone on the way could put another key in its place: DNSSEC is ${status}. ` +
          "Switch DNSSEC on for the zone at Cloudflare and give your registrar its DS record, or leave the key unpublished",
      );
    return id;
  });
  const data = pulumi.output(hostKey).apply(sshFingerprint);
  new cloudflare.DnsRecord(`${name}_ssh`, { zoneId: signed, name: domain, type: "SSHFP", data, proxied: false, ttl: directTtl }, { parent, dependsOn: record });
}
