import * as v from "valibot";
import { quote } from "../../shared/shell";
import type { OpenPort } from "../../host/common/firewall-rules";
import { currentFolder, fullChainPath, privateKeyPath } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../../server/common/tls-policy";
import type { ServerPlan } from "../../server/common/web-server";
import { dropIn, reloaded, serviceConfinement } from "../common/service-hardening";
import { openToAll, tlsServiceEntries, type ServiceContext, type TlsService, type TlsServiceSettings } from "../common/tls-service";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "3.7", "debian-13": "3.10", "ubuntu-24.04": "3.8" };

/**
 * Incoming and outgoing mail: SMTPS on port 465, STARTTLS required on port 587 and offered on port 25. Postfix's own configuration
 * on the host still decides which mail it accepts from whom.
 */
export interface PostfixSettings extends TlsServiceSettings {
  readonly kind: "postfix";
}

const entries = { kind: v.literal("postfix"), ...tlsServiceEntries };

const script = "postfix/complete";
const main = "/etc/postfix/main.cf";
const master = "/etc/postfix/master.cf";

/** Makes Postfix serve the release's certificate: completed copies of its two configuration files replace the originals. */
export function planPostfix(settings: PostfixSettings, context: ServiceContext): ServerPlan {
  const serverName = settings.serverName ?? context.domain;
  const unit = unitOf(context);
  const { files, links } = dropIn("postfix", unit, context.site, serviceConfinement());
  return {
    packages: [`postfix (>= ${versions[context.platform.release]})`, "openssl"],
    files: { [script]: completion(settings, context), ...files },
    preparation: [["bash", script]],
    links: { [main]: "postfix/main.cf", [master]: "postfix/master.cf", ...links },
    takeovers: [main, master],
    checks: [
      ["/usr/sbin/postconf", "-n"],
      ["/usr/sbin/postfix", "check"],
    ],
    services: reloaded("postfix", unit),
    ports: [25, 465, 587].map((port) => ({ port, unit })),
    probes: [
      { protocol: "smtp", serverName, port: 25 },
      { protocol: "tls", serverName, port: 465 },
      { protocol: "smtp", serverName, port: 587 },
    ],
    data: { "/var/mail": "mail that was delivered", "/var/spool/postfix": "mail on its way" },
  };
}

/** The ports that clients elsewhere must reach. */
function openPorts(): OpenPort[] {
  return openToAll([25, 465, 587]);
}

/** The unit that reloads Postfix, and starts it when it is down: before Debian 13 `postfix.service` itself does nothing. */
function unitOf({ platform }: ServiceContext): string {
  return platform.release === "debian-13" ? "postfix.service" : "postfix@-.service";
}

/** Source: https://www.postfix.org/postconf.5.html */
function completion({ tls = "intermediate" }: PostfixSettings, { site, platform }: ServiceContext): string {
  const folder = currentFolder(site);
  const { minimum, groups } = tlsPolicy(tls, platform);
  // A mail server without TLS 1.3 would deliver in clear text instead, or nothing, so between servers `modern` would be less secure.
  const { ciphers, minimum: betweenServers } = tlsPolicy("intermediate", platform);
  const offered = { smtpd_tls_protocols: `>=TLSv${betweenServers}`, smtpd_tls_ciphers: "medium" };
  const demandedFrom = (oldest: string) => ({ smtpd_tls_mandatory_protocols: `>=TLSv${oldest}`, smtpd_tls_mandatory_ciphers: "medium" });
  const demanded = demandedFrom(minimum);
  // In main.cf they would also change what Postfix uses as a client.
  const listenersAlone = {
    tls_medium_cipherlist: ciphers.join(":"),
    tls_eecdh_auto_curves: groups.join(","),
    // Known to Postfix from 3.8 on.
    ...(Number(versions[platform.release].split(".")[1]) >= 8 ? { tls_ffdhe_auto_groups: "" } : {}),
  };
  const forListener = (settings: Readonly<Record<string, string>>): string =>
    Object.entries({ ...settings, ...listenersAlone })
      .map(([name, value]) => quote(`${name}=${value}`))
      .join(" ");
  const encrypted = forListener({ smtpd_tls_security_level: "encrypt", ...demanded });
  const parameters = {
    smtpd_tls_chain_files: `${folder}/${privateKeyPath}, ${folder}/${fullChainPath}`,
    // Empties the other settings for a certificate, so that Postfix takes it from one place only.
    smtpd_tls_cert_file: "",
    smtpd_tls_key_file: "",
    smtpd_tls_eccert_file: "",
    smtpd_tls_eckey_file: "",
    smtpd_tls_dcert_file: "",
    smtpd_tls_dkey_file: "",
    smtpd_tls_auth_only: "yes",
    ...offered,
    ...demanded,
    smtpd_tls_eecdh_grade: "auto",
    tls_preempt_cipherlist: "no",
  };
  return `#!/bin/bash
# Written by tlsup; the next push replaces it. Runs in the release's folder, and completes a copy of Postfix's earlier configuration.
set -eu
cp .before${main} .before${master} postfix/

# What Postfix uses as a client may refer to what is set here, and to the folder that is read, and stays as it is.
as_installed() { postconf -c postfix -o config_directory=/etc/postfix "$@"; }
as_client() { { as_installed -nx; as_installed -Px; } | grep -E '^([^ ]*/)?([sl]mtp|tlsproxy_client)_' | sort; }
client=$(as_client)
# The host's own configuration may demand TLS of everyone.
case $(postconf -c postfix -xh smtpd_tls_security_level smtpd_enforce_tls | tr 'A-Z\\n' 'a-z ') in
  encrypt* | verify* | secure* | fingerprint* | ' yes'*) level=encrypt ;;
  *) level=may ;;
esac
postconf -c postfix -e "smtpd_tls_security_level = $level" \\
${Object.entries(parameters)
  .map(([name, value]) => `  ${quote(`${name} = ${value}`.trimEnd())}`)
  .join(" \\\n")}

mapfile -t kept < <(as_client | comm -13 - <(printf '%s\\n' "$client") | grep .)
added=() parameters=()
for each in "\${kept[@]}"; do
  if [[ \${each%% = *} == */* ]]; then parameters+=("$each"); else postconf -c postfix -e "$each"; fi
done
mapfile -t served < <(postconf -c postfix -M | sed -n 's/^\\([^ ]*\\)  *inet .*/\\1/p')

offer() { # NAMES PARAMETER=VALUE...: serves one port, by the listeners that it already has in master.cf, else under the first name
  local each services=()
  for each in "\${served[@]}"; do
    # One may name its address.
    if [[ " $1 " == *" \${each##*:} "* ]]; then services+=("$each"); fi
  done
  if [ "\${#services[@]}" = 0 ]; then
    services=("\${1%% *}")
    added+=("\${1%% *}/inet=\${1%% *} inet n - y - - smtpd")
  fi
  shift
  for each in "\${services[@]}"; do parameters+=("\${@/#/$each/inet/}"); done
}

# Also where master.cf says otherwise.
offer 'smtp 25' ${forListener({ ...offered, ...demandedFrom(betweenServers) })}
offer 'submission 587' ${encrypted}
offer 'submissions smtps 465' smtpd_tls_wrappermode=yes ${encrypted}

if [ "\${#added[@]}" -gt 0 ]; then postconf -c postfix -M -e "\${added[@]}"; fi
postconf -c postfix -P -e "\${parameters[@]}"
`;
}

/** Postfix, for the registry. */
export const postfix: TlsService<PostfixSettings> = { kind: "postfix", entries, plan: planPostfix, openPorts };
