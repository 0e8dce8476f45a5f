import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { withToken } from "../../shared/configured-token.component";
import { onceMade } from "../../shared/depends-on.component";
import { isKnown } from "../../shared/output-internals.component";
import { lifetimeOf, parting } from "./memory/record-memory";
import { RecordMemory, type RecordMemoryArgs } from "./memory/record-memory.resource";
import * as cloudflare from "./sdk.component";

/** In seconds: the shortest that Cloudflare offers on every plan, so that a former target can soon be removed. */
export const directTtl = 60;

/** Where the records of a name lead: to one address at least. */
interface Target {
  readonly zoneId: pulumi.Output<string>;
  readonly domain: pulumi.Input<string>;
  /** IPv4, for an A record. */
  readonly address: pulumi.Input<string> | undefined;
  /** For an AAAA record. */
  readonly ipv6: pulumi.Input<string> | undefined;
  readonly proxied: boolean;
}

/** What records follow. */
interface Order {
  readonly parent: pulumi.Resource;
  /** What the record that a CA may need to find the host follows. */
  readonly first: pulumi.Output<pulumi.Resource[]>;
  /** What an AAAA record beside an A record follows: what answers there, as the CA finds the host by IPv4. */
  readonly beside: pulumi.Output<pulumi.Resource[]>;
}

/** Makes a name's A record, its AAAA record, or both. Returns the one by which a CA finds the host. */
export function addressRecords(name: string, target: Target, { parent, first, beside }: Order): cloudflare.DnsRecord {
  const { address, ipv6 } = target;
  const record = address === undefined ? undefined : addressRecord(name, { ...target, type: "A", content: address }, parent, first);
  // The settings' rules demand one of the two.
  if (ipv6 === undefined) return record as cloudflare.DnsRecord;
  const isBeside = record !== undefined;
  const second = addressRecord(`${name}_ipv6`, { ...target, type: "AAAA", content: ipv6, isBeside }, parent, isBeside ? beside : first);
  return record ?? second;
}

interface OneRecord extends Pick<Target, "zoneId" | "domain" | "proxied"> {
  readonly type: "A" | "AAAA";
  readonly content: pulumi.Input<string>;
  readonly isBeside?: boolean;
}

function addressRecord(
  key: string,
  { zoneId, domain, proxied, type, content, isBeside = false }: OneRecord,
  parent: pulumi.Resource,
  after: pulumi.Output<pulumi.Resource[]>,
): cloudflare.DnsRecord {
  const led = { zoneId, name: domain, type, content, proxied, ttl: proxied ? 1 : directTtl };
  const record = new cloudflare.DnsRecord(key, led, { parent, dependsOn: after });
  // Behind the edge the lifetime is 0, as the edge still serves visitors who come to it after the record leads elsewhere.
  const target = proxied ? { leadsTo: "edge", lifetime: 0, behind: content, parting } : { leadsTo: content, lifetime: lifetimeOf(directTtl) };
  new RecordMemory(key, { domain: onceMade(record, domain), ...target, ...sightOf(record, zoneId, parent), ...(isBeside && { isBeside }) }, { parent });
  return record;
}

/** By what a preview sees whether Cloudflare has a record that is to be made. A run makes the record first: its memory must not depend on it. */
export function sightOf(
  { id }: cloudflare.DnsRecord,
  zoneId: pulumi.Output<string>,
  parent: pulumi.Resource,
): Pick<RecordMemoryArgs, "isMade" | "zoneId" | "token"> {
  const isMade = pulumi.output(isKnown(id)).apply((known) => known || (unknown as unknown as boolean));
  return { zoneId, isMade: !pulumi.runtime.isDryRun() || isMade, ...withToken(parent) };
}
