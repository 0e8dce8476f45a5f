import * as pulumi from "@pulumi/pulumi";
import type { providers } from "../provider";
import { forwarding, operationsKey } from "./forwarding";

/**
 * A resource that tlsup carries out itself, see {@link forwarding}. It is a dynamic resource in all but one thing: the text that the
 * engine keeps is written here, where `pulumi.dynamic.Resource` would derive it from compiled functions, which takes time in every run.
 */
export class ForwardedResource extends pulumi.CustomResource {
  constructor(kind: keyof typeof providers, type: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(`pulumi-nodejs:dynamic/tlsup:${type}`, name, { ...props, [operationsKey]: forwarding(kind) }, opts);
  }
}
