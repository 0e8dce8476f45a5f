import { destinationKeys, type JumpHost } from "../../shared/destination";
import { picked, type Keys } from "../../shared/picked";
import { canonical } from "../../shared/canonical";
import { safeFileName } from "../../shared/file-name";
import { leafFacts } from "../x509/bundle";
import { changedNames, changedSetting } from "../common/reissue";
import { expiry } from "../common/validity";
import type { KeyType } from "../common/settings";
import type { ChallengeType } from "../acme/challenge";

/** What certbot on a host shall keep. */
export interface CertbotInputs {
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
  /** What the lineage is called, and the site whose release takes it: the domain. */
  readonly site: string;
  /** The names, as the CA knows them. */
  readonly names: readonly string[];
  /** How control of the names is proven. */
  readonly challenge: ChallengeType;
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** Where the CA writes to about the account. */
  readonly email?: string;
  /** What a private CA's own HTTPS is verified with, PEM. */
  readonly root?: string;
  /** The key, made anew with each certificate. */
  readonly keyType: KeyType;
  /** Cloudflare's token for dns-01. Secret. */
  readonly apiToken?: string;
  /** The address of Cloudflare's API, as the host reaches it. */
  readonly apiUrl?: string;
  /** Whether the certificate is revoked when the resource is deleted. */
  readonly revokeOnDelete: boolean;
}

/** The host that certbot keeps a lineage on, and what another certificate would be issued for. */
export type CertbotHostInputs = Pick<
  CertbotInputs,
  "host" | "port" | "user" | "privateKey" | "hostKey" | "sudoPassword" | "via" | "machine" | "site" | "names" | "challenge" | "directory" | "keyType"
>;

/** The host that certbot keeps a lineage on, and whether it had it before. */
export interface CertbotHostOutputs extends CertbotHostInputs {
  /** Whether the machine has the lineage, whatever the names lead to. */
  readonly hasLineage: boolean;
}

/** What certbot on a host keeps. */
export interface CertbotOutputs extends CertbotInputs, Lineage {
  /** What differed on the host when it was last looked at, beyond a renewal; empty after an update. */
  readonly drift: readonly string[];
}

/** A certificate as certbot keeps it. */
export interface Lineage {
  /** The certificate's private key, PEM. Secret. */
  readonly lineageKey: string;
  /** The leaf, PEM. */
  readonly leaf: string;
  /** The intermediates, PEM. */
  readonly chain: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
}

/** The folder in which certbot keeps the current files of a lineage. Throws for what is no name of a site. */
export function lineageFolder(site: string): string {
  return `/etc/letsencrypt/live/${safeFileName(site)}`;
}

const inputKeys: Keys<CertbotInputs> = {
  ...destinationKeys,
  site: true,
  names: true,
  challenge: true,
  directory: true,
  email: true,
  root: true,
  keyType: true,
  apiToken: true,
  apiUrl: true,
  revokeOnDelete: true,
};

export function certbotInputsOf(resource: CertbotInputs): CertbotInputs {
  return picked(resource, inputKeys);
}

/** What the host must be told of. How it is reached, and what becomes of the certificate at the end, concerns the stack alone. */
export function isToldToHost(olds: CertbotInputs, news: CertbotInputs): boolean {
  const told = ({ names, challenge, directory, email, root, keyType, apiToken, apiUrl }: CertbotInputs): string =>
    canonical([[...names].sort(), challenge, directory, email, root, keyType, apiToken, apiUrl]);
  return told(olds) !== told(news);
}

/** What another certificate is issued for, in words; empty when the one that is there will do. */
export function reissueReasons(olds: CertbotHostInputs, news: CertbotHostInputs): string[] {
  return [
    ...changedNames(olds.names, news.names),
    ...changedSetting("key type", olds.keyType, news.keyType),
    ...changedSetting("challenge", olds.challenge, news.challenge),
    ...changedSetting("CA", olds.directory, news.directory),
  ];
}

/**
 * Why the host is to be looked at without any change, in words:
 * the certificate that it was last seen with has expired or is about to, so certbot has renewed it since, or cannot.
 */
export function expiryReason({ leaf }: Pick<Lineage, "leaf">, now: number): string | undefined {
  const { notBefore, notAfter } = leafFacts(leaf);
  return now < expiry(notBefore, notAfter).lastCall
    ? undefined
    : `the certificate that was last seen on the host ends on ${notAfter}: certbot is asked for a later one`;
}
