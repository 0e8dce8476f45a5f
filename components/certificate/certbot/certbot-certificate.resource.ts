import * as pulumi from "@pulumi/pulumi";
import { ForwardedResource } from "../../shared/forwarder.resource";
import type { CertbotInputs } from "./lineage";

/** The arguments of {@link CertbotCertificateResource}. */
export type CertbotCertificateResourceArgs = { readonly [Key in keyof CertbotInputs]: pulumi.Input<CertbotInputs[Key]> };

/** What the engine is told to keep secret: the SSH key, the certificate's, and Cloudflare's token. */
const secrets = ["privateKey", "lineageKey", "apiToken"];

/** A lineage that certbot keeps on a host. */
export class CertbotCertificateResource extends ForwardedResource {
  declare readonly lineageKey: pulumi.Output<string>;
  declare readonly leaf: pulumi.Output<string>;
  declare readonly chain: pulumi.Output<string>;
  declare readonly fullChain: pulumi.Output<string>;

  constructor(name: string, args: CertbotCertificateResourceArgs, opts: pulumi.CustomResourceOptions) {
    const outputs = { lineageKey: undefined, leaf: undefined, chain: undefined, fullChain: undefined, drift: undefined };
    super("certbotCertificate", "CertbotCertificate", name, { ...args, ...outputs }, pulumi.mergeOptions(opts, { additionalSecretOutputs: secrets }));
  }
}
