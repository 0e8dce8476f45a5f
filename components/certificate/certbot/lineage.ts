import { destinationKeys, type MachineDestination } from "../../shared/destination";
import { picked, type Keys } from "../../shared/picked";
import { canonical } from "../../shared/canonical";
import { safeFileName } from "../../shared/file-name";
import type { Alarms } from "../common/alarm-settings";
import { changedNames, changedSetting } from "../common/reissue";
import type { KeyType } from "../common/settings";
import type { ChallengeType } from "../acme/challenge";

/** The certificate that certbot must keep on a host. */
export interface CertbotInputs extends MachineDestination, Alarms {
  /** The domain: the name of the lineage and of the site that uses it. */
  readonly site: string;
  /** The names, in the form that the CA uses. */
  readonly names: readonly string[];
  /** How control of the names is proven. */
  readonly challenge: ChallengeType;
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** Where the CA writes about the account. */
  readonly email?: string;
  /** The root that verifies a private CA's own HTTPS, PEM. */
  readonly root?: string;
  /** The key type; each certificate gets a new key. */
  readonly keyType: KeyType;
  /** Cloudflare's token for dns-01. Secret. */
  readonly apiToken?: string;
  /** The address of Cloudflare's API, as the host reaches it. */
  readonly apiUrl?: string;
  /** Whether the certificate is revoked when the resource is deleted. */
  readonly revokeOnDelete: boolean;
}

/** The host on which certbot keeps a lineage, and the inputs whose change needs another certificate. */
export type CertbotHostInputs = MachineDestination & Pick<CertbotInputs, "site" | "names" | "challenge" | "directory" | "keyType">;

/** The host on which certbot keeps a lineage, and whether the lineage exists. */
export interface CertbotHostOutputs extends CertbotHostInputs {
  /** Whether the machine has the lineage, even if the names do not lead to it. */
  readonly hasLineage: boolean;
}

/** The certificate that certbot keeps on a host. */
export interface CertbotOutputs extends CertbotInputs, Lineage {
  /** Differences found by the last inspection of the host, apart from a renewal; empty after an update. */
  readonly drift: readonly string[];
}

/** A certificate that certbot keeps. */
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

/** The folder in which certbot keeps the current files of a lineage. Throws for an invalid site name. */
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
  alarm: true,
  webhook: true,
  ping: true,
  revokeOnDelete: true,
};

export function certbotInputsOf(resource: CertbotInputs): CertbotInputs {
  return picked(resource, inputKeys);
}

/** Whether the host must be told about a change. How it is reached, and whether the certificate is revoked at the end, only concerns the stack. */
export function isToldToHost(olds: CertbotInputs, news: CertbotInputs): boolean {
  const told = ({ names, challenge, directory, email, root, keyType, apiToken, apiUrl, alarm, webhook, ping }: CertbotInputs): string =>
    canonical([[...names].sort(), challenge, directory, email, root, keyType, apiToken, apiUrl, alarm, webhook, ping]);
  return told(olds) !== told(news);
}

/** Why another certificate is issued, in words; empty when the current one will do. */
export function reissueReasons(olds: CertbotHostInputs, news: CertbotHostInputs): string[] {
  return [
    ...changedNames(olds.names, news.names),
    ...changedSetting("key type", olds.keyType, news.keyType),
    ...changedSetting("challenge", olds.challenge, news.challenge),
    ...changedSetting("CA", olds.directory, news.directory),
  ];
}
