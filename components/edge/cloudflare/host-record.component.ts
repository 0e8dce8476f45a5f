import type * as pulumi from "@pulumi/pulumi";
import type { HostRecordNeeds } from "../common/front.component";
import { parting } from "../common/record-memory";
import { RecordMemory } from "../common/record-memory.resource";
import * as cloudflare from "./sdk.component";
import { findZone, zoneIdOf } from "./zone.component";

/**
 * Makes another proxied record of a name, which leads to one more host. Pulumi deletes in the opposite order: first the record; then the memory, which waits
 * until the edge no longer passes visitors on to the host; and then what `dependsOn` names, and the host.
 */
export function hostRecord(
  name: string,
  { domain, zone, address, host }: HostRecordNeeds,
  { parent, dependsOn }: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): void {
  const zoneId = zoneIdOf(findZone({ domain, zone }, parent));
  const memory = new RecordMemory(name, { domain, leadsTo: "edge", lifetime: 0, behind: address, parting, host }, { parent, dependsOn: [...dependsOn] });
  new cloudflare.DnsRecord(name, { zoneId, name: domain, type: "A", content: address, proxied: true, ttl: 1 }, { parent, dependsOn: memory });
}
