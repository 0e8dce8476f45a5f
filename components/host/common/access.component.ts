import * as pulumi from "@pulumi/pulumi";
import { destinationKeys, type JumpHost } from "../../shared/destination";
import { partsOf, type Inputs } from "../../shared/inputs.component";
import { isLater } from "../../shared/plain-data";

/** How a push reaches a host: its address, the login, and the host key that is pinned. */
export interface Access {
  /** Its address. */
  readonly host: pulumi.Output<string>;
  /** The port of its SSH server. */
  readonly port: pulumi.Output<number>;
  /** The login: root, or a user that may use sudo without a password, as a push writes to /etc. */
  readonly user: pulumi.Output<string>;
  /**
   * The client's private key. Secret.
   * @default none: the SSH agent of whoever runs Pulumi logs in (`SSH_AUTH_SOCK`)
   */
  readonly privateKey?: pulumi.Output<string>;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: pulumi.Output<string>;
  /**
   * What sudo asks the login for. Secret.
   * @default none: the login is root, or sudo asks for nothing
   */
  readonly sudoPassword?: pulumi.Output<string>;
  /**
   * The host through which alone the host can be reached.
   * @default none: the host is reached straight
   */
  readonly via?: pulumi.Output<JumpAccess>;
  /** The machine's identity at its provider. */
  readonly machine: pulumi.Output<string>;
  /**
   * What is gone when the machine is gone: whoever deletes it need not take off first what is on it.
   * @default none: what is taken out of the program is taken off the host, which must answer
   */
  readonly deletedWith?: pulumi.Resource;
}

/** How a host is reached through which alone another one can be reached. */
export interface JumpAccess {
  /** Its address or host name. */
  readonly host: pulumi.Input<string>;
  /** The port of its SSH server. */
  readonly port: pulumi.Input<number>;
  /** The login. */
  readonly user: pulumi.Input<string>;
  /** Its public key, as in `ssh_known_hosts`. */
  readonly hostKey: pulumi.Input<string>;
}

/** What a resource on a host is told of it. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey?: string;
  readonly hostKey: string;
  readonly sudoPassword?: string;
  readonly via?: JumpHost;
  readonly machine: string;
}

/** The host, for a resource on it. */
export function destinationOf(access: Inputs<Access>): { readonly [Key in keyof Destination]: pulumi.Input<Destination[Key]> } {
  const { privateKey, sudoPassword, ...others } = partsOf<Destination>(access as Inputs<Destination>, destinationKeys);
  return {
    ...others,
    ...(privateKey !== undefined && { privateKey: pulumi.secret(privateKey) }),
    ...(sudoPassword !== undefined && { sudoPassword: pulumi.secret(sudoPassword) }),
  };
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
