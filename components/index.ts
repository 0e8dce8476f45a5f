export { HttpsSite, type HttpsSiteArgs } from "./site/https-site.component";
export type { ExpectedChain } from "./site/chain/chain";
export { checkChain } from "./site/check-chain";
export { codes as chainCodes, type Code, type CodeFacts, type Finding, type Hop, type Severity } from "./site/chain/codes";
export type { ChainFacts } from "./site/rules/certificate";
export type { PlannedFinding } from "./site/rules/rule";
export type { SiteAlias } from "./site/aliases/alias";
export { siteConfig, type SiteConfig } from "./site/site-config";
export type { Access, JumpAccess } from "./host/common/access.component";
export { Vps, type VpsArgs, type VpsOptions } from "./host/vps.component";
export { ReservedAddress, type ReservedAddressArgs } from "./host/reserved-address.component";
export { ExistingMachine, type ExistingMachineArgs, type ExistingMachineOptions } from "./host/existing/existing-machine.component";
export type { ExistingHost, JumpHostSettings } from "./host/existing/settings";
export type { HostSecrets } from "./host/common/host-secrets";
export type { DigitalOceanHost, DigitalOceanMachine } from "./host/digitalocean/settings";
export type { HetznerHost, HetznerMachine } from "./host/hetzner/settings";
export type { LinodeHost, LinodeMachine } from "./host/linode/settings";
export type { WebAccess } from "./host/common/firewall-rules";
export type { SshAccess } from "./host/common/firewall-rules";
export type { OpenPort } from "./host/common/firewall-rules";
export { DirectRecord, type DirectRecordArgs } from "./edge/cloudflare/direct-record.component";
export { TlsServices, type TlsServicesArgs } from "./deployment/tls-services.component";
export { openPorts } from "./service/open-ports.component";
export type { ServiceSettings } from "./service/services";
export type { MariadbSettings } from "./service/mariadb/mariadb";
export type { PostfixSettings } from "./service/postfix/postfix";
export type { DovecotSettings } from "./service/dovecot/dovecot";
export type { VsftpdSettings } from "./service/vsftpd/vsftpd";
export type { PostgresqlSettings } from "./service/postgresql/postgresql";
export type { RedisSettings } from "./service/redis/redis";
export type { TlsServiceSettings } from "./service/common/tls-service";
export { edgeRanges, ProxiedRecord, type ProxiedRecordArgs } from "./edge/cloudflare/proxied-record.component";
export type { CloudflareDirect, CloudflareProxied, CloudflareProxy } from "./edge/cloudflare/settings";
export type { CloudflareProxySettings } from "./edge/cloudflare/zone-settings";
export type { EdgeSettings } from "./edge/edges";
export type { NoEdge } from "./edge/none/settings";
export { SelfSignedCertificate, type SelfSignedCertificateArgs } from "./certificate/self-signed/self-signed-certificate.component";
export { OriginCaCertificate, type OriginCaCertificateArgs } from "./certificate/origin-ca/origin-ca-certificate.component";
export { ProvidedCertificate, type ProvidedCertificateArgs, type ProvidedCertificateOptions } from "./certificate/provided/provided-certificate.component";
export { AcmeAccount, type AcmeAccountArgs, type ExternalAccountBinding } from "./certificate/acme/acme-account.component";
export {
  LetsEncryptCertificate,
  type CloudflareDnsSolver,
  type AdoptedCertificate,
  type AskingAccount,
  type HostHttpSolver,
  type LetsEncryptCertificateArgs,
} from "./certificate/acme/lets-encrypt-certificate.component";
export { CertbotCertificate, type CertbotCertificateArgs, type CertbotCertificateOptions } from "./certificate/certbot/certbot-certificate.component";
export type { CertbotCommonSettings, CertbotDnsSettings, CertbotHttpSettings, CertbotSettings, CertbotSource } from "./certificate/certbot/settings";
export type { CertificateOutputs } from "./certificate/common/certificate-outputs.component";
export type { CertificateSource } from "./certificate/sources";
export type { AlarmSettings } from "./certificate/common/alarm-settings";
export type { CertificateSecrets, KeyType, Material } from "./certificate/common/settings";
export type { FileReference } from "./shared/file-reference";
export type { LeafFacts, Trust } from "./certificate/x509/facts";
export type { LetsEncryptSource } from "./certificate/acme/settings";
export type { OriginCaDays, OriginCaSettings, OriginCaSource } from "./certificate/origin-ca/settings";
export type { ProvidedAuthority, ProvidedMaterial, ProvidedPem, ProvidedPkcs12, ProvidedSource } from "./certificate/provided/settings";
export type { SelfSignedSource } from "./certificate/self-signed/settings";
export { leafFacts } from "./certificate/x509/bundle";
export { HttpsFleet, type HttpsFleetArgs } from "./deployment/https-fleet.component";
export { HttpsServer, type HttpsServerArgs } from "./deployment/https-server.component";
export type { Application } from "./application/application";
export type { DemoApplication } from "./application/demo/demo";
export type { StaticApplication } from "./application/static/static";
export type { WsgiApplication } from "./application/wsgi/wsgi";
export type { GunicornSettings } from "./server/gunicorn/gunicorn";
export type { ServedAlias } from "./server/common/served-name";
export type { ServerSettings } from "./server/servers";
export type { ApacheSettings } from "./server/apache/apache";
export type { CaddySettings } from "./server/caddy/caddy";
export type { HaproxySettings } from "./server/haproxy/haproxy";
export type { NginxSettings } from "./server/nginx/nginx";
export type { Inputs } from "./shared/inputs.component";
export type { DeployedCertificate } from "./deployment/deployed-release.component";
export { ConfigurationError, type Fault } from "./shared/fault";
