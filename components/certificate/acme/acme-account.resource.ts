import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { AcmeAccountInputs } from "./account-resource";

/** The arguments of {@link AcmeAccountResource}. */
export type AcmeAccountResourceArgs = { readonly [Key in keyof AcmeAccountInputs]: pulumi.Input<AcmeAccountInputs[Key]> };

/** An account at a CA. */
export class AcmeAccountResource extends OwnResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly directory: pulumi.Output<string>;
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, args: AcmeAccountResourceArgs, opts: pulumi.CustomResourceOptions) {
    super("AcmeRegistration", name, { ...args, url: undefined }, opts);
  }
}
