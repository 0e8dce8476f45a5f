import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../shared/checked-args.component";
import { fieldsOf } from "../shared/validation";
import { makerOf, requirePackage } from "./makers.component";
import type { MachineSettings } from "./vendors";
import { reservedAddressRulesAt } from "./vps-args";

/**
 * The arguments of {@link ReservedAddress}.
 *
 * @example
 * ```ts
 * import { ReservedAddress, Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * const { address } = new ReservedAddress("blog", { provider: "digitalocean", region: "fra1", machine: vps.access.machine });
 * ```
 */
export interface ReservedAddressArgs {
  /** The provider of the machine. */
  readonly provider: MachineSettings["provider"];
  /** The region's slug, the same as the machine's. Another one makes another address. */
  readonly region: pulumi.Input<string>;
  /** The id of the machine that the address leads to, e.g. `access.machine` of a `Vps`. */
  readonly machine: pulumi.Input<string>;
}

/**
 * An address that outlives machines. It leads to a machine once everything in `dependsOn` exists, usually the servers on it: until these are proven on
 * a new machine, the old one keeps the address.
 */
export class ReservedAddress extends pulumi.ComponentResource {
  /** The IPv4 address. It is known once it leads to the machine, so that a record with it comes afterwards. */
  readonly address: pulumi.Output<string>;
  /** @internal The same, known before it leads to the machine. */
  readonly reserved: pulumi.Output<string>;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: ReservedAddressArgs, { dependsOn = [], ...opts }: pulumi.ComponentResourceOptions = {}) {
    const { provider, region, machine } = checkedArgs<ReservedAddressArgs>(reservedAddressRulesAt(fieldsOf(args).provider), args, name);
    requirePackage(provider, `${name}.provider`);
    super("tlsup:index:ReservedAddress", name, {}, opts);
    const { reserved, leading } = makerOf(provider).reservedAddress(name, { region, machine }, { parent: this, dependsOn });
    this.reserved = reserved;
    this.address = leading;
    this.registerOutputs({ address: this.address });
  }
}
