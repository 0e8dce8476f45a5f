import { destinationKeys, type JumpHost } from "../../shared/destination";
import { safeFileName } from "../../shared/file-name";
import { picked, type Keys } from "../../shared/picked";
import { changedNames, changedSetting } from "../common/reissue";
import { expiry } from "../common/validity";
import type { KeyType } from "../common/settings";
import { leafFacts } from "../x509/bundle";

/** What the agent on a host shall keep. */
export interface KeeperInputs {
  /** The host's address. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /** The client's private key: PEM or OpenSSH form; without it the agent at `SSH_AUTH_SOCK` logs in. Secret. */
  readonly privateKey?: string;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: string;
  /** What sudo asks the login for. Secret. */
  readonly sudoPassword?: string;
  /** The host through which alone the host can be reached. */
  readonly via?: JumpHost;
  /** The machine's identity at its provider; on another one the certificate is another. */
  readonly machine: string;
  /** What the certificate is called on the host: the domain. */
  readonly site: string;
  /** The names, as the CA knows them. */
  readonly names: readonly string[];
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** Where the CA writes to about the account. */
  readonly email?: string;
  /** What a private CA's own HTTPS is verified with, PEM. */
  readonly root?: string;
  /** The certificate's profile. */
  readonly profile?: string;
  /** The key, made anew with each certificate. */
  readonly keyType: KeyType;
  /** The address that alarms are sent to. Secret. */
  readonly webhook?: string;
  /** Whether the certificate is revoked when the resource is deleted. */
  readonly revokeOnDelete: boolean;
}

/** A certificate as the agent keeps it. Its key is on the host alone. */
export interface KeptChain {
  /** The leaf, PEM. */
  readonly leaf: string;
  /** The intermediates, PEM. */
  readonly chain: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
}

/** What the agent on a host keeps. */
export interface KeeperOutputs extends KeeperInputs, KeptChain {
  /** What differed on the host when it was last looked at, beyond a renewal; empty after an update. */
  readonly drift: readonly string[];
}

/** The folder with the agent's current key and chain. Throws for what is no name of a site. */
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
  keyType: true,
  webhook: true,
  revokeOnDelete: true,
};

export function keeperInputsOf(resource: KeeperInputs): KeeperInputs {
  return picked(resource, inputKeys);
}

/** What another certificate is issued for, in words; empty when the one that is there will do. */
export function reissueReasons(olds: KeeperInputs, news: KeeperInputs): string[] {
  return [
    ...changedNames(olds.names, news.names),
    ...changedSetting("key type", olds.keyType, news.keyType),
    ...changedSetting("profile", olds.profile, news.profile),
    ...changedSetting("CA", olds.directory, news.directory),
  ];
}

/** Why the host is to be looked at without any change: the certificate that it was last seen with has ended or is about to. */
export function expiryReason({ leaf }: Pick<KeptChain, "leaf">, now: number): string | undefined {
  const { notBefore, notAfter } = leafFacts(leaf);
  return now < expiry(notBefore, notAfter).lastCall
    ? undefined
    : `the certificate that was last seen on the host ends on ${notAfter}: the host is asked for a later one`;
}
