import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../../shared/checked-args.component";
import { listOf } from "../../shared/depends-on.component";
import { addressRecords } from "./address-records.component";
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
  /**
   * The host's IPv4 address, for an A record, which everybody can see. Required without `ipv6`.
   * @default none: the name has no A record
   */
  readonly address?: pulumi.Input<string>;
  /**
   * The host's IPv6 address, for an AAAA record. Beside an A record it is made after the resources in `dependsOn`. Required without `address`.
   * @default none: the name has no AAAA record
   */
  readonly ipv6?: pulumi.Input<string>;
  /**
   * The public SSH key of the host, as in `ssh_known_hosts`: published for SSH clients with `VerifyHostKeyDNS` (SSHFP, RFC 4255).
   * The zone needs DNSSEC.
   * @default none: the name has no SSHFP record
   */
  readonly hostKey?: pulumi.Input<string>;
  /**
   * The zone at Cloudflare that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `mail.example.co.uk`
   */
  readonly zone?: pulumi.Input<string>;
  /**
   * Whether the record, of several the A record, is made before the resources in `dependsOn`, because a CA must find the host by it.
   * @default false
   */
  readonly precedesOrigin?: pulumi.Input<boolean>;
}

/**
 * A DNS record that leads directly to the host, past the edge: for services that are not web sites, and for sites without an edge. It is made after the
 * resources in `dependsOn`. When it leads elsewhere, a run deletes the former machine only once no resolver remembers it.
 */
export class DirectRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;
  /** The record, for `dependsOn` of what needs the name to resolve. */
  readonly record: pulumi.Resource;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: DirectRecordArgs, { dependsOn = [], ...opts }: pulumi.ComponentResourceOptions = {}) {
    const { domain, zone, address, ipv6, hostKey, precedesOrigin = false } = checkedArgs<DirectRecordArgs>(directRecordRules, args, name);
    super("tlsup:index:DirectRecord", name, {}, opts);
    const zoneId = zoneIdOf(findZone({ domain, ...(zone !== undefined && { zone }) }, this));
    const origin = listOf(dependsOn);
    const first = pulumi.output(precedesOrigin).apply((isFirst): pulumi.Output<pulumi.Resource[]> => (isFirst ? pulumi.output([]) : origin));
    const record = addressRecords(name, { zoneId, domain, address, ipv6, proxied: false }, { parent: this, first, beside: origin });
    if (hostKey !== undefined) sshKeyRecord(name, { zoneId, domain, hostKey }, this, record);
    this.record = record;
    this.recordId = record.id;
    this.registerOutputs({ recordId: this.recordId });
  }
}
