import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { HostIdentityInputs } from "./host-identity";

/** The arguments of {@link HostIdentity}. */
export type HostIdentityArgs = { readonly [Key in keyof HostIdentityInputs]: pulumi.Input<HostIdentityInputs[Key]> };

/** Which machine an existing host is. */
export class HostIdentity extends OwnResource {
  /** As in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  declare readonly hostKey: pulumi.Output<string>;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  declare readonly fingerprint: pulumi.Output<string>;
  /** What distinguishes the machine from others. */
  declare readonly machine: pulumi.Output<string>;

  constructor(name: string, args: HostIdentityArgs, opts: pulumi.CustomResourceOptions) {
    super("HostIdentity", name, { ...args, hostKey: undefined, fingerprint: undefined, machine: undefined }, opts);
  }
}
