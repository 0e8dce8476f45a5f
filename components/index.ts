export { HttpsSite, type HttpsSiteArgs } from "./https-site/https-site.component";
export type { ExpectedChain } from "./https-site/chain";
export { siteConfig, type SiteConfig } from "./https-site/site-config";
export type { Access } from "./vps/access.component";
export { Vps, type VpsArgs } from "./vps/vps.component";
export type { DigitalOceanHost } from "./vps/host";
export type { WebAccess } from "./vps/firewall-rules";
export type { OpenPort } from "./vps/firewall-rules";
export { DirectRecord, type DirectRecordArgs } from "./proxied-record/direct-record.component";
export { TlsServices, type TlsServicesArgs } from "./tls-services/tls-services.component";
export { openPorts, type ServiceSettings } from "./https-server/servers/services";
export type { PostfixSettings } from "./https-server/servers/postfix";
export type { DovecotSettings } from "./https-server/servers/dovecot";
export type { VsftpdSettings } from "./https-server/servers/vsftpd";
export type { PostgresqlSettings } from "./https-server/servers/postgresql";
export type { TlsServiceSettings } from "./https-server/servers/service";
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
export { CertbotCertificate, type CertbotCertificateArgs, type CertbotCertificateOptions } from "./certificate/certbot/certbot-certificate.component";
export type { CertbotCommonSettings, CertbotDnsSettings, CertbotHttpSettings, CertbotSettings, CertbotSource } from "./certificate/certbot/settings";
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
export { HttpsFleet, type HttpsFleetArgs } from "./https-server/https-fleet.component";
export { HttpsServer, type HttpsServerArgs } from "./https-server/https-server.component";
export type { Application } from "./https-server/application/application";
export type { DemoApplication } from "./https-server/application/demo";
export type { StaticApplication } from "./https-server/application/static";
export type { WsgiApplication } from "./https-server/application/wsgi";
export type { GunicornSettings } from "./https-server/servers/gunicorn";
export type { ServerSettings } from "./https-server/servers/servers";
export type { ApacheSettings } from "./https-server/servers/apache";
export type { CaddySettings } from "./https-server/servers/caddy";
export type { HaproxySettings } from "./https-server/servers/haproxy";
export type { NginxSettings } from "./https-server/servers/nginx";
export { ConfigurationError, type Fault } from "./shared/fault";
