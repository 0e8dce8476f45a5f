import { picked } from "../../shared/picked";

/** The inputs of an account at a CA. */
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
  /** The key identifier of an external account binding. */
  readonly externalKeyId?: string;
  /** Its key, base64url. Secret. */
  readonly externalHmacKey?: string;
}

/** An account that exists. */
export interface AcmeAccountOutputs extends AcmeAccountInputs {
  /** The account's URL at the CA. */
  readonly url: string;
}

export function accountInputsOf(resource: AcmeAccountInputs): AcmeAccountInputs {
  return picked(resource, { directory: true, root: true, contact: true, privateKey: true, shared: true, externalKeyId: true, externalHmacKey: true });
}
