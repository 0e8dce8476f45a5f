import * as v from "valibot";
import type { AssetReader } from "../../application/common/application-plan";
import { webroot } from "../../certificate/acme/http-challenge";
import type { Versions } from "../../host/common/platform";
import { clientAuthorityPath, currentFolder, fullChainPath, provingClientPath } from "../../release/common/release";
import { tlsPolicy } from "../common/tls-policy";
import { confinedAnyway, confinedUser } from "../common/hardening";
import { aliasFiles, fileCaching, redirectCaching, redirectStatus, written, type ServedName } from "../common/served-name";
import {
  answerFiles,
  answersFolder,
  formerFolder,
  hstsValue,
  httpServerEntries,
  webPorts,
  webProbes,
  type HttpServerContext,
  type HttpServerSettings,
  type ServerPlan,
  type WebServer,
} from "../common/web-server";
import { proxyLines } from "./proxy";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "2.6", "debian-13": "2.6", "ubuntu-24.04": "2.6" };

/** Caddy as the origin's HTTPS server, with tlsup's certificate instead of its own. */
export interface CaddySettings extends HttpServerSettings {
  readonly kind: "caddy";
}

const entries = { kind: v.literal("caddy"), ...httpServerEntries };

/** The configuration file of Debian's Caddy. */
const installed = "/etc/caddy/Caddyfile";

const configuration = "caddy/Caddyfile";
const reloader = "caddy/reload.py";
const siteFileName = "caddy/site.caddy";
const contentFile = "caddy/content.caddy";
const aliasFolder = "caddy/aliases";
const key = "caddy/privkey.pem";

/** Like Debian's reload, but without resetting connections. Source: https://docs.kernel.org/networking/ip-sysctl.html, tcp_migrate_req. */
function unitLines(site: string): string {
  return `ExecStartPre=-+/usr/sbin/sysctl --quiet --write net.ipv4.tcp_migrate_req=1
ExecReload=
ExecReload=+/usr/bin/python3 -I ${currentFolder(site)}/${reloader} $MAINPID ${installed}
ReadWritePaths=/var/lib/caddy
`;
}

/** Plans Caddy, serving `domain` with the release's certificate. */
export function planCaddy(settings: CaddySettings, context: HttpServerContext, asset: AssetReader): ServerPlan {
  const { content, edge } = context;
  const others = aliasFiles(
    context,
    (name) => `${aliasFolder}/${name}.caddy`,
    (served) => nameFile(settings, context, served),
  );
  const unit = confinedAnyway("caddy", "caddy.service", context.site, `${confinedUser("caddy")}${unitLines(context.site)}`);
  return {
    packages: [`caddy (>= ${versions[context.platform.release]})`, "openssl", "curl", "python3"],
    files: {
      [configuration]: caddyfile(context),
      [siteFileName]: nameFile(settings, context, { name: context.domain }),
      [contentFile]: `${written}${content.kind === "files" ? fileLines(content.folder) : proxyLines(content.url, settings, edge)}`,
      ...others.files,
      ...answerFiles(settings, context, nameFile),
      [reloader]: asset("server/caddy/reload.py"),
      ...unit.files,
    },
    certificateFiles: [{ path: key, parts: ["privateKey"], owner: "caddy" }],
    links: { [installed]: configuration, ...unit.links },
    takeovers: [installed],
    // Runs as Caddy's own user, to find files that Caddy cannot read.
    checks: [["/usr/sbin/runuser", "-u", "caddy", "--", "/usr/bin/caddy", "validate", "--adapter", "caddyfile", "--config", installed]],
    services: [{ unit: "caddy.service", action: "reload" }],
    ports: webPorts("caddy.service"),
    names: [siteFileName, fullChainPath, key],
    aliases: others.aliases,
    probes: webProbes(settings, context),
  };
}

function caddyfile({ site, domain }: HttpServerContext): string {
  return `${written}{
	admin unix//run/tlsup-caddy/admin.sock
	auto_https off
	default_sni ${domain}
	servers {
		protocols h1 h2
	}
}

import ${currentFolder(site)}/${siteFileName}
import ${currentFolder(site)}/${aliasFolder}/*.caddy
import ${formerFolder(site)}/caddy/*.caddy
import ${formerFolder(site)}/${aliasFolder}/*.caddy
import ${answersFolder(site)}/*
`;
}

/** Everything that serves one name, independent of the other names. A former name, too, gets the content of the release in force. */
function nameFile(settings: CaddySettings, context: HttpServerContext, { name, leadsTo }: ServedName): string {
  const served =
    leadsTo === undefined ? `\timport ${currentFolder(context.site)}/${contentFile}\n` : redirectTo(leadsTo, `\t\theader Cache-Control ${redirectCaching}\n`);
  return `${written}http://${name} {
	log
${challenges}${settings.redirectToHttps === false ? served : redirectTo("{host}")}}

https://${name} {
	log
${tlsLines(settings, context)}${settings.hsts ? hstsLines(hstsValue(settings.hsts)) : ""}${challenges}${served}}
`;
}

function redirectTo(name: string, lines = ""): string {
  return `
	handle {
${lines}		redir https://${name}{uri} ${redirectStatus}
	}
`;
}

/** Answers an ACME CA's challenges (RFC 8555, section 8.3); over https as well, as an edge may redirect the CA there. */
const challenges = `
	handle /.well-known/acme-challenge/* {
		root * ${webroot}
		header Content-Type text/plain
		file_server
	}
`;

/** The curves of Debian's Caddy, by their OpenSSL names. Caddy refuses a configuration with others. */
const curves: Readonly<Record<string, string>> = { X25519: "x25519", prime256v1: "secp256r1", secp384r1: "secp384r1" };

function tlsLines(settings: CaddySettings, { site, platform, lockdown = false }: HttpServerContext): string {
  const { minimum, ciphers, groups } = tlsPolicy(settings.tls ?? "intermediate", platform);
  const folder = currentFolder(site);
  return `	tls ${folder}/${fullChainPath} ${folder}/${key} {
		protocols tls${minimum} tls1.3
${
  ciphers.length === 0
    ? ""
    : `		ciphers ${ciphers.map(standardName).join(" ")}
`
}		curves ${groups.flatMap((group) => curves[group] ?? []).join(" ")}
${lockdown ? lockdownLines(folder) : ""}	}
`;
}

/** Caddy reads one certificate per file. With client authentication it also refuses requests whose `Host` differs from their SNI. */
function lockdownLines(folder: string): string {
  return `		client_auth {
			mode require_and_verify
			trusted_ca_cert_file ${folder}/${clientAuthorityPath}
			trusted_ca_cert_file ${folder}/${provingClientPath}
		}
`;
}

/** The standard name of an OpenSSL cipher. Source: RFC 5289, RFC 7905. */
function standardName(cipher: string): string {
  const [, exchange = "", encryption = ""] = /^(ECDHE-[A-Z]+)-(.+)$/.exec(cipher) ?? [];
  const name = encryption === "CHACHA20-POLY1305" ? `${encryption}-SHA256` : encryption.replace("AES", "AES-");
  return `TLS_${exchange}_WITH_${name}`.replaceAll("-", "_");
}

/** Set last, so that it replaces the upstream's own header. */
function hstsLines(value: string): string {
  return `	header {
		Strict-Transport-Security "${value}"
		defer
	}
`;
}

function fileLines(folder: string): string {
  return `
	handle {
		header -Server
		header Cache-Control ${fileCaching}
		root * ${folder}
		file_server
	}
`;
}

/** Caddy, for the registry. */
export const caddy: WebServer<CaddySettings> = { kind: "caddy", entries, serves: ["upstream", "files"], plan: planCaddy };
