import type { JumpHost } from "../../shared/destination";
import { picked, type Keys } from "../../shared/picked";
import { canonical } from "../../shared/canonical";
import { changedNames, changedSetting } from "../common/reissue";
import type { KeyType } from "../common/settings";
import type { RenewalState } from "./renewal";

/** How control of the names is proven. The credential is secret, and has its own field. */
export type SolverSettings = CloudflareSolverSettings | HostSolverSettings;

/** By TXT records at Cloudflare. */
export interface CloudflareSolverSettings {
  readonly kind: "cloudflare";
  /** The address of Cloudflare's API, where it is not the usual one. */
  readonly baseUrl?: string;
}

/** By a file that the host serves. */
export interface HostSolverSettings {
  readonly kind: "host";
  /** The host's address. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: string;
  /** The jump host that leads to the host. */
  readonly via?: JumpHost;
}

/** The inputs of a certificate. */
export interface LetsEncryptInputs {
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** PEM; the CA's own HTTPS is verified with it instead of the public roots. */
  readonly root?: string;
  /** The account's URL. */
  readonly accountUrl: string;
  /** The account's key, PEM. Secret. */
  readonly accountKey: string;
  /** The names, in the form that the CA uses. */
  readonly names: readonly string[];
  /** The key type; each certificate gets a new key. */
  readonly keyType: KeyType;
  /** The certificate's profile, which decides its lifetime. */
  readonly profile?: string;
  /** How control of the names is proven. The credential is secret, and has its own field. */
  readonly solver: SolverSettings;
  /** Cloudflare's API token or the SSH key. Secret. */
  readonly credential?: string;
  /** The password that sudo on the host asks for. Secret. */
  readonly sudoPassword?: string;
  /** Where DNS look-ups start: `address` or `address:port`. */
  readonly resolver?: string;
  /** Whether the certificate is revoked when the resource is deleted. */
  readonly revokeOnDelete: boolean;
  /**
   * A certificate to take over instead of ordering one: leaf and intermediates in PEM.
   * Used only when the resource is created; ignored later.
   */
  readonly adoptedChain?: string;
  /** The key of the certificate that is taken over, PEM. Secret. */
  readonly adoptedKey?: string;
}

/** A certificate that was issued. */
export interface LetsEncryptOutputs extends LetsEncryptInputs {
  /** The certificate's private key, PEM. Secret. */
  readonly privateKey: string;
  /** The leaf, PEM. */
  readonly leaf: string;
  /** The intermediates, PEM. */
  readonly chain: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
  /** When it will be renewed, and why then. */
  readonly renewal: RenewalState;
}

/** Why another certificate is needed, in words; empty when the current one will do. A changed account, solver or resolver needs no new certificate. */
export function reissueReasons(olds: LetsEncryptInputs, news: LetsEncryptInputs): string[] {
  return [
    ...changedNames(olds.names, news.names),
    ...changedSetting("key type", olds.keyType, news.keyType),
    ...changedSetting("profile", olds.profile, news.profile),
    ...changedSetting("CA", olds.directory, news.directory),
  ];
}

/** Whether the inputs differ at all. */
export function differ(olds: LetsEncryptInputs, news: LetsEncryptInputs): boolean {
  return canonical(certificateInputsOf(olds)) !== canonical(certificateInputsOf(news));
}

/** The inputs that stay: a certificate to take over is only used at creation. */
type LastingInputs = Omit<LetsEncryptInputs, "adoptedChain" | "adoptedKey">;

const lasting: Keys<LastingInputs> = {
  directory: true,
  root: true,
  accountUrl: true,
  accountKey: true,
  names: true,
  keyType: true,
  profile: true,
  solver: true,
  credential: true,
  sudoPassword: true,
  resolver: true,
  revokeOnDelete: true,
};

export function certificateInputsOf(resource: LetsEncryptInputs): LetsEncryptInputs {
  return picked<LastingInputs>(resource, lasting);
}
