import type * as pulumi from "@pulumi/pulumi";
import type { LeafFacts, Trust } from "../x509/facts";

/** A certificate, whatever its source: what a server needs of it. */
export interface CertificateOutputs {
  /**
   * PEM. Secret.
   * @default it is nowhere but on the host, in the folder `lineage`
   */
  readonly privateKey?: pulumi.Output<string>;
  /** The leaf, PEM. */
  readonly leaf: pulumi.Output<string>;
  /** The intermediates, PEM; empty where there are none. */
  readonly chain: pulumi.Output<string>;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: pulumi.Output<string>;
  /** What the leaf says. */
  readonly facts: pulumi.Output<LeafFacts>;
  /** Who trusts it: known beforehand, or found out by its chain. */
  readonly trust: pulumi.Input<Trust>;
  /**
   * When it will be renewed, ISO 8601, where that is decided when it is made.
   * @default by its dates
   */
  readonly renewAt?: pulumi.Output<string>;
  /**
   * The folder on the host where an ACME client keeps key and chain up to date: a push takes them from there.
   * @default none: they travel with each push
   */
  readonly lineage?: pulumi.Output<string>;
  /**
   * Whether a CA must reach the host by the certificate's names before the certificate is there: then records and addresses that lead there go first,
   * otherwise they follow what serves it.
   * @default false
   */
  readonly reachedFirst?: pulumi.Output<boolean>;
}
