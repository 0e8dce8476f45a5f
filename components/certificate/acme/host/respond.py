"""Serves ACME challenges and nothing else: respond.py FOLDER HTTP-PORT HTTPS-PORT, while there is no web server yet.

Also over https, with a self-signed certificate: an edge may redirect the CA there, and a CA that follows a redirect does not verify the certificate.
"""

import http.server
import os
import re
import socket
import ssl
import subprocess
import sys
import threading

folder, http_port, https_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        match = re.fullmatch(r"/\.well-known/acme-challenge/([A-Za-z0-9_-]+)", self.path)
        path = match and os.path.join(folder, match.group(1))
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
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def handle_error(self, *arguments):
        pass


def serve_https():
    key, certificate = (os.path.join(os.environ["RUNTIME_DIRECTORY"], name) for name in ("key.pem", "certificate.pem"))
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    subprocess.run([*request, "-subj", "/CN=tlsup-acme-http", "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(("", https_port), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


try:
    serve_https()
except (OSError, subprocess.CalledProcessError):
    pass  # Port 443 is taken or openssl is missing: port 80 alone is enough.
Server(("", http_port), Handler).serve_forever()
