import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { HostKeyInputs } from "./execution/host-key";

/** The arguments of {@link HostKey}. */
export type HostKeyArgs = { readonly [Key in keyof HostKeyInputs]: pulumi.Input<HostKeyInputs[Key]> };

/** The key that a host made for itself over its first SSH session. */
export class HostKey extends OwnResource {
  /** As in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  declare readonly hostKey: pulumi.Output<string>;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  declare readonly fingerprint: pulumi.Output<string>;

  constructor(name: string, args: HostKeyArgs, opts: pulumi.CustomResourceOptions) {
    super("HostKey", name, { ...args, hostKey: undefined, fingerprint: undefined }, opts);
  }
}
