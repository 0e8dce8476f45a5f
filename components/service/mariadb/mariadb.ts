import * as v from "valibot";
import { addressRange } from "../../shared/address";
import { currentFolder, fullChainPath, type CertificateFile } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, reloaded, startFolder, userConfinement } from "../common/service-hardening";
import { openToRanges, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "10.11", "debian-13": "11.8", "ubuntu-24.04": "10.11" };

/**
 * A MariaDB database, for clients of MariaDB and of MySQL: TLS on port 3306. Databases and accounts stay as they are.
 * Debian has no MySQL server.
 */
export interface MariadbSettings extends TlsServiceSettings {
  readonly kind: "mariadb";
  /**
   * The address ranges whose clients may connect, e.g. `["203.0.113.0/24"]`. Every connection over TCP must then use TLS, also from the host itself;
   * its accounts still decide who may log in from where.
   * @default none: tlsup opens the port to no other host
   */
  readonly from?: readonly string[];
}

const entries = { kind: v.literal("mariadb"), from: v.optional(v.array(addressRange)), ...tlsServiceEntries };

const port = 3306;
const unit = "mariadb.service";

/** MariaDB reads these only at its start; of the certificate alone it can read another one while it runs. */
const file = `${startFolder("mariadb")}/tls.cnf`;
const key: CertificateFile = { path: "mariadb/privkey.pem", parts: ["privateKey"], owner: "mysql" };

/** Makes MariaDB serve the release's certificate, with a file that it reads after its own configuration. */
export function planMariadb(settings: MariadbSettings, context: ServiceContext): ServerPlan {
  const { site, domain, platform } = context;
  const started = dropIn("mariadb", unit, site, unitLines);
  return {
    packages: [`mariadb-server (>= 1:${versions[platform.release]})`, "openssl"],
    files: { [file]: configuration(settings, context), ...started.files },
    certificateFiles: [key],
    links: { [`/etc/mysql/mariadb.conf.d/99-tlsup-${site}.cnf`]: file, ...started.links },
    // It prints all of its settings, of which a message would hold nothing but the last.
    checks: [["runuser", "-u", "mysql", "--", "sh", "-c", "exec /usr/sbin/mariadbd --verbose --help > /dev/null"]],
    services: reloaded("mariadb", unit),
    ports: [{ port, unit }],
    probes: [{ protocol: "mysql", serverName: settings.serverName ?? domain, port }],
    data: { "/var/lib/mysql": "the databases" },
  };
}

/** Source: https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption/securing-connections-for-client-and-server. */
function configuration({ tls = "intermediate", from = [] }: MariadbSettings, { site, platform }: ServiceContext): string {
  const { minimum, ciphers } = tlsPolicy(tls, platform);
  return `# Written by tlsup; the next push replaces it.
[mariadbd]
ssl_cert = ${currentFolder(site)}/${fullChainPath}
ssl_key = ${currentFolder(site)}/${key.path}
tls_version = ${minimum === "1.3" ? "TLSv1.3" : "TLSv1.2,TLSv1.3"}
${
  ciphers.length === 0
    ? ""
    : `ssl_cipher = ${ciphers.join(":")}
`
}${
    from.length === 0
      ? ""
      : `bind_address = *
require_secure_transport = ON
`
  }
[mariadb-upgrade]
skip-ssl
`;
}

/**
 * FLUSH SSL reads the certificate again and ends no connection; `--local` keeps it from replicas. Root asks for it, whom Debian admits by the socket, without
 * TLS: since 11.4 the client refuses a certificate whose CA the host does not trust, there too. What Debian does after a start, to complete the databases
 * after an upgrade, has the same in the configuration, and is not confined: it works as root in the folder of the user `mysql`. MariaDB copies the owners of
 * files that it copies.
 */
const unitLines = `ExecReload=!/usr/bin/mariadb-admin --local --skip-ssl flush-ssl
ExecStartPost=
ExecStartPost=+/etc/mysql/debian-start
AmbientCapabilities=
${userConfinement("mysql")}SystemCallFilter=@chown
`;

/** MariaDB, for the registry. */
export const mariadb: TlsService<MariadbSettings> = {
  kind: "mariadb",
  entries,
  highPorts: { first: port, last: port },
  plan: planMariadb,
  openPorts: ({ from }) => openToRanges(port, from),
};
