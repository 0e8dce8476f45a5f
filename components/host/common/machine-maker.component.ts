import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { canonicalAddress } from "../../shared/address";
import { FinalError } from "../../shared/final-error";
import type { Inputs } from "../../shared/inputs.component";
import type { OpenPort, SshAccess, WebAccess } from "./firewall-rules";

/** What every vendor needs to make a machine. */
export interface MachineNeeds {
  /** The key that logs in, as in `authorized_keys`. A machine is made with it; another one must not replace the machine. */
  readonly loginKey: pulumi.Output<string>;
  /** Tells the machine, and the one that replaces it, apart from all others of the account. */
  readonly mark: pulumi.Output<string>;
  /** The user_data for cloud-init. Secret. */
  readonly userData: pulumi.Output<string>;
  readonly web: Inputs<WebAccess>;
  readonly open: Inputs<readonly OpenPort[]>;
  readonly ssh: Inputs<SshAccess>;
}

/** A component's name for a vendor that takes a host name only. */
export function hostNameOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]/g, "-").replace(/^[.-]+/, "");
}

/** A machine that was made. */
export interface Machine {
  readonly id: pulumi.Output<string>;
  /** Its public address: IPv4, or IPv6 of a machine without IPv4. */
  readonly address: pulumi.Output<string>;
  /** The public IPv6 address that its settings ask for. */
  readonly ipv6?: pulumi.Output<string>;
}

/** A machine's IPv6 address from the vendor's text. A preview that gives the machine an address does not know it. */
export function ipv6Of(told: pulumi.Output<string>): pulumi.Output<string> {
  return told.apply((text) => {
    const address = canonicalAddress(text.replace(/\/128$/, ""));
    if (address !== undefined) return address;
    if (pulumi.runtime.isDryRun()) return unknown as unknown as string;
    throw new FinalError(
      "Cannot lead visitors to the machine by IPv6 as the vendor has given it no IPv6 address: give it one there, or set dualStack to false",
    );
  });
}

/** The machine that a reserved address leads to. */
export interface ReservedAddressNeeds {
  readonly region: pulumi.Input<string>;
  /** The machine's id. */
  readonly machine: pulumi.Input<string>;
}

/** An address that outlives machines. */
export interface MovingAddress {
  readonly reserved: pulumi.Output<string>;
  /** The same, known once it leads to its machine. */
  readonly leading: pulumi.Output<string>;
}

/** An address that leads to its machine once `assignment` is made. */
export function moving(reserved: pulumi.Output<string>, assignment: pulumi.Resource): MovingAddress {
  // A preview knows its URN, but maybe not its id.
  return { reserved, leading: pulumi.all([reserved, assignment.urn]).apply(([address]) => address) };
}

/** The registry entry that makes a vendor's machines. */
export interface MachineMaker<Settings> {
  /** The image of a machine whose settings name none. */
  readonly defaultImage: string;
  /** A missing package that must be installed first, if only this vendor needs it. */
  missingPackage?(): string | undefined;
  /** Makes a machine that is never without its firewall. */
  machine(name: string, settings: Inputs<Settings>, needs: MachineNeeds, parent: pulumi.Resource): Machine;
  /** Makes an address that outlives machines, and leads it to this one after everything in `dependsOn`. */
  reservedAddress(name: string, needs: ReservedAddressNeeds, opts: Pick<pulumi.CustomResourceOptions, "parent" | "dependsOn">): MovingAddress;
}
