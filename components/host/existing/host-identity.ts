import * as v from "valibot";
import { destinationEntries, publicKey, type JumpHost } from "../../shared/destination";
import type { Keys } from "../../shared/picked";
import { image } from "../common/platform";

/** A machine that is to be known again. */
export interface HostIdentityInputs {
  /** The host's address. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /** The client's private key: PEM or OpenSSH form; without it the agent at `SSH_AUTH_SOCK` logs in. Secret. */
  readonly privateKey?: string;
  /** What sudo asks the login for. Secret. */
  readonly sudoPassword?: string;
  /** The host through which alone the host can be reached. */
  readonly via?: JumpHost;
  /** The host key that it must have, as in `ssh_known_hosts`. */
  readonly expectedKey?: string;
  /** What it must run. */
  readonly image: string;
}

/** A machine that is known by its host key. */
export interface HostIdentityOutputs extends HostIdentityInputs {
  /** As in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  readonly fingerprint: string;
  /** What the machine is told from others by: it stays when its address or its host key changes. */
  readonly machine: string;
}

/** What each input must be. */
export const hostIdentityEntries = {
  host: destinationEntries.host,
  port: destinationEntries.port,
  user: destinationEntries.user,
  privateKey: destinationEntries.privateKey,
  sudoPassword: destinationEntries.sudoPassword,
  via: destinationEntries.via,
  expectedKey: v.optional(publicKey),
  image,
};

/** Each input. */
export const hostIdentityKeys: Keys<HostIdentityInputs> = {
  host: true,
  port: true,
  user: true,
  privateKey: true,
  sudoPassword: true,
  via: true,
  expectedKey: true,
  image: true,
};

/** Whether the machine need not be asked again: it is reached at the same place, and its key is still the right one. */
export function isKnown(olds: HostIdentityOutputs, { host, port, expectedKey, image: wanted }: HostIdentityInputs): boolean {
  return host === olds.host && port === olds.port && wanted === olds.image && (expectedKey === undefined || isSameKey(expectedKey, olds.hostKey));
}

/** Whether two lines of `ssh_known_hosts` are the same key, whatever their comments are. */
export function isSameKey(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(line: string): string {
  return line.trim().split(/\s+/).slice(0, 2).join(" ");
}
