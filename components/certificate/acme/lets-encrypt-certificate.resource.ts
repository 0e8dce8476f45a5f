import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { LetsEncryptInputs } from "./certificate-resource";

/** The arguments of {@link LetsEncryptCertificateResource}. */
export type LetsEncryptCertificateResourceArgs = { readonly [Key in keyof LetsEncryptInputs]: pulumi.Input<LetsEncryptInputs[Key]> };

/** A certificate over ACME. */
export class LetsEncryptCertificateResource extends OwnResource {
  declare readonly privateKey: pulumi.Output<string>;
  declare readonly leaf: pulumi.Output<string>;
  declare readonly chain: pulumi.Output<string>;
  declare readonly fullChain: pulumi.Output<string>;
  declare readonly renewal: pulumi.Output<{ readonly renewAt: string }>;

  constructor(name: string, args: LetsEncryptCertificateResourceArgs, opts: pulumi.CustomResourceOptions) {
    const outputs = { privateKey: undefined, leaf: undefined, chain: undefined, fullChain: undefined, renewal: undefined };
    super("AcmeCertificate", name, { ...args, ...outputs }, opts);
  }
}
