# Written by tlsup; the next push replaces it.
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading

# gunicorn applies its own pythonpath setting too late for a check of the configuration.
sys.path[:0] = [folder for folder in ["/opt/tlsup/blog.example.com/current/gunicorn","/opt/tlsup/blog.example.com/current/application"] if folder not in sys.path]
workers = 2 * multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 8
# Longer than the minute that nginx keeps an idle connection: if gunicorn closed it first, the next request could fail.
keepalive = 75
worker_tmp_dir = "/dev/shm"
errorlog = "-"
# Only the server in front states the visitor's protocol, in one field.
forwarded_allow_ips = "127.0.0.1"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
# For gunicorn 22 and later: no header field can move the application to another path.
forwarder_headers = ""
header_map = "drop"


def pre_request(worker, request):
    # X_Real_IP would be merged with X-Real-IP, and SCRIPT_NAME would move the application.
    request.headers = [(name, value) for name, value in request.headers if name.isascii() and name.replace("-", "").isalnum()]


def drain_before_exit(worker):
    # A worker that exits drops connections that it has accepted but not read from yet. So it stops accepting first, and exits a second later.
    def leave(number, frame):
        # The master repeats the signal, which must not end a worker that is about to exit.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for listener in worker.sockets:
            if listener in worker.poller.get_map():
                worker.poller.unregister(listener)
        threading.Timer(1, worker.handle_exit, (number, frame)).start()

    signal.signal(signal.SIGTERM, leave)


bind = "[::]:443" if socket.has_dualstack_ipv6() else "0.0.0.0:443"
forwarded_allow_ips = ""
proc_name = "tlsup-blog.example.com"
certificate = "/run/tlsup-blog.example.com/certificate.pem"
certfile = keyfile = certificate


def new_context(path):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    made.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305")
    if "RUNTIME_DIRECTORY" in os.environ:
        made.load_cert_chain(path)
    return made


context = new_context(certificate)
former = "/run/tlsup-blog.example.com/former.pem"
if os.path.exists(former):
    # The site had other names: visitors still use them until their records are gone.
    former_context = new_context(former)
    names = {"blog.example.com"}

    def choose_certificate(connection, server_name, _):
        if server_name is not None and names.isdisjoint({server_name, "*." + server_name.partition(".")[2]}):
            connection.context = former_context

    context.sni_callback = choose_certificate


def ssl_context(config, default_ssl_context_factory):
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
