import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";

/** The address ranges of the edge that are admitted: the last good list, even when a later published one is empty or shorter. */
export class EdgeRanges extends OwnResource {
  /** The ranges, sorted. */
  declare readonly ranges: pulumi.Output<string[]>;

  constructor(name: string, args: { readonly listed: pulumi.Input<string[]> }, opts: pulumi.CustomResourceOptions) {
    super("EdgeRanges", name, { ...args, ranges: undefined }, opts);
  }
}
