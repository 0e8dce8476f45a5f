import type * as pulumi from "@pulumi/pulumi";

/** How a push reaches a host: its address, the login, and the host key that is pinned. */
export interface Access {
  /** Its address. */
  readonly host: pulumi.Output<string>;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login; root, as a push writes to /etc. */
  readonly user: string;
  /** The client's private key. Secret. */
  readonly privateKey: pulumi.Output<string>;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: pulumi.Output<string>;
  /** The machine's identity at its provider. */
  readonly machine: pulumi.Output<string>;
  /**
   * What is gone when the machine is gone: whoever deletes it need not take off first what is on it.
   * @default none: what is taken out of the program is taken off the host, which must answer
   */
  readonly deletedWith?: pulumi.Resource;
}

/** The option by which a resource on a machine goes along with it; the user's own comes first. */
export function onMachine(machine: pulumi.Resource | undefined, opts?: pulumi.ResourceOptions): Pick<pulumi.ResourceOptions, "deletedWith"> {
  const deletedWith = opts?.deletedWith ?? machine;
  return deletedWith ? { deletedWith } : {};
}
