import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { AuthorizedKeysInputs } from "./authorized-keys";

/** The arguments of {@link AuthorizedKeys}. */
export type AuthorizedKeysArgs = { readonly [Key in keyof AuthorizedKeysInputs]: pulumi.Input<AuthorizedKeysInputs[Key]> };

/** Who may log in to a host: once it is made or updated, a login with the key is proven. */
export class AuthorizedKeys extends OwnResource {
  constructor(name: string, args: AuthorizedKeysArgs, opts: pulumi.CustomResourceOptions) {
    super("AuthorizedKeys", name, { ...args }, opts);
  }
}
