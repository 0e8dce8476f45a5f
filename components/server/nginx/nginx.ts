import * as v from "valibot";
import { webroot } from "../../certificate/acme/http-challenge";
import { currentFolder, fullChainPath, privateKeyPath, sha256 } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { tlsPolicy } from "../common/tls-policy";
import { confined, confinedRoot } from "../common/hardening";
import {
  answerFiles,
  answersFolder,
  anyName,
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
import { aliasFiles, fileCaching, redirectCaching, redirectStatus, written, type ServedName } from "../common/served-name";
import { lockdownLines, refusalOfOthers, sessionZone } from "./lockdown";
import { proxyLines, realAddress, upstreamBlocks } from "./proxy";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "1.22", "debian-13": "1.26", "ubuntu-24.04": "1.24" };

/** nginx as the origin's HTTPS server. */
export interface NginxSettings extends HttpServerSettings {
  readonly kind: "nginx";
  /**
   * Your own directives, any number of lines. They are put unchanged at the end of the https server's block. nginx tests them together with everything else
   * before they are in force; tlsup does not check their content.
   * @default none
   */
  readonly snippet?: string;
}

const entries = {
  kind: v.literal("nginx"),
  ...httpServerEntries,
  snippet: v.optional(v.pipe(v.string(), v.regex(/^[^\0]*$/, "must be text without NUL characters"))),
};

const siteFileName = "nginx/site.conf";
const aliasFolder = "nginx/aliases";
const aliasesFile = "nginx/others.conf";
const wildcardsFile = "nginx/wildcards.conf";
const lockdownFile = "nginx/lockdown.conf";
const contentFile = "nginx/content.conf";
/** Sorts after {@link contentFile}. */
const snippetFile = "nginx/content.https.conf";

/** Debian's reload command would read the whole configuration once more, in a newly confined process, and take several times as long. */
const reloading = `ExecReload=
ExecReload=+/bin/kill -HUP $MAINPID
`;

/** Plans nginx, serving `domain` with the certificate under `tls/` of the release. */
export function planNginx(settings: NginxSettings, context: HttpServerContext): ServerPlan {
  const { content, edge, lockdown = false } = context;
  // A short hash, as nginx limits the length of variable names.
  const label = sha256(currentFolder(context.site)).slice(0, 8);
  const others = aliasFiles(
    context,
    (name) => `${aliasFolder}/${name}.conf`,
    (served) => nameFile(settings, context, served),
  );
  const unit = confined("nginx", "nginx.service", context.site, `${confinedRoot}${reloading}`);
  return {
    packages: [`nginx (>= ${versions[context.platform.release]})`, "openssl", "curl"],
    files: {
      [siteFileName]: nameFile(settings, context, { name: context.domain }),
      ...others.files,
      ...answerFiles(settings, context, nameFile),
      [contentFile]: `${written}${content.kind === "files" ? fileLines(content.folder) : proxyLines(label, settings, edge)}`,
      ...(settings.snippet !== undefined && { [snippetFile]: `# The user's own directives.\n${settings.snippet}\n` }),
      [aliasesFile]: `${content.kind === "files" ? "" : upstreamBlocks(label, content.url, edge)}${otherNames(context.site)}`,
      [wildcardsFile]: included(context.site, "~"),
      ...(lockdown && { [lockdownFile]: refusalOfOthers(listening(context), tlsLines(settings, context)) }),
      ...unit.files,
    },
    links: {
      [`/etc/nginx/conf.d/tlsup-${context.site}.conf`]: siteFileName,
      [`/etc/nginx/conf.d/tlsup-${context.site}.others.conf`]: aliasesFile,
      // After the names of all sites: of regular expressions, the first match counts.
      [`/etc/nginx/conf.d/zz-tlsup-${context.site}.wildcards.conf`]: wildcardsFile,
      ...(lockdown && { [`/etc/nginx/conf.d/000-tlsup-${context.site}.conf`]: lockdownFile }),
      ...unit.links,
    },
    checks: [["/usr/sbin/nginx", "-t", "-q"]],
    // nginx would let the previous workers accept connections for another tenth of a second.
    services: [{ unit: "nginx.service", action: "reload-workers", lingering: "nginx: worker process", shared: true }],
    ports: webPorts("nginx.service"),
    names: [siteFileName, fullChainPath, privateKeyPath],
    aliases: others.aliases,
    probes: webProbes(settings, context),
    // nginx takes the protocols of a port from its first block.
    sharedTls: settings.tls ?? "intermediate",
  };
}

/** Everything that serves one name, independent of the other names. A former name, too, gets the content of the release in force. */
function nameFile(settings: NginxSettings, context: HttpServerContext, { name, leadsTo }: ServedName): string {
  const { site, edge, lockdown = false } = context;
  const folder = currentFolder(site);
  const served = (files: string): string =>
    leadsTo === undefined ? `  include ${folder}/${files};\n` : `  add_header Cache-Control ${redirectCaching};\n${redirectTo(leadsTo)}`;
  const toHttps = redirectTo(name.startsWith("*.") ? "$host" : name);
  return `${written}server {
  listen 80;
  listen [::]:80;
  server_name ${serverName(name)};
${common}${challenges}${realAddress(edge)}${settings.redirectToHttps === false ? served(contentFile) : toHttps}}

server {
${listening(context)}  server_name ${serverName(name)};
${common}
  ssl_certificate ${folder}/${fullChainPath};
  ssl_certificate_key ${folder}/${privateKeyPath};
${tlsLines(settings, context)}${lockdown ? lockdownLines(folder, name) : ""}${
    settings.hsts
      ? `  add_header Strict-Transport-Security "${hstsValue(settings.hsts)}" always;
`
      : ""
  }${challenges}${realAddress(edge)}${served("nginx/content*.conf")}}
`;
}

function redirectTo(name: string): string {
  return `
  location / {
    return ${redirectStatus} https://${name}$request_uri;
  }
`;
}

/** From 1.25.1 on, HTTP/2 has its own directive, and nginx warns about the old notation. */
function listening({ platform }: HttpServerContext): string {
  const http2 = Number(versions[platform.release]) >= 1.26;
  return `  listen 443 ssl${http2 ? "" : " http2"};
  listen [::]:443 ssl${http2 ? "" : " http2"};
${http2 ? "  http2 on;\n" : ""}`;
}

function tlsLines(settings: NginxSettings, { platform, lockdown = false }: HttpServerContext): string {
  const { minimum, ciphers, groups } = tlsPolicy(settings.tls ?? "intermediate", platform);
  return `  ssl_protocols ${minimum === "1.3" ? "TLSv1.3" : "TLSv1.2 TLSv1.3"};
${
  ciphers.length === 0
    ? ""
    : `  ssl_ciphers ${ciphers.join(":")};
`
}  ssl_prefer_server_ciphers off;
  ssl_ecdh_curve ${groups.join(":")};
  ssl_session_cache shared:${sessionZone(lockdown)}:10m;
  ssl_conf_command NumTickets 1;
  ssl_session_timeout 1d;
`;
}

/** Includes the other names of a site but for wildcards, and what is served for a while: former names, and answers to a CA. */
function otherNames(site: string): string {
  return `${included(site, "[!~]")}include ${formerFolder(site)}/nginx/*.conf;
include ${answersFolder(site)}/*;
`;
}

function included(site: string, beginning: string): string {
  return [currentFolder(site), formerFolder(site)].map((folder) => `include ${folder}/${aliasFolder}/${beginning}*.conf;\n`).join("");
}

/**
 * The longest name in nginx's hash table of names, in characters: a bucket has 64 bytes, which must also hold two pointers and the name's length.
 * Source: NGX_HASH_ELT_SIZE in src/core/ngx_hash.c.
 */
const longestHashedName = 64 - 2 * 8 - 2;

/**
 * Writes a longer name as a regular expression, which is in no table: the bucket size is a setting of the whole server, which only one site could make. A
 * wildcard is one as well: nginx's own matches several labels, and takes precedence over regular expressions.
 */
function serverName(name: string): string {
  if (name === anyName) return `"~^\\Q${name}\\E$"`;
  const isPattern = name.length > longestHashedName || name.startsWith("*.");
  return isPattern ? `~^${name.replaceAll(".", "\\.").replace("*", "[^.]+")}$` : name;
}

/**
 * Writing each line of the log separately would cost a write per request. Lines are written together, at the latest after a second. For one path, nginx
 * refuses buffers that differ, and the host's owner may have another one for the usual path: hence the dot.
 */
const common = `  server_tokens off;
  access_log /var/log/nginx/./access.log combined buffer=64k flush=1s;
  keepalive_requests 1000000;
`;

/** Answers an ACME CA's challenges (RFC 8555, section 8.3); over https as well, as an edge may redirect the CA there. */
const challenges = `
  location ^~ /.well-known/acme-challenge/ {
    root ${webroot};
    default_type text/plain;
  }
`;

/**
 * nginx caches open files until the next push, which reloads it. It does not compress files that are small or already compressed. Its types lack that of
 * modules, which browsers refuse without it, and that of manifests.
 */
function fileLines(folder: string): string {
  return `
  root ${folder};
  index index.html;
  include /etc/nginx/mime.types;
  types {
    text/javascript mjs;
    application/manifest+json webmanifest;
  }
  charset utf-8;
  charset_types text/plain text/css text/xml text/javascript application/javascript application/rss+xml;
  absolute_redirect off;
  error_page 404 /404.html;
  add_header Cache-Control ${fileCaching} always;
  add_header X-Content-Type-Options nosniff always;
  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_min_length 1k;
  gzip_types text/plain text/css text/xml text/javascript application/javascript application/json \
application/manifest+json application/rss+xml application/xml image/svg+xml;

  location / {
    try_files $uri $uri/ =404;
    open_file_cache max=10000 inactive=1h;
    open_file_cache_valid 1h;
  }

  location = /404.html {
    internal;
  }
`;
}

/** nginx, for the registry. */
export const nginx: WebServer<NginxSettings> = { kind: "nginx", entries, serves: ["upstream", "files"], plan: planNginx };
