"""Says who asked: the visitor, the protocol and the edge, as the proxy in front reports them."""

import html
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def asker(headers):
    """What the request says about its sender; nginx believes the edge, and nobody else, about the first two."""
    return {
        "visitor": headers.get("X-Real-IP", "unknown"),
        "protocol": headers.get("X-Forwarded-Proto", "unknown"),
        "edge": headers.get("CF-Ray", "none: the request came straight to the host"),
        "host": headers.get("Host", "unknown"),
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/healthz":
            return self.answer("text/plain; charset=utf-8", "ok\n")
        facts = {"greeting": os.environ.get("GREETING", "Hello from tlsup"), **asker(self.headers)}
        if "text/html" in self.headers.get("Accept", ""):
            rows = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in facts.items())
            return self.answer("text/html; charset=utf-8", f"<!doctype html><title>tlsup</title><dl>{rows}</dl>\n")
        return self.answer("application/json", json.dumps(facts, indent=2) + "\n")

    do_HEAD = do_GET

    def answer(self, kind, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
