import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { LoginKeyInputs } from "./execution/login-key-provider";

/** The arguments of {@link LoginKey}. */
export type LoginKeyArgs = { readonly [Key in keyof LoginKeyInputs]: pulumi.Input<LoginKeyInputs[Key]> };

/** The key that logs in to a host. Another key replaces it, and the old one is taken off the host when nothing logs in with it any more. */
export class LoginKey extends OwnResource {
  /** The private key, once the host admits it. Secret. */
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, args: LoginKeyArgs, opts: pulumi.CustomResourceOptions) {
    super("LoginKey", name, { ...args }, opts);
  }
}
