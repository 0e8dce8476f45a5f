import * as pulumi from "@pulumi/pulumi";
import { checkedArgs, pathOf } from "../../shared/checked-args.component";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import type { Bundle } from "../x509/bundle";
import type { CertificateSecrets } from "../common/settings";
import type { LeafFacts, Trust } from "../x509/facts";
import type { ProvidedMaterial, ProvidedPem, ProvidedPkcs12 } from "./settings";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { providedBundle } from "./execution/provided";
import { providedRules } from "./schema";
import { settingsOf, type CertificateMaker } from "../common/certificate-maker.component";
import type { ProvidedSource } from "./settings";

/**
 * The arguments of {@link ProvidedCertificate}, besides the certificate itself.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { ProvidedCertificate } from "tlsup";
 * const certificate = new ProvidedCertificate("blog", {
 *   names: ["blog.example.com"],
 *   certificate: { file: "tls/fullchain.pem" },
 *   certificateSecrets: new pulumi.Config().requireSecretObject("certificateSecrets"),
 * });
 * export const expires = certificate.facts.notAfter;
 * ```
 */
export interface ProvidedCertificateOptions {
  /** The host names and addresses that the certificate must be for. */
  readonly names: Inputs<readonly string[]>;
  /**
   * The private key and the passphrase.
   * @default none: the key is in a file, and not encrypted
   */
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
  /**
   * What the settings are called in error messages.
   * @default the resource's name
   */
  readonly path?: string;
}

/** The arguments of {@link ProvidedCertificate}. */
export type ProvidedCertificateArgs = ProvidedCertificateOptions & (GivenAs<ProvidedPem> | GivenAs<ProvidedPkcs12>);

type GivenAs<Material> = Omit<Exclude<Inputs<Material & { readonly source: "provided" }>, undefined>, "source">;

/** A certificate from elsewhere: read, put in order and checked in every preview, before anything is sent anywhere. */
export class ProvidedCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: pulumi.Output<Trust>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` and the files. A wrong secret fails the run, already in the preview. */
  constructor(name: string, args: ProvidedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const path = pathOf(args, name);
    const { names, certificateSecrets = {}, ...material } = checkedArgs<ProvidedCertificateArgs>(providedRules, args, path);
    super("tlsup:index:ProvidedCertificate", name, {}, opts);
    const judge = (known: Judged): Bundle => providedBundle(known.material, known.certificateSecrets, known.names, new Date(), path);
    const bundle = pulumi.output(whenKnown({ material, certificateSecrets, names } as Inputs<Judged>, judge));
    // Whether the key is secret or read from a file, the certificate itself is public.
    const open = <T>(pick: (bundle: Bundle) => T): pulumi.Output<T> => pulumi.unsecret(bundle.apply(pick)) as pulumi.Output<T>;
    this.privateKey = pulumi.secret(bundle.apply(({ privateKey }) => privateKey));
    this.leaf = open(({ leaf }) => leaf);
    this.chain = open(({ chain }) => chain);
    this.fullChain = open(({ fullChain }) => fullChain);
    this.facts = open(({ facts }) => facts);
    this.trust = open(({ trust }) => trust);
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, trust: this.trust });
  }
}

/** What decides whether the certificate is valid for its names. */
interface Judged {
  readonly material: ProvidedMaterial;
  readonly certificateSecrets: CertificateSecrets;
  readonly names: readonly string[];
}

/** The registry entry of the source. */
export const provided = {
  source: "provided",
  onHost: false,
  make: (name, source, { names, path, certificateSecrets }, opts) =>
    new ProvidedCertificate(name, { ...settingsOf(source), names, path, ...(certificateSecrets && { certificateSecrets }) }, opts),
} as const satisfies CertificateMaker<ProvidedSource>;
