import * as pulumi from "@pulumi/pulumi";
import { listOf } from "../../shared/depends-on.component";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import { destinationOf, onMachine } from "../../host/common/access.component";
import { letsEncryptDirectory } from "../acme/account-config";
import { normaliseNames } from "../acme/names";
import type { LetsEncryptSource } from "../acme/settings";
import { alarmsOf } from "../alarm/alarms.component";
import type { CertificateMaker, HostCertificateContext } from "../common/certificate-maker.component";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { textOf } from "../common/execution/material";
import type { Material } from "../common/settings";
import { leafFacts } from "../x509/bundle";
import type { LeafFacts, Trust } from "../x509/facts";
import { KeptLineage } from "./kept-lineage.resource";
import { keptFolder } from "./lineage";

/**
 * A Let's Encrypt certificate that the host itself obtains and renews: its key is made there and stays there. The host puts a renewed certificate in force
 * as a push does, and the next refresh reads it back.
 */
class KeptCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: Trust;
  readonly lineage: pulumi.Output<string>;
  readonly reachedFirst = pulumi.output(true);

  constructor(
    name: string,
    source: Inputs<LetsEncryptSource>,
    { access, domain, names: usual, path, certificateSecrets }: HostCertificateContext,
    { dependsOn, ...opts }: pulumi.ComponentResourceOptions,
  ) {
    const { names = usual, email, directory = letsEncryptDirectory, root: given, profile, keyType = "ecdsa-p256", revokeOnDelete = false, alarm } = source;
    const root = given === undefined ? undefined : whenKnown(given, (known: Material) => textOf(known, `${path}.root`));
    super("tlsup:index:KeptCertificate", name, {}, opts);
    const resource = new KeptLineage(
      name,
      {
        ...destinationOf(access),
        site: domain,
        names: whenKnown(names, (known: readonly string[]) => normaliseNames(known)),
        directory,
        keyType,
        revokeOnDelete,
        ...(email !== undefined && { email }),
        ...(root !== undefined && { root }),
        ...(profile !== undefined && { profile }),
        ...alarmsOf(alarm, certificateSecrets),
      },
      { parent: this, ...onMachine(access, opts), dependsOn: listOf(dependsOn) },
    );
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    this.trust = root === undefined ? "public" : "private";
    // Known once the certificate exists, so that releases that use it wait for it.
    this.lineage = pulumi.all([resource.id, domain]).apply(([, site]) => keptFolder(site));
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, lineage: this.lineage });
  }
}

/** The registry entry of the source when the host renews. */
export const letsEncryptOnHost = {
  source: "lets-encrypt",
  renewal: "host",
  onHost: true,
  make: (name, source, context, opts) => new KeptCertificate(name, source, context, opts),
} as const satisfies CertificateMaker<LetsEncryptSource>;
