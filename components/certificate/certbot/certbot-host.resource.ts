import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { CertbotHostInputs } from "./lineage";

/** The arguments of {@link CertbotHost}. */
export type CertbotHostArgs = { readonly [Key in keyof CertbotHostInputs]: pulumi.Input<CertbotHostInputs[Key]> };

/** The host on which certbot keeps a lineage. It outlives machines: certbot's files move to a new machine. */
export class CertbotHost extends OwnResource {
  /** Whether the machine has the lineage, even if the names do not lead to it. */
  declare readonly hasLineage: pulumi.Output<boolean>;

  constructor(name: string, args: CertbotHostArgs, opts: pulumi.CustomResourceOptions) {
    super("CertbotHost", name, { ...args, hasLineage: undefined }, opts);
  }
}
