import { createHash } from "node:crypto";

/** The supported ways to prove control of a name. Source: RFC 8555, sections 8.3 and 8.4. */
export type ChallengeType = "dns-01" | "http-01";

/** What must be visible for one authorization until the CA has checked it. */
export interface Proof {
  /** The name, without `*.`; two proofs can be for one name. */
  readonly name: string;
  readonly token: string;
  /** The body that http-01 answers with. */
  readonly keyAuthorization: string;
}

/** RFC 8555, section 8: the alphabet of base64url. The token becomes a file name; other characters could lead out of the folder. */
const tokenForm = /^[A-Za-z0-9_-]{22,512}$/;

/** The proof for a challenge's token. Throws on a token that RFC 8555, section 8 does not allow. */
export function proofOf(name: string, token: string, thumbprint: string): Proof {
  if (!tokenForm.test(token))
    throw new Error(
      `Cannot answer the challenge for ${name} as its token must be base64url: current value is ${JSON.stringify(token)}. ` +
        "The CA is broken, or not an ACME server",
    );
  return { name, token, keyAuthorization: `${token}.${thumbprint}` };
}

/** The content of the TXT record of dns-01. */
export function txtValue({ keyAuthorization }: Proof): string {
  return createHash("sha256").update(keyAuthorization).digest("base64url");
}

/** The name of the TXT record of dns-01, before any delegation. */
export function txtName({ name }: Proof): string {
  return `_acme-challenge.${name}`;
}

/** The path that the CA requests for http-01. */
export function httpPath({ token }: Proof): string {
  return `/.well-known/acme-challenge/${token}`;
}
