import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { OriginCaOrderInputs } from "./order";

/** The arguments of {@link OriginCaOrder}. */
export type OriginCaOrderArgs = { readonly [Key in keyof OriginCaOrderInputs]: pulumi.Input<OriginCaOrderInputs[Key]> };

/** An order for an Origin CA certificate: replaced when it must be placed again. */
export class OriginCaOrder extends OwnResource {
  /** When it must be placed again: ISO 8601, UTC. */
  declare readonly renewAt: pulumi.Output<string>;

  constructor(name: string, args: OriginCaOrderArgs, opts: pulumi.CustomResourceOptions) {
    super("OriginCaOrder", name, { ...args, renewAt: undefined }, opts);
  }
}
