import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { keyPair } from "../../certificate/common/key-pair.component";

/** The identity that the edge shows to the origin of one site, PEM. */
export interface ClientIdentity {
  /** The CA that the server trusts. */
  readonly authority: pulumi.Output<string>;
  readonly certificate: pulumi.Output<string>;
  /** Secret. */
  readonly privateKey: pulumi.Output<string>;
}

const hoursPerYear = 365 * 24;
/** Long enough that no site fails although nobody has run its stack for years; replaced years before it expires. */
const leaf = { validityPeriodHours: 10 * hoursPerYear, earlyRenewalHours: 3 * hoursPerYear };
const authorityHours = 50 * hoursPerYear;

/** Makes a CA for this site, and a client certificate from it. The CA stays when the certificate is replaced, so that the server accepts old and new. */
export function clientIdentity(name: string, opts: pulumi.CustomResourceOptions): ClientIdentity {
  const authorityKey = keyPair(`${name}-authority`, "ecdsa-p256", opts);
  const authority = new tls.SelfSignedCert(
    `${name}-authority`,
    {
      privateKeyPem: authorityKey.privateKeyPem,
      subject: { commonName: "tlsup origin pull CA" },
      isCaCertificate: true,
      allowedUses: ["cert_signing"],
      validityPeriodHours: authorityHours,
      setSubjectKeyId: true,
    },
    opts,
  );
  const key = keyPair(name, "ecdsa-p256", opts);
  const request = new tls.CertRequest(name, { privateKeyPem: key.privateKeyPem, subject: { commonName: "tlsup origin pull" } }, opts);
  const certificate = new tls.LocallySignedCert(
    name,
    {
      certRequestPem: request.certRequestPem,
      caCertPem: authority.certPem,
      caPrivateKeyPem: authorityKey.privateKeyPem,
      allowedUses: ["digital_signature", "client_auth"],
      ...leaf,
    },
    opts,
  );
  return { authority: authority.certPem, certificate: certificate.certPem, privateKey: key.privateKeyPem };
}
