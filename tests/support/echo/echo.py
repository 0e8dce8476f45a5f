"""Answers with the request that it got: as an upstream, which also echoes once over a WebSocket (RFC 6455, unmasked as from a server), or in gunicorn."""

import base64
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def application(environ, start_response):
    received = len(environ["wsgi.input"].read())
    headers = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
    place = {key: environ[key] for key in ("SCRIPT_NAME", "PATH_INFO", "REMOTE_ADDR", "wsgi.url_scheme")}
    body = json.dumps({"path": environ["RAW_URI"], "received": received, "headers": headers, "place": place}).encode()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Strict-Transport-Security", "max-age=1")])
    return [body]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.websocket()
        length = int(self.headers.get("Content-Length") or 0)
        received = len(self.rfile.read(length))
        while self.headers.get("Transfer-Encoding") == "chunked" and (size := int(self.rfile.readline(), 16)):
            received += len(self.rfile.read(size))
            self.rfile.readline()
        lines = self.headers.items()
        headers = {name.lower(): value for name, value in lines}
        facts = {"path": self.path, "port": self.client_address[1], "received": received, "headers": headers, "lines": lines}
        body = json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET

    def websocket(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        head = self.rfile.read(2)
        mask = self.rfile.read(4)
        text = bytes(byte ^ mask[index % 4] for index, byte in enumerate(self.rfile.read(head[1] & 127)))
        self.wfile.write(bytes([head[0], len(text)]) + text)
        self.close_connection = True

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
