import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { OpenPort, SshAccess, WebAccess } from "./firewall-rules";

/** What a machine is made with, whoever makes it. */
export interface MachineNeeds {
  /** The key that logs in, as in `authorized_keys`. */
  readonly loginKey: pulumi.Output<string>;
  /** What cloud-init is told. Secret. */
  readonly userData: pulumi.Output<string>;
  readonly web: Inputs<WebAccess>;
  readonly open: Inputs<readonly OpenPort[]>;
  readonly ssh: Inputs<SshAccess>;
}

/** A machine that was made. */
export interface Machine {
  /** What is gone when the machine is gone. */
  readonly resource: pulumi.Resource;
  readonly id: pulumi.Output<string>;
  /** Its public IPv4 address. */
  readonly address: pulumi.Output<string>;
}

/** What a reserved address leads to. */
export interface ReservedAddressNeeds {
  readonly region: pulumi.Input<string>;
  /** The machine's id. */
  readonly machine: pulumi.Input<string>;
}

/** A vendor of machines at work, as the registry has it. */
export interface MachineMaker<Settings> {
  /** The image of a machine whose settings name none. */
  readonly defaultImage: string;
  /** The package that must be installed first, where it is one that only this vendor needs. */
  missingPackage?(): string | undefined;
  /** A machine that is never without its firewall. */
  machine(name: string, settings: Inputs<Settings>, needs: MachineNeeds, parent: pulumi.Resource): Machine;
  /** An address that outlives machines, once it leads to this one; `dependsOn` goes before that. */
  reservedAddress(name: string, needs: ReservedAddressNeeds, opts: Pick<pulumi.CustomResourceOptions, "parent" | "dependsOn">): pulumi.Output<string>;
}
