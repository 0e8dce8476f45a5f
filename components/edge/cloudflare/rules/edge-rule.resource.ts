import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../../shared/own.resource";
import type { EdgeRuleInputs } from "./edge-rule";

/** The arguments of {@link EdgeRule}. */
export type EdgeRuleArgs = { readonly [Key in keyof EdgeRuleInputs]: pulumi.Input<EdgeRuleInputs[Key]> };

/** One rule of a zone. Other rules in the same phase are not touched. */
export class EdgeRule extends OwnResource {
  constructor(name: string, args: EdgeRuleArgs, opts: pulumi.CustomResourceOptions) {
    super("EdgeRule", name, { ...args, isEnabled: undefined }, opts);
  }
}
