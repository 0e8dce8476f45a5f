import * as pulumi from "@pulumi/pulumi";
import { forwarder } from "../../shared/forwarder.resource";
import type { OriginCaOrderInputs } from "./execution/order-provider";

const provider = forwarder("originCaOrder");

/** An order for an Origin CA certificate: it may be placed, and is replaced when it is to be placed anew. */
export class OriginCaOrder extends pulumi.dynamic.Resource {
  /** When it is to be placed anew: ISO 8601, UTC. */
  declare readonly renewAt: pulumi.Output<string>;

  constructor(name: string, args: OriginCaOrderInputs, opts: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, renewAt: undefined }, opts, "tlsup", "OriginCaOrder");
  }
}
