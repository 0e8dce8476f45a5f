import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checkedArgs } from "../../shared/checked-args.component";
import { FinalError } from "../../shared/final-error";
import { propertiesOf, whenKnown, type Inputs } from "../../shared/inputs.component";
import type { LeafFacts, Trust } from "../x509/facts";
import type { SelfSignedSource } from "./settings";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { issuedParts, readIssued, refusal } from "../common/issued";
import { keyPair } from "../common/key-pair.component";
import { subject, validity } from "./request";
import { selfSignedRules } from "./schema";
import type { CertificateMaker } from "../common/certificate-maker.component";

/**
 * The arguments of {@link SelfSignedCertificate}.
 *
 * @example
 * ```ts
 * import { SelfSignedCertificate } from "tlsup";
 * const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"], keyType: "ecdsa-p256" });
 * export const expires = certificate.facts.notAfter;
 * ```
 */
export interface SelfSignedCertificateArgs extends Omit<Inputs<SelfSignedSource>, "source" | "renewal" | "alarm"> {
  /** The host names, at least one. The first of at most 64 characters is also the common name. */
  readonly dnsNames: Inputs<readonly string[]>;
}

/** A key, a request and a certificate that is signed with that key, as `openssl req -x509` makes them; renewed before it expires. */
export class SelfSignedCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  /** The certificate request, PEM. */
  readonly request: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: Trust = "self";

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: SelfSignedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const { keyType = "rsa-2048", days = 365, dnsNames } = checkedArgs<SelfSignedCertificateArgs>(selfSignedRules, args, name);
    super("tlsup:index:SelfSignedCertificate", name, {}, opts);
    const key = keyPair(name, keyType, { parent: this });
    const names = propertiesOf(
      whenKnown(dnsNames, (known: readonly string[]) => ({ subject: subject(known), dnsNames: [...known] })),
      { subject: true, dnsNames: true },
    );
    const request = new tls.CertRequest(name, { privateKeyPem: key.privateKeyPem, ...names }, { parent: this });
    const period = propertiesOf(whenKnown(days, validity), { validityPeriodHours: true, earlyRenewalHours: true });
    const certificate = new tls.SelfSignedCert(
      name,
      { privateKeyPem: key.privateKeyPem, ...names, ...period, allowedUses: [], isCaCertificate: true, setSubjectKeyId: true, setAuthorityKeyId: true },
      { parent: this },
    );
    const made = pulumi
      .all([certificate.certPem, key.privateKeyPem, certificate.urn, names.dnsNames])
      .apply(([leaf, privateKey, urn, wanted]) => ({ leaf, privateKey, facts: verify({ leaf, privateKey, urn, names: wanted }) }));
    this.privateKey = pulumi.secret(made.apply(({ privateKey }) => privateKey));
    this.request = request.certRequestPem;
    this.leaf = pulumi.unsecret(made.apply(({ leaf }) => leaf)) as pulumi.Output<string>;
    this.chain = pulumi.output("");
    this.fullChain = this.leaf;
    this.facts = pulumi.unsecret(made.apply(({ facts }) => facts)) as pulumi.Output<LeafFacts>;
    this.registerOutputs({ leaf: this.leaf, request: this.request, facts: this.facts });
  }
}

/** Key and certificate are two resources, and an update that targets only one of them makes them differ. */
function verify({
  leaf,
  privateKey,
  urn,
  names,
}: {
  readonly leaf: string;
  readonly privateKey: string;
  readonly urn: string;
  readonly names: readonly string[];
}): LeafFacts {
  const { bundle, faults } = readIssued(issuedParts(leaf, privateKey), { names, now: new Date(), authority: { kind: "issuer", trust: "self" } });
  if (!bundle) throw new FinalError(refusal(`the self-signed certificate of ${names.join(", ")}`, faults, `Make it anew: pulumi up --replace '${urn}'`));
  return bundle.facts;
}

/** The registry entry of the source. */
export const selfSigned = {
  source: "self-signed",
  renewal: "up",
  onHost: false,
  make: (name, { keyType, days }, { names }, opts) =>
    new SelfSignedCertificate(name, { ...(keyType !== undefined && { keyType }), ...(days !== undefined && { days }), dnsNames: names }, opts),
} as const satisfies CertificateMaker<SelfSignedSource>;
