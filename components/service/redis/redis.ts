import * as v from "valibot";
import { addressRange } from "../../shared/address";
import { currentFolder, fullChainPath, type CertificateFile } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, reloaded, startFolder } from "../common/service-hardening";
import { openToRanges, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "7.0", "debian-13": "8.0", "ubuntu-24.04": "7.0" };

/** A Redis database: TLS on port 6380. Data, passwords and users stay as they are. */
export interface RedisSettings extends TlsServiceSettings {
  readonly kind: "redis";
  /**
   * The address ranges whose clients may connect, e.g. `["203.0.113.0/24"]`. Port 6379, which has no TLS, is closed then, also for the host itself.
   * Redis admits clients from elsewhere only with a password (`requirepass` or users in `/etc/redis/redis.conf`).
   * @default none: tlsup opens the port to no other host
   */
  readonly from?: readonly string[];
}

const entries = { kind: v.literal("redis"), from: v.optional(v.array(addressRange)), ...tlsServiceEntries };

const port = 6380;
const plainPort = 6379;
const unit = "redis-server.service";
const original = "/etc/redis/redis.conf";

const file = `${startFolder("redis")}/redis.conf`;
const reloadFile = `${startFolder("redis")}/reload.sh`;
const key: CertificateFile = { path: "redis/privkey.pem", parts: ["privateKey"], owner: "redis" };

/** Makes Redis serve the release's certificate: it is started with a file that includes its own configuration. */
export function planRedis(settings: RedisSettings, context: ServiceContext): ServerPlan {
  const { site, domain, platform } = context;
  const path = `${currentFolder(site)}/${file}`;
  const started = dropIn("redis", unit, site, unitLines(site));
  return {
    packages: [`redis-server (>= 5:${versions[platform.release]})`, "redis-tools", "openssl"],
    files: { [file]: configuration(settings, context), [reloadFile]: reloadScript(site), ...started.files },
    certificateFiles: [key],
    links: started.links,
    checks: [["runuser", "-u", "redis", "--", "bash", "-c", check, "check", path]],
    services: reloaded("redis", unit),
    ports: [{ port, unit }],
    probes: [{ protocol: "tls", serverName: settings.serverName ?? domain, port }],
    data: { "/var/lib/redis": "Redis's data" },
  };
}

/** The last value of a setting of the owner's, which Redis reads in any case. */
const ownValue = (name: string): string => `$(sed -nE 's/^\\s*${name}\\s+"?(\\w+)"?\\s*$/\\1/Ip' ${original} | tail -n 1)`;

/** Clients that Redis demands certificates of would get in without one, and those of another port would not find it. */
const ownTls =
  `port=${ownValue("tls-port")} clients=${ownValue("tls-auth-clients")}; ` +
  `if [ "\${port:-0}" != 0 ] && [ "$port \${clients,,}" != "${port} no" ]; then ` +
  `echo "${original} must have no TLS of its own but on port ${port} with tls-auth-clients no, as tlsup would change it: ` +
  'it has tls-port $port, tls-auth-clients ${clients:-yes}"; exit 1; fi; ';

/** Redis has no option to check a file. It stops at the first value that it cannot take, so one at the end shows that those before it are right. */
const check =
  ownTls + 'said=$(/usr/bin/redis-server "$1" --port tlsup-has-read-all 2>&1); [[ $said == *tlsup-has-read-all* ]] || { printf "%s\\n" "$said"; exit 1; }';

/** Source: https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/. The last of several lines for the same setting counts. */
function configuration({ tls = "intermediate", from = [] }: RedisSettings, { site, platform }: ServiceContext): string {
  const { minimum, ciphers } = tlsPolicy(tls, platform);
  return `# Written by tlsup; the next push replaces it.
include ${original}
tls-port ${port}
tls-cert-file ${currentFolder(site)}/${fullChainPath}
tls-key-file ${currentFolder(site)}/${key.path}
tls-auth-clients no
tls-protocols "${minimum === "1.3" ? "TLSv1.3" : "TLSv1.2 TLSv1.3"}"
${
  ciphers.length === 0
    ? ""
    : `tls-ciphers ${ciphers.join(":")}
`
}tls-prefer-server-ciphers no
${
  from.length === 0
    ? ""
    : `port 0
bind * -::*
protected-mode yes
`
}`;
}

/**
 * Redis reads the pair again when it is told its names again, and keeps every connection. It may not let root do that: the password is not in its own file,
 * or the command has another name. Then it is restarted, which writes its data first. The certificate that is being replaced may be expired.
 */
function reloadScript(site: string): string {
  const folder = currentFolder(site);
  return `#!/bin/bash
# Written by tlsup; the next push replaces it.
REDISCLI_AUTH=$(sed -n 's/^ *requirepass  *"\\{0,1\\}\\([^"]*\\)"\\{0,1\\} *$/\\1/p' ${original} | tail -n 1)
if [ -n "$REDISCLI_AUTH" ]; then export REDISCLI_AUTH; else unset REDISCLI_AUTH; fi
said=$(/usr/bin/redis-cli --no-auth-warning --tls --insecure -h 127.0.0.1 -p ${port} \\
  config set tls-cert-file ${folder}/${fullChainPath} tls-key-file ${folder}/${key.path} 2>&1)
if [ "$said" = OK ]; then exit; fi
echo "Redis is restarted for its new certificate, as it answered: $said"
systemctl --no-block restart ${unit}
`;
}

/** Debian's own unit is confined already, and admits no program but Redis: the reload is not run in it. */
function unitLines(site: string): string {
  const folder = currentFolder(site);
  return `ExecStart=
ExecStart=/usr/bin/redis-server ${folder}/${file} --supervised systemd --daemonize no
ExecReload=+/bin/bash ${folder}/${reloadFile}
`;
}

/** Redis, for the registry. */
export const redis: TlsService<RedisSettings> = {
  kind: "redis",
  entries,
  // The port without TLS is the host's own.
  highPorts: { first: plainPort, last: port },
  plan: planRedis,
  openPorts: ({ from }) => openToRanges(port, from),
};
