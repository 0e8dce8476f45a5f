import * as pulumi from "@pulumi/pulumi";
import { ForwardedResource } from "../../shared/forwarder.resource";
import type { AcmeAccountInputs } from "./account-resource";

/** The arguments of {@link AcmeAccountResource}. */
export type AcmeAccountResourceArgs = { readonly [Key in keyof AcmeAccountInputs]: pulumi.Input<AcmeAccountInputs[Key]> };

/** An account at a CA. */
export class AcmeAccountResource extends ForwardedResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly directory: pulumi.Output<string>;
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, args: AcmeAccountResourceArgs, opts: pulumi.CustomResourceOptions) {
    super("acmeAccount", "AcmeAccount", name, { ...args, url: undefined }, pulumi.mergeOptions(opts, { additionalSecretOutputs: ["privateKey", "externalHmacKey"] }));
  }
}
