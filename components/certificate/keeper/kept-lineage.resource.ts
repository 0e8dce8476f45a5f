import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { KeeperInputs } from "./lineage";

/** The arguments of {@link KeptLineage}. */
export type KeptLineageArgs = { readonly [Key in keyof KeeperInputs]: pulumi.Input<KeeperInputs[Key]> };

/** A certificate that the agent on a host keeps. */
export class KeptLineage extends OwnResource {
  declare readonly leaf: pulumi.Output<string>;
  declare readonly chain: pulumi.Output<string>;
  declare readonly fullChain: pulumi.Output<string>;

  constructor(name: string, args: KeptLineageArgs, opts: pulumi.CustomResourceOptions) {
    super("KeptLineage", name, { ...args, leaf: undefined, chain: undefined, fullChain: undefined, drift: undefined }, opts);
  }
}
