import * as pulumi from "@pulumi/pulumi";
import { destinationKeys, type MachineDestination } from "../../shared/destination";
import { partsOf, type Inputs } from "../../shared/inputs.component";
import { isLater } from "../../shared/plain-data";
import { urnsBehind } from "../../shared/output-internals.component";

/** How a push reaches a host: its address, the login, and the host key that is pinned. */
export interface Access {
  /** Its address. */
  readonly host: pulumi.Output<string>;
  /** The port of its SSH server. */
  readonly port: pulumi.Output<number>;
  /** The login: root, or a user that may use sudo, as a push writes to /etc. */
  readonly user: pulumi.Output<string>;
  /**
   * The client's private key. Secret.
   * @default none: the SSH agent of the user who runs Pulumi logs in (`SSH_AUTH_SOCK`)
   */
  readonly privateKey?: pulumi.Output<string>;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: pulumi.Output<string>;
  /**
   * The login's password for sudo. Secret.
   * @default none: the login is root, or sudo asks for nothing
   */
  readonly sudoPassword?: pulumi.Output<string>;
  /**
   * The jump host that leads to the host.
   * @default none: the host is reached directly
   */
  readonly via?: pulumi.Output<JumpAccess>;
  /**
   * Its public IPv6 address, at which a release is proven as well. Without IPv4 it is `host` too.
   * @default none
   */
  readonly ipv6?: pulumi.Output<string>;
  /** The machine's id at its provider. */
  readonly machine: pulumi.Output<string>;
  /**
   * A resource that goes with the machine: when it is deleted, nothing on the machine needs to be removed first.
   * @default none: what is removed from the program is removed from the host, which must answer
   */
  readonly deletedWith?: pulumi.Resource;
}

/** How a jump host is reached. */
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

/** The host, for a resource on it. The rest is no secret where the whole access is one, as in other languages: messages name the host. */
export function destinationOf(access: Inputs<Access>): { readonly [Key in keyof MachineDestination]: pulumi.Input<MachineDestination[Key]> } {
  const { privateKey, sudoPassword, ...others } = partsOf<MachineDestination>(access as Inputs<MachineDestination>, destinationKeys);
  return {
    ...(isLater(access) ? unsecreted(others) : others),
    ...(privateKey !== undefined && { privateKey: pulumi.secret(privateKey) }),
    ...(sudoPassword !== undefined && { sudoPassword: pulumi.secret(sudoPassword) }),
  };
}

function unsecreted<Parts extends object>(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, pulumi.unsecret(pulumi.output(part as unknown))])) as Parts;
}

/** What identifies the machine. */
export function machineOf(access: Inputs<Access>): unknown {
  return isLater(access) ? access : (access as Access).machine;
}

/** The host's IPv6 address, which is no secret, even where the access is one as a whole. */
export function ipv6In(access: Inputs<Access>): pulumi.Input<string | undefined> | undefined {
  return isLater(access) ? pulumi.unsecret(pulumi.output(access as pulumi.Input<Access>).apply(({ ipv6 }) => ipv6)) : (access as Access).ipv6;
}

/** The option that deletes a resource together with its machine; the user's own option wins. */
export function onMachine(access: Inputs<Access>, opts?: pulumi.ResourceOptions): Pick<pulumi.ResourceOptions, "deletedWith"> {
  const deletedWith = opts?.deletedWith ?? (isLater(access) ? machineBehind(pulumi.output<unknown>(access)) : (access as Access).deletedWith);
  return deletedWith ? { deletedWith } : {};
}

/** What goes with the machine of an access that is one output, as in other languages than TypeScript: the only host key behind it. */
function machineBehind(access: pulumi.Output<unknown>): pulumi.Resource {
  const key = urnsBehind(access).then((urns) => {
    // A machine that exists may be reached through one that tlsup made.
    const isFound = urns.some((urn) => /[:$]tlsup:index:(ExistingMachine|HostIdentity)::[^:]+$/.test(urn));
    const [first, ...others] = new Set(urns.map(hostKeyOf).filter((urn) => /[:$]tlsup:index:HostKey::[^:]+$/.test(urn)));
    // For Pulumi, no URN is no option.
    return first !== undefined && others.length === 0 && !isFound ? first : "";
  });
  return Object.assign(new pulumi.DependencyResource(""), { urn: pulumi.output(key) });
}

/** The URN of the host key, for a `Vps`: other languages know of the component only. */
function hostKeyOf(urn: string): string {
  return urn.replace(/([:$]tlsup:index:Vps)::([^:]+)$/, "$1$tlsup:index:HostKey::$2-host-key");
}
