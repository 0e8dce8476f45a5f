import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { KeptAccountInputs } from "./account";

/** The arguments of {@link KeptAccount}. */
export type KeptAccountArgs = { readonly [Key in keyof KeptAccountInputs]: pulumi.Input<KeptAccountInputs[Key]> };

/** The account at a CA that the agent on a host uses. */
export class KeptAccount extends OwnResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly thumbprint: pulumi.Output<string>;
  declare readonly issuer: pulumi.Output<string>;
  declare readonly hashPrefix: pulumi.Output<string>;

  constructor(name: string, args: KeptAccountArgs, opts: pulumi.CustomResourceOptions) {
    super("KeptAccount", name, { ...args, url: undefined, thumbprint: undefined, issuer: undefined, hashPrefix: undefined }, opts);
  }
}
