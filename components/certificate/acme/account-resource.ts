import { picked } from "../../shared/picked";

/** An account at a CA: what decides about it. */
export interface AcmeAccountInputs {
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** PEM; the CA's own HTTPS is verified with it instead of the public roots. */
  readonly root?: string;
  /** `mailto:` URLs. */
  readonly contact: readonly string[];
  /** The account's key, PEM. Secret. */
  readonly privateKey: string;
  /** Whether the account has other users, so that it outlives this resource. */
  readonly shared: boolean;
  /** The identifier of an account that the CA knows from elsewhere. */
  readonly externalKeyId?: string;
  /** Its key, base64url. Secret. */
  readonly externalHmacKey?: string;
}

/** An account that exists. */
export interface AcmeAccountOutputs extends AcmeAccountInputs {
  /** What the CA knows the account by. */
  readonly url: string;
}

export function accountInputsOf(resource: AcmeAccountInputs): AcmeAccountInputs {
  return picked(resource, { directory: true, root: true, contact: true, privateKey: true, shared: true, externalKeyId: true, externalHmacKey: true });
}
