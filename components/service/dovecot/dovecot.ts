import * as v from "valibot";
import type { OpenPort } from "../../host/common/firewall-rules";
import { currentFolder, fullChainPath, privateKeyPath, type Probe } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, reloaded, serviceConfinement } from "../common/service-hardening";
import { openToAll, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "2.3", "debian-13": "2.4", "ubuntu-24.04": "2.3" };

/** IMAP and POP3: IMAPS on port 993, POP3S on port 995. Dovecot's own configuration on the host still decides where mail is and who may read it. */
export interface DovecotSettings extends TlsServiceSettings {
  readonly kind: "dovecot";
  /**
   * Whether ports 143 and 110 are open as well, where clients switch to TLS with STARTTLS. RFC 8314 advises against them.
   * @default false: tlsup opens them to no other host
   */
  readonly startTls?: boolean;
}

const entries = { kind: v.literal("dovecot"), startTls: v.optional(v.boolean()), ...tlsServiceEntries };

const file = "dovecot/tls.conf";

/** Makes Dovecot serve the release's certificate, with a file that it reads after its own configuration. */
export function planDovecot(settings: DovecotSettings, context: ServiceContext): ServerPlan {
  const { site, domain, platform } = context;
  const serverName = settings.serverName ?? domain;
  const plain: readonly Probe[] = [
    { protocol: "imap", serverName, port: 143 },
    { protocol: "pop3", serverName, port: 110 },
  ];
  const unit = dropIn("dovecot", "dovecot.service", site, serviceConfinement(["CAP_SYS_RESOURCE"]));
  return {
    packages: [`dovecot-imapd (>= 1:${versions[platform.release]})`, `dovecot-pop3d (>= 1:${versions[platform.release]})`, "openssl"],
    files: { [file]: configuration(settings, context), ...unit.files },
    links: { [`/etc/dovecot/conf.d/99-tlsup-${site}.conf`]: file, ...unit.links },
    checks: [["/usr/bin/doveconf", "-n"]],
    services: reloaded("dovecot", "dovecot.service"),
    // Whether there is POP3, and a port without TLS for the host itself, is said by Dovecot's own configuration.
    ports: [110, 143, 993, 995].map((port) => ({
      port,
      unit: "dovecot.service",
      ...((port === 143 ? settings.startTls !== true : port !== 993) && { demand: "none" }),
    })),
    probes: [{ protocol: "tls", serverName, port: 993 }, { protocol: "tls", serverName, port: 995 }, ...(settings.startTls === true ? plain : [])],
    data: { "/var/mail": "mail that was delivered", "/home": "the users' files and mail folders" },
  };
}

/** The ports that clients elsewhere must reach. */
function openPorts({ startTls }: DovecotSettings): OpenPort[] {
  return openToAll([...(startTls === true ? [110, 143] : []), 993, 995]);
}

/** Source: https://doc.dovecot.org/2.4.1/core/config/ssl.html; 2.3 has other names for the same settings. */
function configuration({ tls = "intermediate" }: DovecotSettings, { site, platform }: ServiceContext): string {
  const { minimum, ciphers, groups } = tlsPolicy(tls, platform);
  const chain = `${currentFolder(site)}/${fullChainPath}`;
  const key = `${currentFolder(site)}/${privateKeyPath}`;
  const files =
    Number(versions[platform.release]) >= 2.4
      ? `ssl_server_cert_file = ${chain}
ssl_server_key_file = ${key}
ssl_server_alt_cert_file =
ssl_server_alt_key_file =
ssl_server_prefer_ciphers = client`
      : `ssl_cert = <${chain}
ssl_key = <${key}
ssl_alt_cert =
ssl_alt_key =
ssl_prefer_server_ciphers = no`;
  return `# Written by tlsup; the next push replaces it.
ssl = required
${files}
ssl_min_protocol = TLSv${minimum}
${
  ciphers.length === 0
    ? ""
    : `ssl_cipher_list = ${ciphers.join(":")}
`
}ssl_curve_list = ${groups.join(":")}
# Without this, a reload ends every session half a minute later.
shutdown_clients = no
`;
}

/** Dovecot, for the registry. */
export const dovecot: TlsService<DovecotSettings> = { kind: "dovecot", entries, plan: planDovecot, openPorts };
