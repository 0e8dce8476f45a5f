import * as v from "valibot";
import { canonicalAddress } from "./address";
import type { Keys } from "./picked";
import { secret, settings } from "./validation";

/** A TCP port. */
export const tcpPort = v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1"), v.maxValue(65535, "must be at most 65535"));

/** A user of a host. */
export const userName = v.pipe(v.string(), v.regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be the name of a user, like root"));

/** A host's public key. */
export const publicKey = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+( [^\0\r\n]*)?\s*$/, "must be a public key as in ssh_known_hosts, like ssh-ed25519 AAAA..."),
);

/** The inputs that a login to a machine takes, except the machine's host key. */
export const loginEntries = {
  host: v.pipe(
    v.string(),
    v.check((text) => canonicalAddress(text) !== undefined || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text), "must be an address or a host name"),
  ),
  port: tcpPort,
  user: userName,
  privateKey: secret(v.pipe(v.string(), v.minLength(1, "must be an SSH key"))),
  machine: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, "must be the machine's identity at its provider")),
};

/** A host through which another one is reached. */
export interface JumpHost {
  /** Its address or host name. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /** Its public key, as in `ssh_known_hosts`. */
  readonly hostKey: string;
}

/** How to reach a host, and how to recognise it. */
export interface Destination {
  /** The host's address. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /**
   * The client's private key: PEM or OpenSSH form. Secret.
   * @default none: the agent at `SSH_AUTH_SOCK` logs in
   */
  readonly privateKey?: string;
  /** The one host key that is accepted, as in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /**
   * The login's password for sudo. Secret.
   * @default none: the login is root, or sudo asks for nothing
   */
  readonly sudoPassword?: string;
  /**
   * The jump host that leads to the host. The same key logs in there.
   * @default none: the host is reached directly
   */
  readonly via?: JumpHost;
}

/** A host, for a resource on it. */
export interface MachineDestination extends Destination {
  /** The machine's identity at its provider. */
  readonly machine: string;
}

/** The schema of a host through which another one is reached. */
export const jumpHost = settings({ host: loginEntries.host, port: tcpPort, user: userName, hostKey: publicKey });

/** The password that sudo asks for. */
export const sudoPassword = secret(v.pipe(v.string(), v.regex(/^[^\0\r\n]+$/, "must be one line")));

/** The inputs that a resource on a machine takes to reach it. */
export const destinationEntries = {
  ...loginEntries,
  privateKey: v.optional(loginEntries.privateKey),
  hostKey: publicKey,
  sudoPassword: v.optional(sudoPassword),
  via: v.optional(jumpHost),
};

/** The secret ones among them. */
export const destinationSecrets = ["privateKey", "sudoPassword"] as const;

/** Those that an import may be given. */
export const destinationTaken = ["port", "user", "sudoPassword", "via"] as const;

/** The inputs that say how to reach a machine, and which machine it is. */
export const destinationKeys: Keys<MachineDestination> = {
  host: true,
  port: true,
  user: true,
  privateKey: true,
  hostKey: true,
  sudoPassword: true,
  via: true,
  machine: true,
};
