import type * as pulumi from "@pulumi/pulumi";
import type { LeafFacts, Trust } from "../x509/facts";

/** What a server needs of a certificate from any source. */
export interface CertificateOutputs {
  /**
   * PEM. Secret.
   * @default it is only on the host, in the folder `lineage`
   */
  readonly privateKey?: pulumi.Output<string>;
  /** The leaf, PEM. */
  readonly leaf: pulumi.Output<string>;
  /** The intermediates, PEM; empty where there are none. */
  readonly chain: pulumi.Output<string>;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: pulumi.Output<string>;
  /** The facts in the leaf. */
  readonly facts: pulumi.Output<LeafFacts>;
  /** Who trusts it: known beforehand, or derived from its chain. */
  readonly trust: pulumi.Input<Trust>;
  /**
   * When it will be renewed, ISO 8601, if that is decided when it is made.
   * @default by its dates
   */
  readonly renewAt?: pulumi.Output<string>;
  /**
   * The folder on the host where an ACME client keeps key and chain up to date: a push takes them from there.
   * @default none: they travel with each push
   */
  readonly lineage?: pulumi.Output<string>;
  /**
   * SHA-256 of the leaf that the host serves in its place when it could not renew it.
   * @default none
   */
  readonly standbySha256?: pulumi.Output<string>;
  /**
   * Whether a CA must reach the host by the certificate's names before the certificate exists. Then records and addresses that lead there are made first,
   * otherwise after the server.
   * @default false
   */
  readonly reachedFirst?: pulumi.Output<boolean>;
}
