import * as v from "valibot";
import { hostAddress, ipv6Address, isIpv6 } from "../../shared/address";
import { loginEntries, publicKey, tcpPort, userName } from "../../shared/destination";
import { keyFileOr, type FileReference } from "../../shared/file-reference";
import { refuse, type Fault } from "../../shared/fault";
import { settings, type Unchecked } from "../../shared/validation";
import { image } from "../common/platform";
import type { HostKind } from "../common/vendor";

/** A host that already exists, and stays when the site is destroyed: how it is reached, and what it runs. */
export interface ExistingHost {
  readonly provider: "existing";
  /** Its public address, for visitors: IPv4, or IPv6 of a machine without IPv4. An IPv6 address cannot be an output. */
  readonly address: string;
  /**
   * Its public IPv6 address beside the IPv4 address, for visitors.
   * @default none: visitors come by `address`
   */
  readonly ipv6?: string;
  /**
   * The port of its SSH server.
   * @default 22
   */
  readonly port?: number;
  /**
   * The SSH login: root, or a user that may use sudo; the password that sudo asks for is `hostSecrets.sudoPassword`.
   * @default "root"
   */
  readonly user?: string;
  /**
   * The file of the private key that logs in, not its text.
   * @default `hostSecrets.privateKey`, or the SSH agent (`SSH_AUTH_SOCK`)
   */
  readonly privateKey?: FileReference;
  /**
   * The machine's public host key, as in its /etc/ssh/ssh_host_ed25519_key.pub.
   * @default the key that the machine shows first: its fingerprint is logged, and the key pinned. Required with `via`
   * and with `hostSecrets.sudoPassword`
   */
  readonly hostKey?: string;
  /**
   * The jump host to the machine. The same key logs in there, and nothing is run on it.
   * @default none: the machine is reached directly
   */
  readonly via?: JumpHostSettings;
  /**
   * The image that the machine must run.
   * @default "debian-12-x64"
   */
  readonly image?: string;
}

/** A host through which a machine is reached: SSH's ProxyJump. */
export interface JumpHostSettings {
  /** Its address or host name. */
  readonly address: string;
  /**
   * The port of its SSH server.
   * @default 22
   */
  readonly port?: number;
  /**
   * The SSH login.
   * @default "root"
   */
  readonly user?: string;
  /** Its public host key, as in `ssh_known_hosts`. */
  readonly hostKey: string;
}

const via = settings({ address: loginEntries.host, port: v.optional(tcpPort), user: v.optional(userName), hostKey: publicKey });

/** The schema of an existing machine's settings. */
export const existingEntries = {
  address: hostAddress,
  ipv6: v.optional(ipv6Address),
  port: v.optional(tcpPort),
  user: v.optional(userName),
  privateKey: v.optional(keyFileOr("hostSecrets.privateKey")),
  hostKey: v.optional(publicKey),
  via: v.optional(via),
  image: v.optional(image),
};

/** What is wrong with the settings and the secrets together. */
export function existingFaults({ user, hostKey, via: jump }: Unchecked, { sudoPassword }: Unchecked, path: string): Fault[] {
  const unpinned = (why: string): Fault => ({
    path: `${path}.hostKey`,
    problem: `is required with ${why}`,
    remedy: "Give the content of /etc/ssh/ssh_host_ed25519_key.pub of the machine",
  });
  const needless: Fault = {
    path: "hostSecrets.sudoPassword",
    problem: "must be left out when the login is root, which needs no sudo",
    remedy: "Remove it, or name the user",
  };
  const isSudo = sudoPassword !== undefined;
  return [
    ...(isSudo && (user === undefined || user === "root") ? [needless] : []),
    ...(isSudo && hostKey === undefined ? [unpinned("hostSecrets.sudoPassword, as a machine that is not known yet must not be told a password")] : []),
    ...(jump !== undefined && hostKey === undefined ? [unpinned("via, as only a machine that is reached straight can be asked for its key")] : []),
  ];
}

/** What is wrong with the addresses together. */
export function addressConflicts({ address, ipv6 }: Unchecked, path: string): Fault[] {
  if (!isIpv6(address) || ipv6 === undefined) return [];
  const problem = "must be left out beside an IPv6 address as `address`";
  return [{ path: `${path}.ipv6`, problem, remedy: "Give the machine's IPv4 address as `address` if it has one, or leave ipv6 out" }];
}

/** Returns an address that became known later. Which records lead to the host was decided by then, for an IPv4 address: throws for another one. */
export function laterAddress(address: string, path: string): string {
  const problem = `must be known when the program runs if it is an IPv6 address, as it decides which records there are: current value is "${address}"`;
  if (isIpv6(address)) refuse([{ path, problem, remedy: "Give it as it is, or from the stack's configuration" }]);
  return address;
}

/** The reason for all settings that only the maker of a machine decides. */
const isMade = "must be left out with the provider existing, as tlsup does not make that machine";

/** The registry entry of existing hosts' settings. */
export const existing: HostKind<ExistingHost> = {
  provider: "existing",
  host: { provider: v.literal("existing"), ...existingEntries },
  faults: existingFaults,
  conflicts: addressConflicts,
  lacks: {
    region: isMade,
    size: isMade,
    reservedIp: "must be left out with the provider existing, whose address is the one that `address` says",
    dualStack: "must be left out with the provider existing, whose IPv6 address is the one that `ipv6` says",
    ipv4Enabled: "must be left out with the provider existing: a machine without IPv4 has its IPv6 address as `address`",
    ssh: "must be left out with the provider existing, as the machine's firewall is its owner's: say there who may reach SSH",
    authorizedKeys: "must be left out with the provider existing, whose keys are its owner's: add it there",
  },
};
