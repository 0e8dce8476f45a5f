import * as pulumi from "@pulumi/pulumi";
import { ForwardedResource } from "../../shared/forwarder.resource";
import type { CertbotHostInputs } from "./lineage";

/** The arguments of {@link CertbotHost}. */
export type CertbotHostArgs = { readonly [Key in keyof CertbotHostInputs]: pulumi.Input<CertbotHostInputs[Key]> };

/** The host that certbot keeps a lineage on, whichever machine that is: when it becomes another one, what certbot keeps goes along. */
export class CertbotHost extends ForwardedResource {
  /** Whether the machine had the lineage before any name led to it. */
  declare readonly hasLineage: pulumi.Output<boolean>;

  constructor(name: string, args: CertbotHostArgs, opts: pulumi.CustomResourceOptions) {
    super("certbotHost", "CertbotHost", name, { ...args, hasLineage: undefined }, pulumi.mergeOptions(opts, { additionalSecretOutputs: ["privateKey"] }));
  }
}
