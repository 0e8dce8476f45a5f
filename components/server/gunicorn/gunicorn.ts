import * as v from "valibot";
import { webroot } from "../../certificate/acme/http-challenge";
import type { AssetReader } from "../../application/common/application-plan";
import type { WsgiContent } from "../../application/common/content";
import {
  gunicornServices,
  gunicornUnit,
  gunicornVersions,
  importCheck,
  programLines,
  pythonText,
  withoutLinkerVariables,
} from "../../application/wsgi/gunicorn";
import { publicHardening, unitLinks, unitName, unitPath } from "../../release/common/unit";
import { currentFolder, fullChainPath, privateKeyPath, trustedClientsPath } from "../../release/common/release";
import { aliasesByName, namesOf, redirectsByName } from "../common/served-name";
import { tlsPolicy, type TlsPolicy } from "../common/tls-policy";
import { foreignFields, schemeField, visitorFields, type Fields } from "../../edge/common/request-headers";
import {
  bytesOf,
  formerFolder,
  hstsValue,
  httpServerEntries,
  webProbes,
  type HttpServerContext,
  type HttpServerSettings,
  type ServerPlan,
  type WebServer,
} from "../common/web-server";

/** gunicorn, which itself serves TLS on port 443 and runs the application. Plain http is redirected, never served. */
export interface GunicornSettings extends HttpServerSettings {
  readonly kind: "gunicorn";
  readonly upstream?: never;
}

const entries = { kind: v.literal("gunicorn"), ...v.omit(v.object(httpServerEntries), ["upstream"]).entries };

const configuration = "gunicorn/gunicorn.conf.py";
const redirectSettings = "gunicorn/redirect.json";

/** Plans gunicorn, serving a Python program over https, and a small program beside it that answers http. */
export function planGunicorn(settings: GunicornSettings, context: HttpServerContext<WsgiContent>, asset: AssetReader): ServerPlan {
  const { site, domain, content, platform } = context;
  const program: WsgiContent = { ...content, callable: "tlsup_wsgi:application", pythonPath: [`${currentFolder(site)}/gunicorn`, ...content.pythonPath] };
  const redirectUnit = unitName(site, "-http");
  return {
    packages: [`gunicorn (>= ${gunicornVersions[platform.release]})`, "openssl", "curl"],
    files: {
      [configuration]: configurationFile(program, tlsPolicy(settings.tls ?? "intermediate", platform), context),
      "gunicorn/tlsup_wsgi.py": asset("server/gunicorn/tlsup_wsgi.py"),
      "gunicorn/settings.json": wrapperSettings(settings, context),
      "application/http/redirect.py": asset("server/gunicorn/redirect.py"),
      [unitPath(unitName(site))]: gunicornUnit(site, program, configuration, tlsServiceLines(site)),
      [redirectSettings]: `${JSON.stringify({ domain, names: redirectsByName(context), redirects: settings.redirectToHttps ?? true }, null, 2)}\n`,
      [unitPath(redirectUnit)]: redirectFile(site),
    },
    links: { ...unitLinks(unitName(site)), ...unitLinks(redirectUnit) },
    ports: [
      { port: 80, unit: redirectUnit },
      { port: 443, unit: unitName(site) },
    ],
    names: [fullChainPath, privateKeyPath],
    aliases: aliasesByName(context),
    checks: [importCheck(site, program, configuration, withoutLinkerVariables)],
    services: [{ unit: redirectUnit, action: "restart", when: "application/http/" }, ...gunicornServices(site)],
    probes: webProbes(settings, context),
  };
}

function wrapperSettings({ maxBodySize = "1m", hsts }: GunicornSettings, context: HttpServerContext<WsgiContent>): string {
  const { site, content, edge, lockdown = false } = context;
  const headers = hsts ? { "Strict-Transport-Security": hstsValue(hsts) } : {};
  const fields = {
    visitor: visitorFields.map(variable),
    scheme: variable(schemeField),
    edgeVisitor: variable(edge.visitorField),
    edge: variables(edge.fields),
    foreign: variables(foreignFields),
  };
  const settings = {
    callable: content.callable,
    challenges: `${webroot}/.well-known/acme-challenge`,
    edgeRanges: edge.ranges,
    maxBodySize: bytesOf(maxBodySize),
    names: redirectsByName(context),
    ...(lockdown && { formerNames: `${formerFolder(site)}/hosts` }),
    headers,
    fields,
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** The name of a header field in the environment of a WSGI application (PEP 3333). */
function variable(field: string): string {
  return `HTTP_${field.toUpperCase().replaceAll("-", "_")}`;
}

function variables({ prefixes, names }: Fields): { readonly prefixes: readonly string[]; readonly names: readonly string[] } {
  return { prefixes: prefixes.map(variable), names: names.map(variable) };
}

/** The folder with key and chain for gunicorn's user: one file in memory, replaced atomically at each reload. */
function runtimeFolder(site: string): string {
  return `/run/tlsup-${site}`;
}

/**
 * The TLS context is made here, in the parent of all workers, once per reload: a worker keeps one certificate for its life, and any worker
 * can resume a session. gunicorn before 21 would make a new context for each connection, which replacing `ssl.wrap_socket` prevents.
 */
function configurationFile(
  program: WsgiContent,
  { minimum, ciphers }: TlsPolicy,
  { site, platform, lockdown = false, ...names }: Pick<HttpServerContext, "site" | "platform" | "domain" | "aliases" | "lockdown">,
): string {
  // Ubuntu has added the hook to a version that had none, with one argument; gunicorn refuses any other number.
  const hookHasFactory = platform.release !== "ubuntu-24.04";
  const trusted = `${currentFolder(site)}/${trustedClientsPath}`;
  return `# Written by tlsup; the next push replaces it.
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading

${programLines(program)}

bind = "[::]:443" if socket.has_dualstack_ipv6() else "0.0.0.0:443"
forwarded_allow_ips = ""
proc_name = ${pythonText(`tlsup-${site}`)}
certificate = "${runtimeFolder(site)}/certificate.pem"
certfile = keyfile = certificate


def new_context(path):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_${minimum === "1.3" ? 3 : 2}
    made.set_alpn_protocols(["http/1.1"])
${ciphers.length === 0 ? "" : `    made.set_ciphers("${ciphers.join(":")}")\n`}    if "RUNTIME_DIRECTORY" in os.environ:
        made.load_cert_chain(path)
${lockdown ? `        made.verify_mode = ssl.CERT_REQUIRED\n        made.load_verify_locations("${trusted}")\n` : ""}    return made


context = new_context(certificate)
former = "${runtimeFolder(site)}/former.pem"
if os.path.exists(former):
    # The site had other names: visitors still use them until their records are gone.
    former_context = new_context(former)
    names = {${namesOf(names).map(pythonText).join(", ")}}

    def choose_certificate(connection, server_name, _):
        if server_name is not None and names.isdisjoint({server_name, "*." + server_name.partition(".")[2]}):
            connection.context = former_context

    context.sni_callback = choose_certificate


def ssl_context(config${hookHasFactory ? ", default_ssl_context_factory" : ""}):
    return context


def post_worker_init(worker):
    def wrap_socket(connection, **options):
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=options["do_handshake_on_connect"])

    ssl.wrap_socket = wrap_socket
    answer_what_has_come(worker)
    drain_before_exit(worker)


def answer_what_has_come(worker):
    # gunicorn waits for the socket, but a request that arrived together with the previous one has already been read from it.
    handle = worker.handle

    def has_come(connection):
        parser = connection.parser
        has_body = any(name in ("CONTENT-LENGTH", "TRANSFER-ENCODING") for name, value in parser.mesg.headers)
        return not has_body and (parser.unreader.buf.tell() > 0 or connection.sock.pending() > 0)

    def handle_all(connection):
        # A silent connection would keep its thread.
        connection.sock.settimeout(30)
        keeps, _ = handle(connection)
        while keeps and has_come(connection):
            keeps, _ = handle(connection)
        return keeps, connection

    worker.handle = handle_all
    worker.log.error_log.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], TimeoutError) and "Socket" in record.msg))
`;
}

function tlsServiceLines(site: string): string {
  const run = runtimeFolder(site);
  const current = currentFolder(site);
  // No site's folder in /run has this name.
  const made = `/run/.tlsup-${site}`;
  // All paths are absolute, as root runs this with the application's variables, PATH among them. The file is made and given away in a folder of
  // root's: in its own, the application could link any name to a file of root's. To rename follows no link.
  const placed = (folder: string, name: string): string =>
    `/bin/cat ${folder}/${privateKeyPath} ${folder}/${fullChainPath} >${made} && /bin/chown --reference=${run} ${made} && ` +
    `/bin/mv -fT ${made} ${run}/${name}`;
  const former = `${formerFolder(site)}/${privateKeyPath}`;
  const install =
    `+/bin/sh -c 'umask 077; ${placed(current, "certificate.pem")} && if [ -f ${former} ]; then ${placed(formerFolder(site), "former.pem")}; ` +
    `else /bin/rm -f ${run}/former.pem; fi'`;
  return `RuntimeDirectory=tlsup-${site}
RuntimeDirectoryMode=0700
ExecStartPre=${install}
ExecReload=${install}
ExecReload=/bin/kill -HUP $MAINPID
${withoutLinkerVariables}${publicHardening}`;
}

function redirectFile(site: string): string {
  return `[Unit]
Description=tlsup: http for ${site}
After=network.target
# It may wait for what starts late, as long as that takes.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/usr/bin/python3 -I ${currentFolder(site)}/application/http/redirect.py ${currentFolder(site)}/${redirectSettings} ${webroot}
Restart=always
RestartSec=1
${publicHardening}
[Install]
WantedBy=multi-user.target
`;
}

/** gunicorn, for the registry. */
export const gunicorn: WebServer<GunicornSettings, WsgiContent> = { kind: "gunicorn", entries, serves: ["wsgi"], httpsOnly: true, plan: planGunicorn };
