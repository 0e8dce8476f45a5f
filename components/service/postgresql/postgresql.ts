import * as v from "valibot";
import { addressRange } from "../../shared/address";
import { currentFolder, fullChainPath, type CertificateFile } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, reloaded, startFolder, userConfinement } from "../common/service-hardening";
import { openToRanges, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "15", "debian-13": "17", "ubuntu-24.04": "16" };

/** A PostgreSQL database: TLS on port 5432, in Debian's cluster `main`. Databases and roles stay as they are. */
export interface PostgresqlSettings extends TlsServiceSettings {
  readonly kind: "postgresql";
  /**
   * The address ranges whose clients may connect, over TLS and with a password, e.g. `["203.0.113.0/24"]`.
   * @default none: tlsup opens the port to no other host
   */
  readonly from?: readonly string[];
}

const entries = { kind: v.literal("postgresql"), from: v.optional(v.array(addressRange)), ...tlsServiceEntries };

const port = 5432;

const tlsFile = "postgresql/tls.conf";
const listenFile = `${startFolder("postgresql")}/listen.conf`;
const hbaLines = "postgresql/pg_hba.lines";
const hbaFile = "postgresql/pg_hba.conf";
const key: CertificateFile = { path: "postgresql/privkey.pem", parts: ["privateKey"], owner: "postgres" };

/** Makes PostgreSQL serve the release's certificate, with files that it reads after its own configuration. */
export function planPostgresql(settings: PostgresqlSettings, context: ServiceContext): ServerPlan {
  const { site, domain, platform } = context;
  const version = versions[platform.release];
  const folder = `/etc/postgresql/${version}/main`;
  const unit = `postgresql@${version}-main.service`;
  const confinement = dropIn("postgresql", unit, site, userConfinement("postgres"));
  const from = settings.from ?? [];
  const hba = `${folder}/pg_hba.conf`;
  return {
    packages: [`postgresql-${version}`, "openssl"],
    files: {
      [tlsFile]: tlsLines(settings, context),
      ...confinement.files,
      ...(from.length > 0 && {
        [listenFile]: listenLines,
        [hbaLines]: `\n${from.map((addresses) => `hostssl all all ${addresses} scram-sha-256\n`).join("")}`,
      }),
    },
    certificateFiles: [key],
    preparation:
      from.length > 0 ? [["sh", "-c", 'cat -- "$1" "$2" > "$3" && chown postgres: "$3" && chmod 0640 "$3"', "sh", `.before${hba}`, hbaLines, hbaFile]] : [],
    links: {
      [`${folder}/conf.d/tlsup-${site}.conf`]: tlsFile,
      ...confinement.links,
      ...(from.length > 0 && { [`${folder}/conf.d/tlsup-${site}-listen.conf`]: listenFile, [hba]: hbaFile }),
    },
    takeovers: from.length > 0 ? [hba] : [],
    checks: [["runuser", "-u", "postgres", "--", `/usr/lib/postgresql/${version}/bin/postgres`, "-C", "ssl", "-c", `config_file=${folder}/postgresql.conf`]],
    complaints: from.length > 0 ? [["runuser", "-u", "postgres", "--", "psql", "-p", String(port), "-AXqtwc", unreadableRules]] : [],
    // Only a change of the addresses that it listens on needs a restart.
    services: reloaded("postgresql", unit),
    ports: [{ port, unit }],
    probes: [{ protocol: "postgres", serverName: settings.serverName ?? domain, port }],
    data: { [`/var/lib/postgresql/${version}/main`]: "the databases" },
  };
}

/** With rules that it cannot read PostgreSQL keeps those that it has, but would not start again. */
const unreadableRules = "select concat('line ', line_number, ' of pg_hba.conf: ', error) from pg_hba_file_rules where error is not null";

const listenLines = "# Written by tlsup; the next push replaces it.\nlisten_addresses = '*'\n";

/** Source: https://www.postgresql.org/docs/17/runtime-config-connection.html. A choice of groups needs PostgreSQL 18; before, P-256 is the only one. */
function tlsLines({ tls = "intermediate" }: PostgresqlSettings, { site, platform }: ServiceContext): string {
  const { minimum, ciphers } = tlsPolicy(tls, platform);
  return `# Written by tlsup; the next push replaces it.
ssl = on
ssl_cert_file = '${currentFolder(site)}/${fullChainPath}'
ssl_key_file = '${currentFolder(site)}/${key.path}'
ssl_min_protocol_version = 'TLSv${minimum}'
ssl_max_protocol_version = ''
${
  ciphers.length === 0
    ? ""
    : `ssl_ciphers = '${ciphers.join(":")}'
`
}ssl_prefer_server_ciphers = off
ssl_ecdh_curve = 'prime256v1'
`;
}

/** PostgreSQL, for the registry. */
export const postgresql: TlsService<PostgresqlSettings> = {
  kind: "postgresql",
  entries,
  highPorts: { first: port, last: port },
  plan: planPostgresql,
  openPorts: ({ from }) => openToRanges(port, from),
};
