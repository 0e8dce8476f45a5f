import * as pulumi from "@pulumi/pulumi";
import { ForwardedResource } from "../../shared/forwarder.resource";
import type { LetsEncryptInputs } from "./certificate-resource";

/** The arguments of {@link LetsEncryptCertificateResource}. */
export type LetsEncryptCertificateResourceArgs = { readonly [Key in keyof LetsEncryptInputs]: pulumi.Input<LetsEncryptInputs[Key]> };

/** What the engine is told to keep secret. */
const secrets = ["privateKey", "accountKey", "credential", "adoptedKey"];

/** A certificate over ACME. */
export class LetsEncryptCertificateResource extends ForwardedResource {
  declare readonly privateKey: pulumi.Output<string>;
  declare readonly leaf: pulumi.Output<string>;
  declare readonly chain: pulumi.Output<string>;
  declare readonly fullChain: pulumi.Output<string>;
  declare readonly renewal: pulumi.Output<{ readonly renewAt: string }>;

  constructor(name: string, args: LetsEncryptCertificateResourceArgs, opts: pulumi.CustomResourceOptions) {
    const outputs = { privateKey: undefined, leaf: undefined, chain: undefined, fullChain: undefined, renewal: undefined };
    super("letsEncryptCertificate", "LetsEncryptCertificate", name, { ...args, ...outputs }, pulumi.mergeOptions(opts, { additionalSecretOutputs: secrets }));
  }
}
