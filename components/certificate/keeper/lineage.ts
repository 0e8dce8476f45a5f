import { destinationKeys, type MachineDestination } from "../../shared/destination";
import { safeFileName } from "../../shared/file-name";
import { picked, type Keys } from "../../shared/picked";
import type { Alarms } from "../common/alarm-settings";
import type { StandingRecord } from "../acme/standing-record";
import { changedNames, changedSetting } from "../common/reissue";
import type { KeyType } from "../common/settings";

/** The certificate that the agent on a host must keep. */
export interface KeeperInputs extends MachineDestination, Alarms {
  /** The certificate's name on the host: the domain. */
  readonly site: string;
  /** The names, in the form that the CA uses. */
  readonly names: readonly string[];
  /**
   * The URL of the CA's directory.
   * @default none: the certificate is signed with its own key
   */
  readonly directory?: string;
  /** Where the CA writes about the account. */
  readonly email?: string;
  /** The root that verifies a private CA's own HTTPS, PEM. */
  readonly root?: string;
  /** The certificate's profile. */
  readonly profile?: string;
  /** How long a certificate that is signed with its own key is valid, in days. */
  readonly days?: number;
  /** The key type; each certificate gets a new key. */
  readonly keyType: KeyType;
  /**
   * The records by which the CA knows that the host's account may have the names: dns-persist-01.
   * @default none: http-01, or no CA
   */
  readonly records?: readonly StandingRecord[];
  /** What the host serves, from its last call on, in place of a certificate that it could not renew, PEM. */
  readonly standby?: string;
  /** Its key, PEM. Secret. */
  readonly standbyKey?: string;
  /** Whether the certificate is revoked when the resource is deleted. */
  readonly revokeOnDelete: boolean;
}

/** A certificate that the agent keeps. Its key is only on the host. */
export interface KeptChain {
  /** The leaf, PEM. */
  readonly leaf: string;
  /** The intermediates, PEM. */
  readonly chain: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
}

/** The certificate that the agent keeps on a host. */
export interface KeeperOutputs extends KeeperInputs, KeptChain {
  /** Differences found by the last inspection of the host, apart from a renewal; empty after an update. */
  readonly drift: readonly string[];
}

/** The folder with the agent's current key and chain. Throws for an invalid site name. */
export function keptFolder(site: string): string {
  return `/var/lib/tlsup-acme/${safeFileName(site)}/live`;
}

const inputKeys: Keys<KeeperInputs> = {
  ...destinationKeys,
  site: true,
  names: true,
  directory: true,
  email: true,
  root: true,
  profile: true,
  days: true,
  keyType: true,
  records: true,
  standby: true,
  standbyKey: true,
  alarm: true,
  webhook: true,
  ping: true,
  revokeOnDelete: true,
};

export function keeperInputsOf(resource: KeeperInputs): KeeperInputs {
  return picked(resource, inputKeys);
}

/** Why another certificate is issued, in words; empty when the current one will do. */
export function reissueReasons(olds: KeeperInputs, news: KeeperInputs): string[] {
  return [
    ...changedNames(olds.names, news.names),
    ...changedSetting("key type", olds.keyType, news.keyType),
    ...changedSetting("profile", olds.profile, news.profile),
    ...changedSetting("CA", olds.directory ?? "its own key", news.directory ?? "its own key"),
    ...changedSetting("lifetime", daysOf(olds), daysOf(news)),
  ];
}

function daysOf({ days }: KeeperInputs): string | undefined {
  return days === undefined ? undefined : `${days} days`;
}
