import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "./sdk.component";
import { checkedArgs } from "../../shared/checked-args.component";
import { findZone } from "./proxied-record.component";
import { directRecordRules } from "./record-args";

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
  /** The host name. */
  readonly domain: string;
  /** The host's IPv4 address, which everybody can see. */
  readonly address: pulumi.Input<string>;
  /**
   * The zone at Cloudflare that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `mail.example.co.uk`
   */
  readonly zone?: string;
}

/** A DNS record that leads to the host itself, past the edge: for services that are not web sites. */
export class DirectRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created. */
  constructor(name: string, args: DirectRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<DirectRecordArgs>(directRecordRules, args, name);
    super("tlsup:index:DirectRecord", name, {}, opts);
    const { id } = new cloudflare.DnsRecord(name, { zoneId: findZone(args, this), name: args.domain, type: "A", content: args.address, proxied: false, ttl: 300 }, { parent: this });
    this.recordId = id;
    this.registerOutputs({ recordId: this.recordId });
  }
}
