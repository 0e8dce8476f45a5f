import type { FileReference } from "../../shared/file-reference";
import type { Material } from "../common/settings";

/** A certificate from elsewhere. */
export type ProvidedSource = { readonly source: "provided" } & ProvidedMaterial;

/** A certificate, its chain and its key, as PEM or as one PKCS #12 file. */
export type ProvidedMaterial = ProvidedPem | ProvidedPkcs12;

/** A certificate as PEM. Line ends and order do not matter, and all parts may be in one file. */
export interface ProvidedPem extends ProvidedAuthority {
  /** The leaf, and its intermediates unless `chain` has them. */
  readonly certificate: Material;
  /**
   * The intermediates.
   * @default those in `certificate`
   */
  readonly chain?: Material;
  /**
   * The private key's file; its text is never a setting.
   * @default `certificateSecrets.privateKey`, or the key in the file of `certificate`
   */
  readonly privateKey?: FileReference;
  readonly pkcs12?: never;
}

/** A certificate as PKCS #12: leaf, intermediates and key, opened by `certificateSecrets.passphrase`. */
export interface ProvidedPkcs12 extends ProvidedAuthority {
  /** The PKCS #12 file. */
  readonly pkcs12: FileReference;
  readonly certificate?: never;
  readonly chain?: never;
  readonly privateKey?: never;
}

/** Who vouches for a provided certificate. */
export interface ProvidedAuthority {
  /**
   * The root of the private authority that issued it, PEM.
   * @default none: a public authority issued it, or it is self-signed
   */
  readonly root?: Material;
}
