import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { leafFacts } from "../bundle";
import type { LeafFacts, SelfSignedSource } from "../certificate";
import type { CertificateOutputs } from "../certificate-outputs.component";
import { keyPair } from "../key-pair.component";
import { subject, validity } from "./request";

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
export interface SelfSignedCertificateArgs extends Omit<SelfSignedSource, "source"> {
  /** The host names, the first of which is the common name as well. */
  readonly dnsNames: readonly [string, ...string[]];
}

/** A key, a request and a certificate that is signed with that key, as `openssl req -x509` makes them; made anew ahead of its expiry. */
export class SelfSignedCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  /** The certificate request, PEM. */
  readonly request: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust = "self" as const;

  constructor(name: string, args: SelfSignedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tlsup:index:SelfSignedCertificate", name, {}, opts);
    const key = keyPair(name, args.keyType ?? "rsa-2048", { parent: this });
    const names = { subject: subject(args.dnsNames), dnsNames: [...args.dnsNames] };
    const request = new tls.CertRequest(name, { privateKeyPem: key.privateKeyPem, ...names }, { parent: this });
    const certificate = new tls.SelfSignedCert(
      name,
      { privateKeyPem: key.privateKeyPem, ...names, ...validity(args.days ?? 365), allowedUses: [], isCaCertificate: true, setSubjectKeyId: true, setAuthorityKeyId: true },
      { parent: this },
    );
    this.privateKey = pulumi.secret(key.privateKeyPem);
    this.request = request.certRequestPem;
    this.leaf = certificate.certPem;
    this.chain = pulumi.output("");
    this.fullChain = certificate.certPem;
    this.facts = certificate.certPem.apply(leafFacts);
    this.registerOutputs({ leaf: this.leaf, request: this.request, facts: this.facts });
  }
}
