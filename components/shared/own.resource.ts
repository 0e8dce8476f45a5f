import * as pulumi from "@pulumi/pulumi";
import { version } from "./version";

/** A resource that tlsup's own plugin implements. */
export class OwnResource extends pulumi.CustomResource {
  constructor(kind: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(`tlsup:index:${kind}`, name, props, { version, ...opts });
  }
}
