import * as pulumi from "@pulumi/pulumi";
import { version } from "./version";

/** A resource that tlsup's own plugin implements. */
export class OwnResource extends pulumi.CustomResource {
  constructor(kind: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(`tlsup:index:${kind}`, name, props, { version, ...opts });
    if (!pulumi.runtime.isDryRun()) for (const key of Object.keys(props)) if (props[key] === undefined) this.#awaitCreation(key);
  }

  /** With `--continue-on-error` the engine leaves out what depends on a failed resource, and gives it no id, but outputs that are known to be undefined. */
  #awaitCreation(output: string): void {
    const outputs = this as unknown as Record<string, pulumi.Output<unknown>>;
    outputs[output] = pulumi.all([this.id, outputs[output]]).apply(([, value]) => value);
  }
}
