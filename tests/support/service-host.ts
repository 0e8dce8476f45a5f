import { leafFacts } from "../../components/certificate/x509/bundle";
import { planRelease } from "../../components/deployment/plan";
import { fullChainPath, privateKeyPath, type Release } from "../../components/release/common/release";
import type { ServerSettings } from "../../components/server/servers";
import type { ServiceSettings } from "../../components/service/services";
import { inDays, make, type Made } from "./certificate-maker";
import type { Protocol } from "./tls-clients";
import { withNewCertificate, type CertifiedRelease } from "./web-release";

/** The site's name. */
export const domain = "blog.services.test";
/** The name of its services. */
export const name = "mail.services.test";
/** One of each kind. */
export const services: readonly ServiceSettings[] = [
  { kind: "postfix", serverName: name },
  { kind: "dovecot", serverName: name, startTls: true },
  { kind: "vsftpd", serverName: name },
  { kind: "postgresql", serverName: name, from: ["198.51.100.0/24"] },
  { kind: "mariadb", serverName: name, from: ["198.51.100.0/24"] },
  { kind: "redis", serverName: name, from: ["198.51.100.0/24"] },
];
/** How TLS starts on every port of theirs. */
export const doors: readonly (readonly [Protocol, number])[] = [
  ["smtp", 25],
  ["tls", 465],
  ["smtp", 587],
  ["imap", 143],
  ["pop3", 110],
  ["tls", 993],
  ["tls", 995],
  ["ftp", 21],
  ["tls", 990],
  ["postgres", 5432],
  ["mysql", 3306],
  ["tls", 6380],
  ["tls", 443],
];
/** The release of a site with these services, with a new certificate for all of them. */
export async function serviceRelease(authority: Made, plan: Omit<Parameters<typeof planRelease>[0], "services" | "edgeRanges">): Promise<CertifiedRelease> {
  const { certificate, key } = await make({ subject: `CN=${plan.domain}`, names: [plan.domain, name], issuer: authority, notAfter: inDays(30) });
  const { files, ...planned } = planRelease({ ...plan, services, edgeRanges: [] });
  return {
    ...planned,
    files: { ...files, [fullChainPath]: certificate },
    secrets: { [privateKeyPath]: key },
    certificate: { source: "release", sha256: leafFacts(certificate).sha256 },
  };
}

/** A release of a name with these services; without a server, of services alone. */
export function releaseOf(
  domain: string,
  services: readonly ServiceSettings[],
  { server, site = domain }: { readonly server?: ServerSettings; readonly site?: string } = {},
): Promise<Release> {
  const plan = { site, domain: site, platform: { release: "debian-12" }, application: undefined, asset: () => "", edgeRanges: [] } as const;
  return withNewCertificate({ ...planRelease({ ...plan, ...(server && { server }), services }), secrets: {}, certificate: { source: "release", sha256: "" } });
}

/** Their units that a user has as well. */
export const units = ["postfix@-", "vsftpd", "postgresql@15-main", "mariadb", "redis-server"].join(" ");
/** What a user had on the host before. Nothing of it runs: what does is not confined, and its changed files are not taken over. */
export const own = ["/etc/postfix/main.cf", "/etc/postfix/master.cf", "/etc/vsftpd.conf", "/etc/postgresql/15/main/pg_hba.conf", "/etc/redis/redis.conf"];
/** What the user does: installs, configures, and makes the accounts that clients of the tests have. */
export const userSetUp = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -qy --no-install-recommends postfix vsftpd postgresql mariadb-server redis-server
printf '\\nwrite_enable=YES\\n# mine' >> /etc/vsftpd.conf
printf '# mine\\nmessage_size_limit = 12345678\\n' >> /etc/postfix/main.cf
sed -i 's/^#submissions  *inet/smtps inet/' /etc/postfix/master.cf
echo 'requirepass "secret-of-app"' >> /etc/redis/redis.conf
useradd --create-home --groups mail alice
echo alice:secret-of-alice | chpasswd
runuser -u postgres -- psql -qc "create role app login password 'secret-of-app'"
mariadb -e "create user app@'%' identified by 'secret-of-app'"
systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1
systemctl stop ${units}
`;
