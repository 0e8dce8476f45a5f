import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { OriginPullInputs } from "./origin-pull";

/** The arguments of {@link OriginPull}. */
export type OriginPullArgs = { readonly [Key in keyof OriginPullInputs]: pulumi.Input<OriginPullInputs[Key]> };

/**
 * The client certificate that the edge shows to the origin of one host name.
 * Creation ends once the edge shows it. During a change the edge always shows either the old or the new one.
 */
export class OriginPull extends OwnResource {
  constructor(name: string, args: OriginPullArgs, opts: pulumi.CustomResourceOptions) {
    super("OriginPull", name, { ...args, certificateId: undefined, shown: undefined }, opts);
  }
}
