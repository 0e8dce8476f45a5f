import { canonical } from "../../shared/canonical";
import { changedNames, changedSetting } from "../common/reissue";
import type { RenewalState } from "./renewal";

/** How control of the names is proven; the credential is kept apart from it, as it is secret. */
export type SolverSettings =
  | { readonly kind: "cloudflare"; readonly baseUrl?: string }
  | { readonly kind: "host"; readonly host: string; readonly port: number; readonly user: string; readonly hostKey: string };

/** The kinds of key that a certificate can have. */
export type KeyType = "ecdsa-p256" | "rsa-2048";

/** What is asked for. */
export interface LetsEncryptInputs {
  readonly directory: string;
  /** PEM; the CA's own HTTPS is verified with it instead of the public roots. */
  readonly root?: string;
  readonly accountUrl: string;
  /** PEM. Secret. */
  readonly accountKey: string;
  /** As the CA knows them: see `normaliseNames`. */
  readonly names: readonly string[];
  readonly keyType: KeyType;
  readonly profile?: string;
  readonly solver: SolverSettings;
  /** Cloudflare's API token or the SSH key. Secret. */
  readonly credential?: string;
  /** Where DNS look-ups start: `address` or `address:port`. */
  readonly resolver?: string;
  readonly revokeOnDelete: boolean;
  /** A certificate that is taken over instead of ordering one, leaf and intermediates in PEM, and its key. Only for the first time: it makes no difference later. */
  readonly adoptedChain?: string;
  /** PEM. Secret. */
  readonly adoptedKey?: string;
}

/** A certificate that was issued. */
export interface LetsEncryptOutputs extends LetsEncryptInputs {
  /** PEM. Secret. */
  readonly privateKey: string;
  readonly leaf: string;
  readonly chain: string;
  readonly fullChain: string;
  readonly renewal: RenewalState;
}

/** What another certificate is needed for, in words; empty when the one that is there will do. A changed account, solver or resolver needs none. */
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

export function certificateInputsOf(resource: LetsEncryptInputs): LetsEncryptInputs {
  const { directory, root, accountUrl, accountKey, names, keyType, profile, solver, credential, resolver, revokeOnDelete } = resource;
  return {
    directory, accountUrl, accountKey, names, keyType, solver, revokeOnDelete,
    ...(root !== undefined && { root }),
    ...(profile !== undefined && { profile }),
    ...(credential !== undefined && { credential }),
    ...(resolver !== undefined && { resolver }),
  };
}
