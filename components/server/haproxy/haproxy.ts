import * as v from "valibot";
import type { UpstreamContent } from "../../application/common/content";
import { webroot } from "../../certificate/acme/http-challenge";
import type { Versions } from "../../host/common/platform";
import { currentFolder, fullChainPath, trustedClientsPath } from "../../release/common/release";
import { aliasesByName, namesOf } from "../common/served-name";
import { tlsPolicy } from "../common/tls-policy";
import { confinedAnyway, confinedUser } from "../common/hardening";
import { aclLines, aliasesToDomain, aliasesToHttps } from "./aliases";
import { foreignFields, schemeField, upgradeProtocol, visitorFields, type Fields, type Edge } from "../../edge/common/request-headers";
import {
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

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "2.6", "debian-13": "3.0", "ubuntu-24.04": "2.8" };

/** HAProxy as the origin's HTTPS server. It passes requests on and cannot serve files. */
export interface HaproxySettings extends HttpServerSettings {
  readonly kind: "haproxy";
}

const entries = { kind: v.literal("haproxy"), ...httpServerEntries };

const configuration = "haproxy/haproxy.cfg";
const installed = "/etc/haproxy/haproxy.cfg";

/** What Debian's unit reads, above the environment that its file and its drop-ins give: there an owner may name another configuration. */
const startup = { file: "haproxy/defaults", installed: "/etc/default/haproxy" };
const challengeService = "haproxy/acme-challenge.lua";
const certificate = "haproxy/certificate.pem";

/** Replaces the paths in Debian's unit, which only root may write. */
const ownSockets = `Environment="PIDFILE=/run/tlsup-haproxy/haproxy.pid" "EXTRAOPTS=-S /run/tlsup-haproxy/master.sock"
`;

/** Plans HAProxy, serving `domain` with the release's certificate. */
export function planHaproxy(settings: HaproxySettings, context: HttpServerContext<UpstreamContent>): ServerPlan {
  const unit = confinedAnyway("haproxy", "haproxy.service", context.site, `${confinedUser("haproxy")}${ownSockets}`);
  return {
    packages: [`haproxy (>= ${versions[context.platform.release]})`, "openssl", "curl"],
    files: {
      [configuration]: configurationFile(settings, context),
      [challengeService]: challengeResponder,
      [startup.file]: "# Written by tlsup; the next push replaces it.\n",
      ...unit.files,
    },
    certificateFiles: [{ path: certificate, parts: ["fullChain", "privateKey"], owner: "haproxy" }],
    links: { [installed]: configuration, [startup.installed]: startup.file, ...unit.links },
    takeovers: [installed, startup.installed],
    checks: [["/usr/sbin/haproxy", "-c", "-f", installed]],
    services: [{ unit: "haproxy.service", action: "reload-workers" }],
    ports: webPorts("haproxy.service"),
    names: [certificate, fullChainPath],
    aliases: aliasesByName(context),
    probes: webProbes(settings, context),
  };
}

function configurationFile(settings: HaproxySettings, context: HttpServerContext<UpstreamContent>): string {
  const { site, domain, content, edge, platform, lockdown = false } = context;
  const folder = currentFolder(site);
  const { minimum, ciphers, groups } = tlsPolicy(settings.tls ?? "intermediate", platform);
  const ssl = [
    `ssl crt ${folder}/${certificate} crt-list ${formerFolder(site)}/certificates alpn h2,http/1.1 ssl-min-ver TLSv${minimum} prefer-client-ciphers`,
    ...(ciphers.length === 0 ? [] : [`ciphers ${ciphers.join(":")}`]),
    `curves ${groups.join(":")}`,
    ...(lockdown ? [`ca-file ${folder}/${trustedClientsPath} verify required`] : []),
  ].join(" ");
  const served = `${limitLines(bytesOf(settings.maxBodySize ?? "1m"))}${visitorLines(edge)}  default_backend upstream
`;
  const toHttps = `${aliasesToHttps(context)}  http-request redirect location https://${domain}%[pathq] code 308
`;
  const toDomain = aliasesToDomain(context);
  return `# Written by tlsup; the next push replaces it.
global
  log /dev/log local0
  stats socket /run/tlsup-haproxy/admin.sock mode 600 level admin expose-fd listeners
  lua-load ${folder}/${challengeService}

defaults
  mode http
  log global
  option httplog
  option dontlognull
  option http-restrict-req-hdr-names delete
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout http-request 15s
  timeout http-keep-alive 75s
  timeout tunnel 1h

frontend http
  bind *:80
  bind [::]:80 v6only
${challenges}${settings.redirectToHttps === false ? `${toDomain}${served}` : toHttps}
frontend https
  bind *:443 ${ssl}
  bind [::]:443 v6only ${ssl}
${
  settings.hsts
    ? `  http-after-response set-header Strict-Transport-Security "${hstsValue(settings.hsts)}"
`
    : ""
}${challenges}${lockdown ? hostLines(site, namesOf(context)) : ""}${toDomain}${served}
backend upstream
  http-reuse aggressive
  server upstream ${content.url.replace("http://", "")}
`;
}

const challenges = `  http-request use-service lua.acme-challenge if { path_beg /.well-known/acme-challenge/ }
`;

/** Refuses requests for other hosts. The site's former name is served until its record is gone. */
function hostLines(site: string, names: readonly string[]): string {
  return `${aclLines("own_host", [`-f ${formerFolder(site)}/hosts`, ...names])}  http-request return status 421 unless own_host
`;
}

/** Answers an ACME CA's challenges (RFC 8555, section 8.3), the only files that HAProxy has to serve. */
const challengeResponder = `-- Written by tlsup; the next push replaces it.
core.register_service("acme-challenge", "http", function(applet)
  local token = string.match(applet.path, "^/%.well%-known/acme%-challenge/([%w_-]+)$")
  local file = token and io.open("${webroot}/.well-known/acme-challenge/" .. token, "rb")
  local body = file and file:read("a") or "not found\\n"
  if file then file:close() end
  applet:set_status(file and 200 or 404)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(string.len(body)))
  applet:start_response()
  applet:send(body)
end)
`;

/** HAProxy does not count the bytes that it passes on, so a body must have a Content-Length; over HTTP/2 nothing else announces a body. */
function limitLines(limit: number): string {
  if (limit === 0) return "";
  const refusal = 'return status 411 content-type text/plain string "a request must say how long its body is"';
  return `  acl has_length req.hdr(content-length) -m found
  http-request ${refusal} if !has_length { req.hdr(transfer-encoding) -m found }
  http-request ${refusal} if !has_length { fc_http_major 2 } !{ method GET HEAD OPTIONS DELETE CONNECT }
  http-request deny deny_status 413 if { req.body_size gt ${limit} }
`;
}

/** Sets the visitor and the protocol: what the edge says if the request comes from it, else those of the connection. Drops all other fields about them. */
function visitorLines({ ranges, visitorField, fields }: Edge): string {
  const edge = `${ranges
    .map(
      (range) => `  acl from_edge src ${range}
`,
    )
    .join("")}  http-request set-var(txn.edge) bool(true) if from_edge
  http-request set-var(txn.scheme) req.hdr(${schemeField}) if from_edge { req.hdr(${schemeField}) http https }
  http-request set-src req.hdr(${visitorField}) if from_edge { req.hdr(${visitorField}) -m found }
`;
  const dropped = droppedLines(foreignFields, "") + droppedLines(fields, ranges.length === 0 ? "" : " unless { var(txn.edge) -m bool }");
  return `  http-request set-var(txn.scheme) str(http)
  http-request set-var(txn.scheme) str(https) if { ssl_fc }
${ranges.length === 0 ? "" : edge}${dropped}  http-request set-var(txn.switches) bool(true) if { req.fhdr(Upgrade) -i ${upgradeProtocol} }
  http-request del-header Upgrade unless { var(txn.switches) -m bool }
  http-request del-header Connection
  http-request set-header Connection upgrade if { var(txn.switches) -m bool }
${visitorFields
  .map(
    (field) => `  http-request set-header ${field} %[src]
`,
  )
  .join("")}  http-request set-header ${schemeField} %[var(txn.scheme)]
`;
}

/** Uses no regular expressions, as HAProxy compiles them at run time, which its unit does not allow. */
function droppedLines({ prefixes, names }: Fields, condition: string): string {
  return [...prefixes.map((prefix) => `${prefix} -m beg`), ...names]
    .map(
      (field) => `  http-request del-header ${field}${condition}
`,
    )
    .join("");
}

/** HAProxy, for the registry. */
export const haproxy: WebServer<HaproxySettings, UpstreamContent> = { kind: "haproxy", entries, serves: ["upstream"], plan: planHaproxy };
