import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "../../shared/depends-on.component";
import { namedBefore } from "../../shared/named-before.component";
import type { HostRecordNeeds } from "../common/front.component";
import { sightOf } from "./address-records.component";
import { detourBack } from "./detour/detour-back.component";
import { parting } from "./memory/record-memory";
import { RecordMemory } from "./memory/record-memory.resource";
import * as cloudflare from "./sdk.component";
import { findZone, zoneIdOf } from "./zone.component";

/**
 * Makes more proxied records of a name, one for each address of another host. Pulumi deletes in the opposite order: first the records; then the memory, which
 * waits until the edge no longer passes visitors on to the host; and then what `dependsOn` names, a reserved address and the host. A record that leads to
 * another machine has a memory of its own, which waits after the change.
 */
export function hostRecord(
  name: string,
  { domain, zone, address, ipv6, machine, host, formerName }: HostRecordNeeds,
  { parent, dependsOn }: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): void {
  const zoneId = zoneIdOf(findZone({ domain, zone }, parent));
  const target = { leadsTo: "edge", lifetime: 0, parting };
  // By the addresses also on what leads them to the host: that goes after the wait, too.
  const after = pulumi.all([address, ipv6]).apply(() => [...dependsOn]);
  const memory = new RecordMemory(name, { domain, ...target, host }, { parent, dependsOn: after, ...namedBefore(formerName) });
  const record = (suffix: "" | "_ipv6", type: "A" | "AAAA", content: pulumi.Input<string>): cloudflare.DnsRecord => {
    const leads = { zoneId, name: domain, type, content, proxied: true, ttl: 1 };
    const made = new cloudflare.DnsRecord(name + suffix, leads, { parent, dependsOn: memory, ...namedBefore(formerName, suffix) });
    const led = { domain: onceMade(made, domain), ...target, behind: content, isTold: true, ...sightOf(made, zoneId, parent) };
    new RecordMemory(`${name}${suffix}_moved`, led, { parent, ...namedBefore(formerName, `${suffix}_moved`) });
    return made;
  };
  if (address !== undefined) {
    const { id: records } = record("", "A", address);
    if (machine !== undefined) detourBack(name, { zoneId, domain, records, to: address, machine }, parent, formerName);
  }
  if (ipv6 !== undefined) record("_ipv6", "AAAA", ipv6);
}
