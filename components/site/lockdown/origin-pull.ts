import * as v from "valibot";
import { hostName } from "../../shared/domain-name";
import { picked, type Keys } from "../../shared/picked";
import { secret } from "../../shared/validation";
import { certificatePem, keyPem } from "../../certificate/common/setting-schemas";

/** The client certificate that the edge shows to the origin of a host name, and that the server there requires. */
export interface OriginPullInputs {
  /** The zone's id at Cloudflare. */
  readonly zoneId: string;
  /** The host name to whose origin it is shown. */
  readonly hostname: string;
  /** PEM. */
  readonly certificate: string;
  /** PEM. Secret. */
  readonly privateKey: string;
  /** The token for changing it, if it is not in the environment. Another token alone is not a change. Secret. */
  readonly token?: string;
}

/** A certificate that the edge shows. */
export interface OriginPullOutputs extends OriginPullInputs {
  /** The certificate's id at Cloudflare. */
  readonly certificateId: string;
  /** Whether the edge showed it when this was last checked. */
  readonly shown: boolean;
  /**
   * The ids of certificates that are to go once this one is shown.
   * @default none
   */
  readonly former?: readonly string[];
}

/** The schema of {@link OriginPullInputs}. */
export const originPullEntries = {
  zoneId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/, "must be the id of a zone at Cloudflare")),
  hostname: hostName,
  certificate: certificatePem,
  privateKey: secret(keyPem),
  token: v.optional(secret(v.string())),
};

const inputKeys: Keys<OriginPullInputs> = { zoneId: true, hostname: true, certificate: true, privateKey: true, token: true };

export function originPullInputsOf(resource: OriginPullInputs): OriginPullInputs {
  return picked(resource, inputKeys);
}
