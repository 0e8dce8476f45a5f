import * as pulumi from "@pulumi/pulumi";
import { forwarder } from "../../shared/forwarder.resource";
import type { AcmeAccountInputs } from "./account-resource";

const provider = forwarder("acmeAccount");

/** The arguments of {@link AcmeAccountResource}. */
export type AcmeAccountResourceArgs = { readonly [Key in keyof AcmeAccountInputs]: pulumi.Input<AcmeAccountInputs[Key]> };

/** An account at a CA. */
export class AcmeAccountResource extends pulumi.dynamic.Resource {
  declare readonly url: pulumi.Output<string>;
  declare readonly directory: pulumi.Output<string>;
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, args: AcmeAccountResourceArgs, opts: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, url: undefined }, pulumi.mergeOptions(opts, { additionalSecretOutputs: ["privateKey", "externalHmacKey"] }), "tlsup", "AcmeAccount");
  }
}
