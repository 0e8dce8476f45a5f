"""Says who asked: the visitor, the protocol and the edge, as the proxy in front reports them."""

import html
import json
import os
import sys
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def asker(headers):
    """What the request says about its sender: for the first two, the server in front believes only the edge."""
    return {
        "visitor": headers.get("X-Real-IP", "unknown"),
        "protocol": headers.get("X-Forwarded-Proto", "unknown"),
        "edge": headers.get("CF-Ray", "none: the request came straight to the host"),
        "host": headers.get("Host", "unknown"),
    }


def page(path, accept, headers):
    """The answer to a request: its content type and its text."""
    if path == "/healthz":
        return "text/plain; charset=utf-8", "ok\n"
    facts = {"greeting": os.environ.get("GREETING", "Hello from tlsup"), **asker(headers)}
    if "text/html" in accept:
        rows = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in facts.items())
        return "text/html; charset=utf-8", f"<!doctype html><title>tlsup</title><dl>{rows}</dl>\n"
    return "application/json", json.dumps(facts, indent=2) + "\n"


def application(environ, start_response):
    """The same answers as a WSGI application, for gunicorn."""
    headers = Message()
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            headers[key[5:].replace("_", "-")] = value
    kind, text = page(environ["PATH_INFO"], environ.get("HTTP_ACCEPT", ""), headers)
    body = text.encode()
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, text = page(self.path, self.headers.get("Accept", ""), self.headers)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        # A body that is not read would be taken for the next request.
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET


class Server(ThreadingHTTPServer):
    # As many visitors at a time as the server in front may pass on.
    request_queue_size = 1024
    daemon_threads = True


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
