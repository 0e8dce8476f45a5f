import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "../../shared/depends-on.component";
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
import { OriginCaCertificate } from "../origin-ca/origin-ca-certificate.component";
import type { SelfSignedSource } from "../self-signed/settings";
import { leafFacts } from "../x509/bundle";
import type { LeafFacts, Trust } from "../x509/facts";
import { KeptLineage, type KeptLineageArgs } from "./kept-lineage.resource";
import { keptFolder } from "./lineage";
import { standingProof, type StandingProof } from "./standing-proof.component";

/** What a source wants kept. */
interface Wanted extends Pick<KeptLineageArgs, "directory" | "email" | "root" | "profile" | "days" | "keyType" | "revokeOnDelete"> {
  readonly names: Inputs<readonly string[]>;
  readonly standby?: OriginCaCertificate;
  /**
   * Proves the names to the CA by records.
   * @default the CA asks the host
   */
  readonly proof?: (kept: pulumi.Resource) => StandingProof;
}

/**
 * A certificate that the host itself has issued, or signs, and renews: its key is made there and stays there. The host puts a renewed certificate in force
 * as a push does, and the next refresh reads it back.
 */
class KeptCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly lineage: pulumi.Output<string>;
  readonly reachedFirst: pulumi.Output<boolean>;
  readonly standbySha256?: pulumi.Output<string>;

  constructor(
    name: string,
    { names, standby, proof, ...wanted }: Wanted,
    readonly trust: Trust,
    { alarm }: Pick<Inputs<LetsEncryptSource | SelfSignedSource>, "alarm">,
    { access, domain, certificateSecrets }: HostCertificateContext,
    { dependsOn, ...opts }: pulumi.ComponentResourceOptions,
  ) {
    super("tlsup:index:KeptCertificate", name, {}, opts);
    const standing = proof?.(this);
    const resource = new KeptLineage(
      name,
      {
        ...destinationOf(access),
        site: onceMade(dependsOn, domain),
        names: asciiNames(names),
        ...wanted,
        ...(standing && { records: standing.records }),
        ...(standby && { standby: standby.fullChain, standbyKey: standby.privateKey }),
        ...alarmsOf(alarm, certificateSecrets),
      },
      { parent: this, ...onMachine(access, opts), ...(standing && { dependsOn: [...standing.made] }) },
    );
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    if (standby) this.standbySha256 = standby.facts.apply(({ sha256 }) => sha256);
    // A CA must reach the host by its names, unless records prove them.
    this.reachedFirst = pulumi.output(wanted.directory !== undefined && !standing);
    // Known once the certificate exists, so that releases that use it wait for it.
    this.lineage = pulumi.all([resource.id, domain]).apply(([, site]) => keptFolder(site));
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, lineage: this.lineage });
  }
}

function asciiNames(names: Inputs<readonly string[]>) {
  return whenKnown(names, (known: readonly string[]) => normaliseNames(known));
}

/** The registry entry of Let's Encrypt when the host renews. */
export const letsEncryptOnHost = {
  source: "lets-encrypt",
  renewal: "host",
  onHost: true,
  make: (name, source, context, opts) => {
    const {
      names = context.names,
      email,
      directory = letsEncryptDirectory,
      root: given,
      profile,
      keyType = "ecdsa-p256",
      challenge,
      revokeOnDelete = false,
    } = source;
    const root = given === undefined ? undefined : whenKnown(given, (known: Material) => textOf(known, `${context.path}.root`));
    const path = `${context.path}.standby`;
    const standby = source.standby && new OriginCaCertificate(`${name}-standby`, { hostnames: asciiNames(names), path }, { ...opts, dependsOn: [] });
    const account = { directory, ...(email !== undefined && { email }), ...(root !== undefined && { root }) };
    const wanted = {
      names,
      ...account,
      keyType,
      revokeOnDelete,
      ...(standby && { standby }),
      ...(challenge === "dns-persist-01" && { proof: (kept: pulumi.Resource) => standingProof(name, asciiNames(names), account, context, kept, opts) }),
      ...(profile !== undefined && { profile }),
    };
    return new KeptCertificate(name, wanted, root === undefined ? "public" : "private", source, context, opts);
  },
} as const satisfies CertificateMaker<LetsEncryptSource>;

/** The registry entry of self-signed certificates when the host renews. */
export const selfSignedOnHost = {
  source: "self-signed",
  renewal: "host",
  onHost: true,
  make: (name, source, context, opts) => {
    const { keyType = "rsa-2048", days = 365 } = source;
    return new KeptCertificate(name, { names: context.names, keyType, days, revokeOnDelete: false }, "self", source, context, opts);
  },
} as const satisfies CertificateMaker<SelfSignedSource>;
