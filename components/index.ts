export { HttpsSite, type HttpsSiteArgs } from "./https-site/https-site.component";
export type { ExpectedChain } from "./https-site/chain";
export { siteConfig, type SiteConfig } from "./https-site/site-config";
export { Vps, type Access, type VpsArgs } from "./vps/vps.component";
export type { DigitalOceanHost } from "./vps/host";
export type { WebAccess } from "./vps/firewall-rules";
export { edgeRanges, ProxiedRecord, type ProxiedRecordArgs } from "./proxied-record/proxied-record.component";
export type { CloudflareProxy } from "./proxied-record/zone-settings";
export { SelfSignedCertificate, type SelfSignedCertificateArgs } from "./certificate/self-signed/self-signed-certificate.component";
export { OriginCaCertificate, type OriginCaCertificateArgs } from "./certificate/origin-ca/origin-ca-certificate.component";
export { ProvidedCertificate, type ProvidedCertificateArgs, type ProvidedCertificateOptions } from "./certificate/provided/provided-certificate.component";
export { AcmeAccount, type AcmeAccountArgs } from "./certificate/lets-encrypt/acme-account.component";
export {
  LetsEncryptCertificate,
  type CloudflareDnsSolver,
  type HostHttpSolver,
  type LetsEncryptCertificateArgs,
} from "./certificate/lets-encrypt/lets-encrypt-certificate.component";
export type { CertificateOutputs } from "./certificate/certificate-outputs.component";
export type {
  CertificateSecrets,
  CertificateSource,
  FileReference,
  KeyType,
  LeafFacts,
  LetsEncryptSource,
  Material,
  OriginCaDays,
  OriginCaSettings,
  OriginCaSource,
  ProvidedAuthority,
  ProvidedMaterial,
  ProvidedPem,
  ProvidedPkcs12,
  ProvidedSource,
  SelfSignedSource,
  Trust,
} from "./certificate/certificate";
export { leafFacts } from "./certificate/bundle";
export { HttpsServer, type HttpsServerArgs } from "./https-server/https-server.component";
export type { DemoApplication } from "./https-server/application/application";
export type { NginxSettings } from "./https-server/servers/nginx";
export { ConfigurationError, type Fault } from "./shared/fault";
