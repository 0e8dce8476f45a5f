import type * as pulumi from "@pulumi/pulumi";
import { lifetimeOf, parting } from "../common/record-memory";
import { RecordMemory } from "../common/record-memory.resource";
import * as cloudflare from "./sdk.component";

/** In seconds: the shortest that Cloudflare offers on every plan, so that a former target can soon be removed. */
export const directTtl = 60;

/** Where an AAAA record leads. */
interface Ipv6Target {
  readonly zoneId: pulumi.Output<string>;
  readonly domain: pulumi.Input<string>;
  readonly address: pulumi.Input<string>;
  readonly proxied: boolean;
}

/** Makes the AAAA record of a name that has an A record: after what answers there, also if the A record comes before it. */
export function ipv6Record(
  name: string,
  { zoneId, domain, address, proxied }: Ipv6Target,
  parent: pulumi.Resource,
  origin: pulumi.Output<pulumi.Resource[]>,
): void {
  const record = new cloudflare.DnsRecord(
    `${name}_ipv6`,
    { zoneId, name: domain, type: "AAAA", content: address, proxied, ttl: proxied ? 1 : directTtl },
    { parent, dependsOn: origin },
  );
  const led = proxied ? { leadsTo: "edge", lifetime: 0, behind: address, parting } : { leadsTo: address, lifetime: lifetimeOf(directTtl) };
  new RecordMemory(`${name}_ipv6`, { domain, ...led, isBeside: true }, { parent, dependsOn: record });
}
