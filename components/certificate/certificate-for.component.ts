import type * as pulumi from "@pulumi/pulumi";
import type { CertificateSecrets, CertificateSource } from "./certificate";
import type { CertificateOutputs } from "./certificate-outputs.component";
import { OriginCaCertificate } from "./origin-ca/origin-ca-certificate.component";
import { ProvidedCertificate } from "./provided/provided-certificate.component";
import { SelfSignedCertificate } from "./self-signed/self-signed-certificate.component";

/** What a certificate is for. */
export interface CertificateContext {
  /** The host name that is served. */
  readonly domain: string;
  /** What the source's settings are called in error messages. */
  readonly path: string;
  readonly certificateSecrets?: pulumi.Input<CertificateSecrets>;
}

/** The certificate of a site, by its source. */
export function certificateFor(name: string, source: CertificateSource, { domain, path, certificateSecrets }: CertificateContext, opts: pulumi.ComponentResourceOptions): CertificateOutputs {
  switch (source.source) {
    case "self-signed":
      return new SelfSignedCertificate(name, { ...source, dnsNames: [domain] }, opts);
    case "origin-ca": {
      const [first = domain, ...others] = source.hostnames ?? [];
      return new OriginCaCertificate(name, { ...source, hostnames: [first, ...others], path }, opts);
    }
    case "provided":
      return new ProvidedCertificate(name, { ...source, names: [domain], path, ...(certificateSecrets && { certificateSecrets }) }, opts);
    default:
      return unknownSource(source);
  }
}

function unknownSource(source: never): never {
  throw new Error(`Cannot make a certificate as its source must be a known one: current value is ${JSON.stringify(source)}`);
}
