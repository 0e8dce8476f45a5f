import * as v from "valibot";
import { webroot } from "../../certificate/acme/http-challenge";
import { currentFolder, fullChainPath, privateKeyPath, trustedClientsPath } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../common/tls-policy";
import { requestFunction, requestProgram } from "./apache-request";
import { confined, confinedRoot } from "../common/hardening";
import { aliasFiles, fileCaching, redirectCaching, redirectStatus, written, type ServedName } from "../common/served-name";
import type { Edge } from "../../edge/common/request-headers";
import {
  answerFiles,
  answersFolder,
  bytesOf,
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

/** The Apache HTTP server as the origin's HTTPS server. */
export interface ApacheSettings extends HttpServerSettings {
  readonly kind: "apache";
}

const entries = { kind: v.literal("apache"), ...httpServerEntries };

/** The first version that can redirect a path with %3F in it: Debian has it as a security update, and Ubuntu took the change into its older version. */
const oldest: Versions = { "debian-12": "2.4.60", "debian-13": "2.4.60", "ubuntu-24.04": "2.4.58-1ubuntu8.4" };

const modulesFile = "apache/modules.load";
const siteFileName = "apache/site.conf";
const contentFile = "apache/content.conf";
const requestFile = "apache/request.lua";
const aliasFolder = "apache/aliases";
const othersFile = "apache/others.conf";
/** How many labels wildcards are below, or more than 6: the deepest are read first, as Apache's asterisk stands for dots, too, and the first match counts. */
const depths = [6, 5, 4, 3, 2];
const wildcardsFile = (depth: number): string => `apache/wildcards-${depth}.conf`;

/** Plans Apache, serving `domain` with the certificate under `tls/` of the release. */
export function planApache(settings: ApacheSettings, context: HttpServerContext): ServerPlan {
  const { site, content, edge } = context;
  const name = `tlsup-${site}`;
  const others = aliasFiles(
    context,
    (alias) => `${aliasFolder}/${alias}.conf`,
    (served) => `${written}${nameHosts(settings, context, served)}`,
  );
  const answer = content.kind === "files" ? fileLines(content.folder) : proxyLines(content.url, `${currentFolder(site)}/${requestFile}`, edge);
  const unit = confined("apache", "apache2.service", site, confinedRoot);
  return {
    packages: [`apache2 (>= ${oldest[context.platform.release]})`, "openssl", "curl"],
    files: {
      [modulesFile]: modules,
      ...(content.kind === "upstream" && { [requestFile]: requestProgram(bytesOf(settings.maxBodySize ?? "1m"), edge) }),
      [siteFileName]: `${serverLines}${nameHosts(settings, context, { name: context.domain })}`,
      [contentFile]: `${written}${answer}`,
      ...others.files,
      ...answerFiles(settings, context, nameHosts),
      [othersFile]: `${included(currentFolder(site), "[!~]*")}${included(formerFolder(site), "[!~]*")}IncludeOptional ${formerFolder(site)}/apache/*.conf
IncludeOptional ${answersFolder(site)}/*
`,
      ...Object.fromEntries(depths.map((depth) => [wildcardsFile(depth), wildcardLines(site, Object.keys(others.files), depth)])),
      ...unit.files,
    },
    links: {
      [`/etc/apache2/mods-enabled/${name}.load`]: modulesFile,
      [`/etc/apache2/sites-enabled/${name}.conf`]: siteFileName,
      [`/etc/apache2/sites-enabled/${name}.others.conf`]: othersFile,
      // After the names of all sites.
      ...Object.fromEntries(depths.map((depth, order) => [`/etc/apache2/sites-enabled/zz~${order}-${name}.conf`, wildcardsFile(depth)])),
      ...unit.links,
    },
    checks: [["/usr/sbin/apachectl", "-t"]],
    services: [{ unit: "apache2.service", action: "reload-workers", shared: true }],
    ports: webPorts("apache2.service"),
    names: [siteFileName, fullChainPath, privateKeyPath],
    aliases: others.aliases,
    probes: webProbes(settings, context),
  };
}

/** Includes Debian's own lines, for modules that are not enabled: Apache warns at every start if a module is loaded twice. */
const loaded = ["setenvif", "mime", "alias", "dir", "headers", "rewrite", "remoteip", "socache_shmcb", "http2", "proxy", "proxy_http", "lua"];
const modules = `# Written by tlsup; the next push replaces it.
${loaded.map((name) => moduleLines(name, "load")).join("")}${moduleLines("ssl", "load", "conf")}`;

function moduleLines(name: string, ...files: readonly string[]): string {
  return `<IfModule !${name}_module>
${files.map((extension) => `  Include /etc/apache2/mods-available/${name}.${extension}\n`).join("")}</IfModule>
`;
}

/** Everything that serves one name, independent of the other names. A former name, too, gets the content of the release in force. */
function nameHosts(settings: ApacheSettings, { site, edge, platform, lockdown = false }: HttpServerContext, { name, leadsTo }: ServedName): string {
  const folder = currentFolder(site);
  const { minimum, ciphers, groups } = tlsPolicy(settings.tls ?? "intermediate", platform);
  const served =
    leadsTo === undefined
      ? `${visitorLines(edge)}  Include ${folder}/${contentFile}\n`
      : `${redirectTo(leadsTo)}  Header always set Cache-Control ${redirectCaching}\n`;
  const toHttps = redirectTo(name.startsWith("*.") ? "%{HTTP_HOST}" : name);
  return `<VirtualHost *:80>
${nameLines(name)}${kept}${challenges}${settings.redirectToHttps === false ? served : toHttps}</VirtualHost>

<VirtualHost *:443>
${nameLines(name)}  Protocols h2 http/1.1
${kept}
  SSLEngine on
  SSLCertificateFile ${folder}/${fullChainPath}
  SSLCertificateKeyFile ${folder}/${privateKeyPath}
  SSLProtocol -all ${minimum === "1.3" ? "" : "+TLSv1.2 "}+TLSv1.3
${ciphers.length === 0 ? "" : `  SSLCipherSuite ${ciphers.join(":")}\n`}  SSLHonorCipherOrder off
  SSLOpenSSLConfCmd Curves ${groups.join(":")}
${lockdown ? lockdownLines(folder, name) : ""}${settings.hsts ? hstsLines(hstsValue(settings.hsts)) : ""}${challenges}${served}</VirtualHost>
`;
}

/**
 * An Apache process closes its idle keep-alive connections when all of its threads are busy, or when it is stopped as surplus, and requests on their way
 * fail. So a process has as many threads as Debian's ThreadLimit allows, and none is stopped. The numbers are the whole server's, so all sites have the same.
 */
const threads = `
<IfModule mpm_event_module>
  StartServers 1
  ThreadsPerChild 64
  MaxRequestWorkers 192
  MinSpareThreads 25
  MaxSpareThreads 192
</IfModule>
`;

/** Settings of the whole server. */
const serverLines = `${written}ServerTokens Prod
${threads}
`;

/** A keep-alive connection is closed only after it has been idle, for the same time as with the other servers. */
const kept = `  KeepAliveTimeout 75
  MaxKeepAliveRequests 0
`;

/** Includes the files of aliases whose names have a form. */
function included(folder: string, form: string): string {
  return `IncludeOptional ${folder}/${aliasFolder}/${form}.conf\n`;
}

/** Includes the wildcards of a depth among a site's files. A former one, which only the host knows, is read again with those that are less deep. */
function wildcardLines(site: string, files: readonly string[], depth: number): string {
  const own = files.filter((file) => file.includes("~") && depth === Math.min(depthOf(file), 6)).sort((one, other) => depthOf(other) - depthOf(one));
  return `${own.map((file) => `Include ${currentFolder(site)}/${file}\n`).join("")}${included(formerFolder(site), `~${".*".repeat(depth)}`)}`;
}

function depthOf(file: string): number {
  return file.split(".").length - 2;
}

/** Apache allows a wildcard only in ServerAlias. */
function nameLines(name: string): string {
  return name.startsWith("*.") ? `  ServerName ${name.replace("*", "tlsup-any")}\n  ServerAlias ${name}\n` : `  ServerName ${name}\n`;
}

function redirectTo(name: string): string {
  return `
  AllowEncodedSlashes NoDecode
  RewriteEngine On
  RewriteCond %{THE_REQUEST} "^\\S+ (?:https?://[^/?\\s]*)?(/\\S*)"
  RewriteRule "^/(?!\\.well-known/acme-challenge/)" "https://${name}%1" [redirect=${redirectStatus},last,noescape,UnsafeAllow3F]
`;
}

/** Answers an ACME CA's challenges (RFC 8555, section 8.3); over https as well, as an edge may redirect the CA there. */
const challenges = `
  Alias /.well-known/acme-challenge/ ${webroot}/.well-known/acme-challenge/
  <Directory ${webroot}>
    AllowOverride None
    ForceType text/plain
    Options None
    Require all granted
  </Directory>
`;

/** Refuses clients without a certificate in the TLS handshake, and requests that name another host, in SNI or `Host`, with status 421. */
function lockdownLines(folder: string, domain: string): string {
  return `  SSLVerifyClient require
  SSLCACertificateFile ${folder}/${trustedClientsPath}
  RewriteEngine On
  RewriteCond %{SSL:SSL_TLS_SNI} "!=${domain}" [NC,OR]
  RewriteCond %{HTTP_HOST} "!^${domain.replaceAll(".", "\\.")}(:443)?$" [NC]
  RewriteRule "^" "-" [R=421,L]
`;
}

/** Replaces the upstream's own header, and is also in Apache's own answers. */
function hstsLines(value: string): string {
  return `  Header onsuccess unset Strict-Transport-Security
  Header always set Strict-Transport-Security "${value}"
`;
}

/** Takes the visitor's address from the edge, but from no other client. */
function visitorLines({ ranges, visitorField }: Edge): string {
  if (ranges.length === 0) return "";
  return `
  RemoteIPHeader ${visitorField}
${ranges.map((range) => `  RemoteIPInternalProxy ${range}\n`).join("")}`;
}

/** The alias precedes those that Debian gives every site, like /icons/. */
function fileLines(folder: string): string {
  return `
  DocumentRoot ${folder}
  Alias / ${folder}/
  <Directory ${folder}>
    AllowOverride None
    DirectoryIndex index.html
    Options FollowSymLinks
    Require all granted
  </Directory>
  Header always set Cache-Control ${fileCaching}
`;
}

/** The upstream sees the request's path unchanged, and who made the request. */
function proxyLines(url: string, program: string, edge: Edge): string {
  return `
  AllowEncodedSlashes NoDecode
  ProxyPreserveHost On
  ProxyAddHeaders Off
  ProxyPass /.well-known/acme-challenge/ !
  ProxyPass / ${url}/ nocanon upgrade=websocket
${edgeLines(edge)}  LuaScope conn
  LuaHookFixups ${program} ${requestFunction}
`;
}

function edgeLines({ ranges }: Edge): string {
  if (ranges.length === 0) return "";
  return `  SetEnvIfExpr "${ranges.map((range) => `%{CONN_REMOTE_ADDR} -ipmatch '${range}'`).join(" || ")}" tlsup_edge=1
`;
}

/** Apache, for the registry. */
export const apache: WebServer<ApacheSettings> = { kind: "apache", entries, serves: ["upstream", "files"], plan: planApache };
