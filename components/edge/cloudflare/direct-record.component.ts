import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "./sdk.component";
import { checkedArgs } from "../../shared/checked-args.component";
import { listOf } from "../../shared/depends-on.component";
import { lifetimeOf } from "../common/record-memory";
import { RecordMemory } from "../common/record-memory.resource";
import { directTtl, ipv6Record } from "./ipv6-record.component";
import { directRecordRules } from "./record-args";
import { sshKeyRecord } from "./ssh-key-record.component";
import { findZone, zoneIdOf } from "./zone.component";

/**
 * The arguments of {@link DirectRecord}.
 *
 * @example
 * ```ts
 * import { DirectRecord } from "tlsup";
 * new DirectRecord("mail", { domain: "mail.example.com", address: "198.51.100.7" });
 * ```
 */
export interface DirectRecordArgs {
  /** The host name, or a wildcard. */
  readonly domain: pulumi.Input<string>;
  /** The host's IPv4 address, which everybody can see. */
  readonly address: pulumi.Input<string>;
  /**
   * The host's IPv6 address, for an AAAA record, which is made after the resources in `dependsOn`.
   * @default none: the name has no AAAA record
   */
  readonly ipv6?: pulumi.Input<string>;
  /**
   * The public SSH key of the host, as in `ssh_known_hosts`: it is published beside the record, for SSH clients with `VerifyHostKeyDNS` (SSHFP, RFC 4255).
   * The zone must be signed: DNSSEC must be active.
   * @default none: the name has no SSHFP record
   */
  readonly hostKey?: pulumi.Input<string>;
  /**
   * The zone at Cloudflare that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `mail.example.co.uk`
   */
  readonly zone?: pulumi.Input<string>;
  /**
   * Whether the A record is made before the resources in `dependsOn`, because a CA must find the host by it.
   * @default false
   */
  readonly precedesOrigin?: pulumi.Input<boolean>;
}

/**
 * A DNS record that leads directly to the host, past the edge: for services that are not web sites, and for sites without an edge. It is made after the
 * resources in `dependsOn`. When it leads elsewhere, a run deletes resources that are no longer needed, such as the former machine,
 * only once no resolver remembers the former address.
 */
export class DirectRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;
  /** The record, for `dependsOn` of resources that need the name to resolve. */
  readonly record: pulumi.Resource;

  /** Throws `ConfigurationError` with every fault of `args` before anything is created. */
  constructor(name: string, args: DirectRecordArgs, { dependsOn = [], ...opts }: pulumi.ComponentResourceOptions = {}) {
    const { domain, zone, address, ipv6, hostKey, precedesOrigin = false } = checkedArgs<DirectRecordArgs>(directRecordRules, args, name);
    super("tlsup:index:DirectRecord", name, {}, opts);
    const zoneId = zoneIdOf(findZone({ domain, ...(zone !== undefined && { zone }) }, this));
    const origin = listOf(dependsOn);
    const record = new cloudflare.DnsRecord(
      name,
      { zoneId, name: domain, type: "A", content: address, proxied: false, ttl: directTtl },
      { parent: this, dependsOn: pulumi.output(precedesOrigin).apply((first): pulumi.Output<pulumi.Resource[]> => (first ? pulumi.output([]) : origin)) },
    );
    new RecordMemory(name, { domain, leadsTo: address, lifetime: lifetimeOf(directTtl) }, { parent: this, dependsOn: record });
    if (ipv6 !== undefined) ipv6Record(name, { zoneId, domain, address: ipv6, proxied: false }, this, origin);
    if (hostKey !== undefined) sshKeyRecord(name, { zoneId, domain, hostKey }, this, record);
    this.record = record;
    this.recordId = record.id;
    this.registerOutputs({ recordId: this.recordId });
  }
}
