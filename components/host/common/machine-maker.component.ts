import type * as pulumi from "@pulumi/pulumi";
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

/** A machine that was made. */
export interface Machine {
  /** The machine's resource: deleting it deletes the machine. */
  readonly resource: pulumi.Resource;
  readonly id: pulumi.Output<string>;
  /** Its public IPv4 address. */
  readonly address: pulumi.Output<string>;
}

/** The machine that a reserved address leads to. */
export interface ReservedAddressNeeds {
  readonly region: pulumi.Input<string>;
  /** The machine's id. */
  readonly machine: pulumi.Input<string>;
}

/** The registry entry that makes a vendor's machines. */
export interface MachineMaker<Settings> {
  /** The image of a machine whose settings name none. */
  readonly defaultImage: string;
  /** A missing package that must be installed first, if only this vendor needs it. */
  missingPackage?(): string | undefined;
  /** Makes a machine that is never without its firewall. */
  machine(name: string, settings: Inputs<Settings>, needs: MachineNeeds, parent: pulumi.Resource): Machine;
  /** Makes an address that outlives machines. It is known once it leads to this one, after everything in `dependsOn`. */
  reservedAddress(name: string, needs: ReservedAddressNeeds, opts: Pick<pulumi.CustomResourceOptions, "parent" | "dependsOn">): pulumi.Output<string>;
}
