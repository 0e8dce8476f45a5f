import { quote } from "../../shared/shell";
import { httpPath, type Proof } from "./challenge";

/** Where a web server on the host finds challenges: `/.well-known/acme-challenge/` below it. */
export const webroot = "/var/lib/tlsup/acme";

const folder = `${webroot}${httpPath({ name: "", token: "", keyAuthorization: "" })}`;
const unit = "tlsup-acme-http";

/** How long the responder may live when nobody stops it, in seconds. */
const responderLife = 900;

/**
 * Serves the challenges, and nothing else, over IPv6 and IPv4; only while there is no web server yet. Over https as well, with a certificate of
 * its own: an edge may redirect the CA there, and a CA that follows looks at no certificate.
 */
const responder = `
import http.server, os, re, socket, ssl, subprocess, threading
class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 10
    def do_GET(self):
        match = re.fullmatch(r"/\\.well-known/acme-challenge/([A-Za-z0-9_-]+)", self.path)
        path = match and os.path.join("${folder}", match.group(1))
        if not path or not os.path.isfile(path):
            return self.send_error(404)
        with open(path, "rb") as file:
            body = file.read()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments):
        pass
class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if socket.has_ipv6 and os.path.exists("/proc/net/if_inet6") else socket.AF_INET
    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()
    def handle_error(self, *arguments):
        pass
def secure():
    key, certificate = (os.path.join(os.environ["RUNTIME_DIRECTORY"], name) for name in ("key.pem", "certificate.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=${unit}", "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(("", 443), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
try:
    secure()
except (OSError, subprocess.CalledProcessError):
    pass
Server(("", 80), Handler).serve_forever()
`;

/** Functions of bash that start the responder unless somebody has port 80, and stop it. */
export const responderFunctions = `
start_responder() {
  mkdir -p ${folder}
  [ -z "$(ss -Hltn 'sport = :80')" ] || return 0
  systemd-run --quiet --collect --unit=${unit} --property=RuntimeMaxSec=${responderLife} --property=RuntimeDirectory=${unit} --property=DynamicUser=yes --property=AmbientCapabilities=CAP_NET_BIND_SERVICE python3 -c ${quote(responder)}
  for _ in $(seq 100); do
    [ -z "$(ss -Hltn 'sport = :80')" ] || return 0
    sleep 0.05
  done
  echo "the responder does not listen on port 80" >&2
  return 1
}
stop_responder() {
  if systemctl --quiet is-active ${unit}; then systemctl stop ${unit}; fi
}
`;

/** Run on the host with one line a challenge on standard input, `token TAB body`: puts them where they are served, and serves them unless somebody has port 80. */
export const placeChallenges = `bash -c ${quote(`set -euo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${responderFunctions}[ "$(id -u)" = 0 ] || { echo "the SSH user must be root" >&2; exit 1; }
mkdir -p ${folder}
while IFS=$'\\t' read -r token body; do
  printf %s "$body" > ${folder}"$token"
done
start_responder
`)}`;

/** Run on the host with one token a line on standard input: removes them, and stops the responder when none is left. */
export const removeChallenges = `bash -c ${quote(`set -euo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${responderFunctions}while read -r token; do
  rm -f ${folder}"$token"
done
if [ -z "$(ls -A ${folder} 2>/dev/null)" ]; then stop_responder; fi
`)}`;

/** The input of {@link placeChallenges}. The tokens have been checked: see `proofOf`. */
export function challengeLines(proofs: readonly Proof[]): string {
  return proofs.map(({ token, keyAuthorization }) => `${token}\t${keyAuthorization}\n`).join("");
}

/** The input of {@link removeChallenges}. */
export function tokenLines(proofs: readonly Proof[]): string {
  return proofs.map(({ token }) => `${token}\n`).join("");
}
