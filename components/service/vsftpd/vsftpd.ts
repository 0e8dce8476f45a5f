import * as v from "valibot";
import type { OpenPort } from "../../host/common/firewall-rules";
import { currentFolder, fullChainPath, privateKeyPath, type Service } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import { dropInText } from "../../server/common/hardening";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, serviceConfinement, startFolder } from "../common/service-hardening";
import { openToAll, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "3.0", "debian-13": "3.0", "ubuntu-24.04": "3.0" };

/**
 * FTPS: explicit (RFC 4217) on port 21, where logins and transfers require TLS, and implicit on port 990.
 * vsftpd's own configuration on the host still decides who may log in.
 */
export interface VsftpdSettings extends TlsServiceSettings {
  readonly kind: "vsftpd";
  /**
   * Whether port 990 is served as well, where a connection starts with TLS.
   * @default true
   */
  readonly implicit?: boolean;
}

const entries = { kind: v.literal("vsftpd"), implicit: v.optional(v.boolean()), ...tlsServiceEntries };

/** The ports for file transfers. They are below those that the kernel uses for outgoing connections. */
const passivePorts = { first: 21_000, last: 21_099 };

const original = "/etc/vsftpd.conf";
const tlsFile = "vsftpd/tls.conf";
const implicitFile = "vsftpd/implicit.conf";
const explicitConfiguration = "vsftpd/explicit/vsftpd.conf";
const implicitConfiguration = "vsftpd/implicit/vsftpd.conf";
const openSslFile = "vsftpd/openssl.cnf";
/** The host leaves no drop-in out but `unit.conf`. */
const neededFile = `${startFolder("vsftpd")}/needed.conf`;
const checkFile = "vsftpd/check.sh";

/** Makes vsftpd serve the release's certificate: a completed copy of its configuration file replaces the original. */
export function planVsftpd(settings: VsftpdSettings, context: ServiceContext): ServerPlan {
  const { site, domain, platform } = context;
  const folder = currentFolder(site);
  const serverName = settings.serverName ?? domain;
  const unit = `tlsup-ftps-${site}.service`;
  const unitPath = `${startFolder("vsftpd")}/${unit}`;
  const started = dropIn("vsftpd", "vsftpd.service", site, confinement);
  const implicit = settings.implicit !== false;
  return {
    packages: [`vsftpd (>= ${versions[platform.release]})`, "openssl"],
    files: {
      [tlsFile]: completion(settings, context),
      [openSslFile]: openSslConfiguration(settings, context),
      [checkFile]: checkScript,
      ...started.files,
      [neededFile]: dropInText(neededLines(site)),
      ...(implicit && {
        [implicitFile]: implicitLines,
        [unitPath]: implicitUnit(site),
      }),
    },
    preparation: [
      ["mkdir", "-p", "vsftpd/explicit", "vsftpd/implicit"],
      joined([`.before${original}`, tlsFile], explicitConfiguration),
      ...(implicit ? [joined([explicitConfiguration, implicitFile], implicitConfiguration)] : []),
    ],
    links: {
      [original]: explicitConfiguration,
      ...started.links,
      [`/etc/systemd/system/vsftpd.service.d/tlsup-${site}-needed.conf`]: neededFile,
      ...(implicit && {
        [`/etc/systemd/system/${unit}`]: unitPath,
        [`/etc/systemd/system/multi-user.target.wants/${unit}`]: unitPath,
      }),
    },
    takeovers: [original],
    checks: [explicitConfiguration, ...(implicit ? [implicitConfiguration] : [])].map((path) => ["bash", `${folder}/${checkFile}`, `${folder}/${path}`]),
    // vsftpd reads certificate and configuration only at its start; sessions survive a restart.
    services: ["vsftpd.service", ...(implicit ? [unit] : [])].flatMap((each): Service[] =>
      ["tls", "vsftpd"].map((when) => ({ unit: each, action: "restart", when })),
    ),
    ports: [{ port: 21, unit: "vsftpd.service" }, ...(implicit ? [{ port: 990, unit }] : [])],
    probes: [{ protocol: "ftp", serverName, port: 21 }, ...(implicit ? [{ protocol: "tls", serverName, port: 990 } as const] : [])],
    data: { "/home": "the users' files and mail folders" },
  };
}

/** The ports that clients elsewhere must reach. */
function openPorts({ implicit }: VsftpdSettings): OpenPort[] {
  return openToAll([21, ...(implicit === false ? [] : [990]), `${passivePorts.first}-${passivePorts.last}`]);
}

function joined(parts: readonly string[], whole: string): string[] {
  return ["sh", "-c", 'cat -- "$1" "$2" > "$3"', "sh", ...parts, whole];
}

/**
 * vsftpd has no option to check a file. Told not to listen, it reads the file and then stops, as its standard input is not a
 * connection; it also prints its error messages to that input.
 */
const checkScript = `#!/bin/bash
# Written by tlsup; the next push replaces it.
said=$(mktemp)
/usr/sbin/vsftpd "$1" -olisten=NO -olisten_ipv6=NO 0<> "$said"
grep -q "must be started from inetd" "$said"
status=$?
if [ "$status" != 0 ]; then cat "$said"; fi
rm "$said"
exit "$status"
`;

/** Source: vsftpd.conf(5). The last of several lines for the same setting counts. */
function completion({ tls = "intermediate" }: VsftpdSettings, { site, platform }: ServiceContext): string {
  const folder = currentFolder(site);
  const { ciphers } = tlsPolicy(tls, platform);
  return `
# Added by tlsup; the next push replaces it.
ssl_enable=YES
rsa_cert_file=${folder}/${fullChainPath}
rsa_private_key_file=${folder}/${privateKeyPath}
# Empties the other settings for a certificate, so that vsftpd takes it from one place only.
dsa_cert_file=
dsa_private_key_file=
force_local_logins_ssl=YES
force_local_data_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
ssl_sslv2=NO
ssl_sslv3=NO
# Without this, vsftpd does not offer AUTH TLS. The oldest TLS version is set in openssl.cnf.
ssl_tlsv1=YES
${
  ciphers.length === 0
    ? ""
    : `ssl_ciphers=${ciphers.join(":")}
`
}# In TLS 1.3 no two sessions are the same, and vsftpd would refuse most clients for it.
require_ssl_reuse=NO
pasv_min_port=${passivePorts.first}
pasv_max_port=${passivePorts.last}
`;
}

const implicitLines = `implicit_ssl=YES
listen_port=990
`;

/** Sets the oldest protocol, which vsftpd's own configuration cannot. Source: config(5ssl). */
function openSslConfiguration({ tls = "intermediate" }: VsftpdSettings, { platform }: ServiceContext): string {
  return `# Written by tlsup; the next push replaces it.
openssl_conf = program

[program]
ssl_conf = tls

[tls]
system_default = policy

[policy]
MinProtocol = TLSv${tlsPolicy(tls, platform).minimum}
`;
}

/** A restart stops only the listener: sessions, each a separate process, continue. */
function neededLines(site: string): string {
  return `Environment=OPENSSL_CONF=${currentFolder(site)}/${openSslFile}
KillMode=process
`;
}

/** vsftpd isolates sessions in namespaces, which needs CAP_SYS_ADMIN. */
const confinement = serviceConfinement(["CAP_AUDIT_WRITE", "CAP_SYS_ADMIN"]);

function implicitUnit(site: string): string {
  return `# Written by tlsup; the next push replaces it.
[Unit]
Description=FTPS with implicit TLS for ${site}
After=network.target

[Service]
ExecStartPre=/bin/mkdir -p /run/vsftpd/empty
ExecStart=/usr/sbin/vsftpd ${currentFolder(site)}/${implicitConfiguration}
${neededLines(site)}${confinement}
[Install]
WantedBy=multi-user.target
`;
}

/** vsftpd, for the registry. */
export const vsftpd: TlsService<VsftpdSettings> = {
  kind: "vsftpd",
  entries,
  highPorts: passivePorts,
  plan: planVsftpd,
  openPorts,
};
