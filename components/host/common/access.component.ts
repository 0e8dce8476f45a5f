import * as pulumi from "@pulumi/pulumi";
import { destinationKeys } from "../../shared/destination";
import { partsOf, type Inputs } from "../../shared/inputs.component";
import { isLater } from "../../shared/plain-data";

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

/** What a resource on a host is told of it. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  readonly hostKey: string;
  readonly machine: string;
}

/** The host, for a resource on it. */
export function destinationOf(access: Inputs<Access>): { readonly [Key in keyof Destination]: pulumi.Input<Destination[Key]> } {
  const { privateKey, ...others } = partsOf<Destination>(access as Inputs<Destination>, destinationKeys);
  return { ...others, privateKey: pulumi.secret(privateKey) };
}

/** What the machine is known by. */
export function machineOf(access: Inputs<Access>): unknown {
  return isLater(access) ? access : (access as Access).machine;
}

/** The option by which a resource on a machine goes along with it; the user's own comes first. */
export function onMachine(access: Inputs<Access>, opts?: pulumi.ResourceOptions): Pick<pulumi.ResourceOptions, "deletedWith"> {
  const deletedWith = opts?.deletedWith ?? (isLater(access) ? undefined : (access as Access).deletedWith);
  return deletedWith ? { deletedWith } : {};
}
