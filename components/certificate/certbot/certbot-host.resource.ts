import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { CertbotHostInputs } from "./lineage";

/** The arguments of {@link CertbotHost}. */
export type CertbotHostArgs = { readonly [Key in keyof CertbotHostInputs]: pulumi.Input<CertbotHostInputs[Key]> };

/** The host that certbot keeps a lineage on, whichever machine that is: when it becomes another one, what certbot keeps goes along. */
export class CertbotHost extends OwnResource {
  /** Whether the machine has the lineage, whatever the names lead to. */
  declare readonly hasLineage: pulumi.Output<boolean>;

  constructor(name: string, args: CertbotHostArgs, opts: pulumi.CustomResourceOptions) {
    super("CertbotHost", name, { ...args, hasLineage: undefined }, opts);
  }
}
