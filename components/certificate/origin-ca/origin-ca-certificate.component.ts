import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import * as cloudflare from "../../edge/cloudflare/sdk.component";
import { checkedArgs, pathOf } from "../../shared/checked-args.component";
import { ConfigurationError } from "../../shared/fault";
import { FinalError } from "../../shared/final-error";
import { then, whenKnown, type Inputs } from "../../shared/inputs.component";
import type { Bundle } from "../x509/bundle";
import type { KeyType, Material } from "../common/settings";
import type { LeafFacts, Trust } from "../x509/facts";
import type { OriginCaSource } from "./settings";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import type { Authority } from "../x509/chain-faults";
import { withToken } from "../../shared/configured-token.component";
import { textOf } from "../common/execution/material";
import { issuedParts, readIssued, refusal } from "../common/issued";
import { keyPair } from "../common/key-pair.component";
import { subject } from "../self-signed/request";
import { originRoot } from "./origin-root";
import { originCaRules } from "./schema";
import { OriginCaOrder } from "./origin-ca-order.resource";
import { settingsOf, type CertificateMaker } from "../common/certificate-maker.component";

/**
 * The arguments of {@link OriginCaCertificate}.
 *
 * @example
 * ```ts
 * import { OriginCaCertificate } from "tlsup";
 * export const certificate = new OriginCaCertificate("blog", { hostnames: ["example.com", "*.example.com"], days: 365 });
 * ```
 */
export interface OriginCaCertificateArgs extends Omit<Inputs<OriginCaSource>, "source" | "hostnames"> {
  /** The names, at most 200: host names in zones of the account, or wildcards for one label, like `*.example.com`. */
  readonly hostnames: Inputs<readonly string[]>;
  /**
   * What the settings are called in error messages.
   * @default the resource's name
   */
  readonly path?: string;
}

/** A certificate of Cloudflare's Origin CA, which only Cloudflare's edge trusts; renewed with a new key before it expires. */
export class OriginCaCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  /** The root of the Origin CA if it is given, otherwise empty: the Origin CA has no intermediates. */
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: Trust = "cloudflare-origin";
  /** From when on a run renews the certificate: ISO 8601, UTC. */
  readonly renewAt: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args`, or with the root in it, before anything is created. */
  constructor(name: string, args: OriginCaCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const path = pathOf(args, name);
    const { hostnames, keyType = "ecdsa-p256", days = 5475, root: given } = checkedArgs<OriginCaCertificateArgs>(originCaRules, args, path);
    const root = given === undefined ? undefined : whenKnown(given, (known: Material) => givenRoot(known, `${path}.root`));
    super("tlsup:index:OriginCaCertificate", name, {}, opts);
    const names = whenKnown(hostnames, (known: readonly string[]) => [...known]);
    const order = new OriginCaOrder(name, { hostnames: names, keyType, days, ...withToken(this) }, { parent: this });
    // A run that ends between the two replacements leaves the order's `renewAt` as the key's trigger, so that the next run replaces the key.
    const key = keyPair(name, keyType, { parent: this, replaceWith: [order], replacementTrigger: order.renewAt });
    const request = new tls.CertRequest(name, { privateKeyPem: key.privateKeyPem, subject: then(names, subject), dnsNames: names }, { parent: this });
    const requestType = whenKnown(keyType, (type: KeyType) => (type === "ecdsa-p256" ? "origin-ecc" : "origin-rsa"));
    // Cloudflare sorts the names, and after a refresh another order would be another certificate.
    const sorted = then(names, (known) => [...known].sort());
    const issued = new cloudflare.OriginCaCertificate(
      name,
      { csr: request.certRequestPem, hostnames: sorted, requestType, requestedValidity: days },
      { parent: this },
    );
    const bundle = pulumi
      .all([issued.certificate, key.privateKeyPem, order.urn, names, root])
      .apply(([certificate, privateKey, urn, wanted, known]) => verify({ certificate, privateKey, urn, hostnames: wanted, root: known, path }));
    this.privateKey = pulumi.secret(bundle.apply(({ privateKey }) => privateKey));
    this.leaf = pulumi.unsecret(bundle.apply(({ leaf }) => leaf)) as pulumi.Output<string>;
    this.chain = pulumi.output(root).apply((known) => known ?? "");
    this.fullChain = pulumi.concat(this.leaf, this.chain);
    this.facts = pulumi.unsecret(bundle.apply(({ facts }) => facts)) as pulumi.Output<LeafFacts>;
    this.renewAt = order.renewAt;
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, renewAt: this.renewAt });
  }
}

function givenRoot(setting: Material, path: string): string {
  const found = originRoot(textOf(setting, path), path, new Date());
  if ("faults" in found) throw new ConfigurationError(found.faults);
  return found.root;
}

interface IssuedPair {
  readonly certificate: string;
  readonly privateKey: string;
  /** The order's URN. */
  readonly urn: string;
  readonly hostnames: readonly string[];
  readonly root: string | undefined;
  readonly path: string;
}

function verify({ certificate, privateKey, urn, hostnames, root, path }: IssuedPair): Bundle {
  const authority: Authority =
    root === undefined ? { kind: "issuer", trust: "cloudflare-origin" } : { kind: "private", root, path: `${path}.root`, trust: "cloudflare-origin" };
  const { bundle, faults } = readIssued(issuedParts(certificate, privateKey), { names: hostnames, now: new Date(), authority });
  if (!bundle) throw new FinalError(refusal(`what Cloudflare issued for ${hostnames.join(", ")}`, faults, `Order another: pulumi up --replace '${urn}'`));
  return bundle;
}

/** The registry entry of the source. */
export const originCa = {
  source: "origin-ca",
  onHost: false,
  make: (name, source, { names, path }, opts) => new OriginCaCertificate(name, { ...settingsOf(source), hostnames: source.hostnames ?? names, path }, opts),
} as const satisfies CertificateMaker<OriginCaSource>;
