"""Answers http for a server with only https: an ACME CA's challenges, and redirects for everything else."""

import json
import os
import re
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

settings_file, webroot = sys.argv[1:]


def host_of(text):
    """The host name in a Host field; empty if the field holds anything that would change where a redirect leads."""
    name = re.fullmatch(r"([a-z0-9.-]+)(:\d*)?", text.strip().lower())
    return name.group(1) if name else ""


def redirect_target(host):
    """The name that visitors of a host are redirected to, or None. Read each time, as a new release may change it."""
    with open(settings_file, encoding="utf-8") as file:
        settings = json.load(file)
    names = settings["names"]
    name = host if host in names else "*." + host.partition(".")[2]
    if not settings["redirects"]:
        return names.get(name)
    # To https under the same name first, so that browsers get its HSTS header.
    return host if name in names else settings["domain"]


class Handler(BaseHTTPRequestHandler):
    # Seconds without a byte: clients that are gone would use up the process's descriptors.
    timeout = 30

    def do_GET(self):
        # RFC 8555, section 8.3
        challenge = re.fullmatch(r"/\.well-known/acme-challenge/([A-Za-z0-9_-]+)", self.path)
        if challenge:
            return self.prove(os.path.join(webroot, ".well-known", "acme-challenge", challenge.group(1)))
        domain = redirect_target(host_of(self.headers.get("Host", "")))
        if domain is None or not self.path.startswith("/"):
            return self.send_error(404)
        self.send_response(308)
        self.send_header("Location", f"https://{domain}{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def prove(self, path):
        try:
            with open(path, "rb") as file:
                body = file.read()
        except OSError:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self):
        return "tlsup"

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


Server(("", 80), Handler).serve_forever()
