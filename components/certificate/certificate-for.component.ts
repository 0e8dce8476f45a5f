import type * as pulumi from "@pulumi/pulumi";
import { ConfigurationError } from "../shared/fault";
import type { CertificateSecrets, CertificateSource, LetsEncryptSource } from "./certificate";
import type { CertificateOutputs } from "./certificate-outputs.component";
import { readMaterial } from "./execution/material";
import { AcmeAccount } from "./lets-encrypt/acme-account.component";
import { LetsEncryptCertificate } from "./lets-encrypt/lets-encrypt-certificate.component";
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
    case "lets-encrypt":
      return letsEncrypt(name, source, domain, path, opts);
    case "provided":
      return new ProvidedCertificate(name, { ...source, names: [domain], path, ...(certificateSecrets && { certificateSecrets }) }, opts);
    default:
      return unknownSource(source);
  }
}

/** One account and one certificate; programs that share an account make the two themselves. */
function letsEncrypt(name: string, settings: LetsEncryptSource, domain: string, path: string, opts: pulumi.ComponentResourceOptions): LetsEncryptCertificate {
  const { email, directory, names, profile, keyType, resolver, revokeOnDelete } = settings;
  const root = settings.root === undefined ? undefined : readMaterial(settings.root, `${path}.root`);
  if (typeof root === "object") throw new ConfigurationError([root]);
  const account = new AcmeAccount(name, { ...(email !== undefined && { email }), ...(directory !== undefined && { directory }), ...(root !== undefined && { root }) }, opts);
  const [first = domain, ...others] = names ?? [];
  return new LetsEncryptCertificate(
    name,
    {
      account,
      names: [first, ...others],
      solver: { challenge: "dns-01", provider: "cloudflare" },
      ...(profile !== undefined && { profile }),
      ...(keyType !== undefined && { keyType }),
      ...(resolver !== undefined && { resolver }),
      ...(revokeOnDelete !== undefined && { revokeOnDelete }),
    },
    opts,
  );
}

function unknownSource(source: never): never {
  throw new Error(`Cannot make a certificate as its source must be a known one: current value is ${JSON.stringify(source)}`);
}
