import * as v from "valibot";
import { destinationEntries, publicKey, type Destination } from "../../shared/destination";
import type { Keys } from "../../shared/picked";
import { image } from "../common/platform";
import { keyOf } from "../login/public-key";

/** A machine to recognise. */
export interface HostIdentityInputs extends Omit<Destination, "hostKey"> {
  /** The host key that it must have, as in `ssh_known_hosts`. */
  readonly expectedKey?: string;
  /** The image that it must run. */
  readonly image: string;
}

/** A machine that is recognised by its host key. */
export interface HostIdentityOutputs extends HostIdentityInputs {
  /** As in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  readonly fingerprint: string;
  /** What distinguishes the machine from others: it stays when its address or its host key changes. */
  readonly machine: string;
}

/** The schema of each input. */
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

/** Whether the machine need not be inspected again: its address, port and image are the same, and its key is still the right one. */
export function isKnown(olds: HostIdentityInputs & Partial<HostIdentityOutputs>, { host, port, expectedKey, image: wanted }: HostIdentityInputs): boolean {
  if (olds.hostKey === undefined || (expectedKey !== undefined && !isSameKey(expectedKey, olds.hostKey))) return false;
  return host === olds.host && port === olds.port && wanted === olds.image;
}

/** Whether two lines of `ssh_known_hosts` are the same key, apart from their comments. */
export function isSameKey(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}
