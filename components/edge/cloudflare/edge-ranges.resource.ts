import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";

/** The edge's address ranges that may connect: the last good list, even if a later published one is empty or shorter. */
export class EdgeRanges extends OwnResource {
  /** The ranges, sorted. */
  declare readonly ranges: pulumi.Output<string[]>;

  constructor(name: string, args: { readonly listed: pulumi.Input<string[]> }, opts: pulumi.CustomResourceOptions) {
    super("EdgeRanges", name, { ...args, ranges: undefined }, opts);
  }
}
