import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { CertbotInputs } from "./lineage";

/** The arguments of {@link CertbotCertificateResource}. */
export type CertbotCertificateResourceArgs = { readonly [Key in keyof CertbotInputs]: pulumi.Input<CertbotInputs[Key]> };

/** A lineage that certbot keeps on a host. */
export class CertbotCertificateResource extends OwnResource {
  declare readonly lineageKey: pulumi.Output<string>;
  declare readonly leaf: pulumi.Output<string>;
  declare readonly chain: pulumi.Output<string>;
  declare readonly fullChain: pulumi.Output<string>;

  constructor(name: string, args: CertbotCertificateResourceArgs, opts: pulumi.CustomResourceOptions) {
    const outputs = { lineageKey: undefined, leaf: undefined, chain: undefined, fullChain: undefined, drift: undefined };
    super("CertbotLineage", name, { ...args, ...outputs }, opts);
  }
}
