import type * as pulumi from "@pulumi/pulumi";
import type { LeafFacts, Trust } from "../x509/facts";

/** What a server needs of a certificate from any source. */
export interface CertificateOutputs {
  /**
   * PEM. Secret.
   * @default only on the host, in the folder `lineage`
   */
  readonly privateKey?: pulumi.Output<string>;
  /** The leaf, PEM. */
  readonly leaf: pulumi.Output<string>;
  /** The intermediates, PEM. */
  readonly chain: pulumi.Output<string>;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: pulumi.Output<string>;
  /** The facts in the leaf. */
  readonly facts: pulumi.Output<LeafFacts>;
  /** Who trusts it. */
  readonly trust: pulumi.Input<Trust>;
  /**
   * When it will be renewed, ISO 8601, if that is decided when it is made.
   * @default by its dates
   */
  readonly renewAt?: pulumi.Output<string>;
  /**
   * The folder on the host from which a push takes key and chain.
   * @default none: they travel with each push
   */
  readonly lineage?: pulumi.Output<string>;
  /**
   * SHA-256 of the leaf that the host serves in its place when it could not renew it.
   * @default none
   */
  readonly standbySha256?: pulumi.Output<string>;
  /**
   * Whether a CA must reach the host by the certificate's names before it exists, so that what leads there is made first.
   * @default false
   */
  readonly reachedFirst?: pulumi.Output<boolean>;
}
