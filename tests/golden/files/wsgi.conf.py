# Written by tlsup; the next push replaces it.
import multiprocessing
import signal
import sys
import threading

# gunicorn applies its own pythonpath setting too late for a check of the configuration.
sys.path[:0] = [folder for folder in ["/opt/tlsup/blog.example.com/current/application/code"] if folder not in sys.path]
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


post_worker_init = drain_before_exit
bind = "127.0.0.1:15531"
