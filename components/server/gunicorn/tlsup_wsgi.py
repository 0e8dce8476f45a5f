"""Does for the application what a web server in front would do.

It identifies the visitor, limits the size of bodies, sets the HSTS header, and answers an ACME CA's challenges.
"""

import importlib
import ipaddress
import json
import os
import re
import sys

with open(os.path.join(os.path.dirname(__file__), "settings.json"), encoding="utf-8") as file:
    settings = json.load(file)

module, _, name = settings["callable"].partition(":")
inner = getattr(importlib.import_module(module), name)
added = list(settings["headers"].items())
replaced = {name.lower() for name, _ in added}
limit = settings["maxBodySize"] or sys.maxsize - 1
edge = [ipaddress.ip_network(text) for text in settings["edgeRanges"]]
fields = settings["fields"]


def host_names():
    """The only names that are served: the site's own, and its former ones until their records are gone. None if every name is served."""
    if "formerNames" not in settings:
        return None
    try:
        with open(settings["formerNames"], encoding="utf-8") as file:
            return {*settings["names"], *file.read().split()}
    except OSError:
        return set(settings["names"])


hosts = host_names()


def leads_to(host):
    """The domain that visitors of a name are redirected to, or None. An exact name takes precedence over a wildcard."""
    names = settings["names"]
    return names[host] if host in names else names.get("*." + host.partition(".")[2])


class BodyTooLarge(Exception):
    """The request's body is larger than the site accepts."""


class BoundedBody:
    """A request's body. At most the limit is kept in memory."""

    def __init__(self, body):
        self.body = body
        self.left = limit

    def counted(self, data):
        self.left -= len(data)
        if self.left < 0:
            raise BodyTooLarge(f"the request's body is larger than {limit} bytes")
        return data

    def bounded(self, size):
        most = self.left + 1
        return most if size is None or size < 0 else min(size, most)

    def read(self, size=-1):
        return self.counted(self.body.read(self.bounded(size)))

    def readline(self, size=-1):
        return self.counted(self.body.readline(self.bounded(size)))

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return iter(self.readline, b"")


def address(text):
    """An IP address, IPv4 written as IPv4; None for anything else."""
    try:
        parsed = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def listed(kind):
    """Whether a variable is a header field of a kind."""
    names, prefixes = frozenset(fields[kind]["names"]), tuple(fields[kind]["prefixes"])
    return lambda variable: variable in names or variable.startswith(prefixes)


foreign, of_the_edge = listed("foreign"), listed("edge")


def identified(environ):
    """The environment with the visitor and the protocol, about which only the edge is believed."""
    peer = address(environ.get("REMOTE_ADDR", ""))
    visitor, scheme = peer, environ["wsgi.url_scheme"]
    from_edge = peer is not None and any(peer in network for network in edge if network.version == peer.version)
    if from_edge:
        visitor = address(environ.get(fields["edgeVisitor"], "")) or peer
        if environ.get(fields["scheme"]) in ("http", "https"):
            scheme = environ[fields["scheme"]]
    return {
        **{name: value for name, value in environ.items() if not foreign(name) and (from_edge or not of_the_edge(name))},
        "REMOTE_ADDR": str(visitor),
        "wsgi.url_scheme": scheme,
        **dict.fromkeys(fields["visitor"], str(visitor)),
        fields["scheme"]: scheme,
    }


def prove(token, environ, start_response):
    """RFC 8555, section 8.3; over https as well, as an edge may redirect the CA here."""
    status, body = "404 Not Found", b""
    if re.fullmatch("[A-Za-z0-9_-]+", token):
        try:
            with open(os.path.join(settings["challenges"], token), "rb") as file:
                status, body = "200 OK", file.read()
        except OSError:
            pass
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def application(environ, start_response):
    def respond(status, headers, *exc_info):
        kept = [(name, value) for name, value in headers if name.lower() not in replaced]
        return start_response(status, kept + added, *exc_info)

    def refuse(*exc_info):
        respond("413 Content Too Large", [("Content-Type", "text/plain"), ("Content-Length", "0"), ("Connection", "close")], *exc_info)
        return [b""]

    def redirect(domain):
        target = re.fullmatch(r"(?:https?://[^/?]*)?(/.*)", environ.get("RAW_URI", "/"))
        location = f"https://{domain}{target.group(1) if target else '/'}"
        respond("308 Permanent Redirect", [("Location", location), ("Cache-Control", "no-cache"), ("Content-Length", "0")])
        return []

    root, challenge, token = environ["PATH_INFO"].partition("/.well-known/acme-challenge/")
    if challenge and not root:
        return prove(token, environ, respond)
    host = environ.get("HTTP_HOST", "").lower().partition(":")[0]
    if hosts is not None and host not in hosts:
        respond("421 Misdirected Request", [("Content-Type", "text/plain"), ("Content-Length", "0"), ("Connection", "close")])
        return [b""]
    domain = leads_to(host)
    if domain:
        return redirect(domain)
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limit:
        return refuse()
    try:
        return inner({**identified(environ), "wsgi.input": BoundedBody(environ["wsgi.input"])}, respond)
    except BodyTooLarge:
        return refuse(sys.exc_info())
