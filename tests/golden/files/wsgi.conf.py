# Written by tlsup; the next push replaces it.
import multiprocessing
import signal
import sys
import threading

# gunicorn's own setting comes too late for a check of the configuration.
sys.path[:0] = [folder for folder in ["/opt/tlsup/blog.example.com/current/application/code"] if folder not in sys.path]
workers = 2 * multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 8
# Longer than the minute that nginx keeps an idle connection to it: who closes first must not be the one that is about to be asked.
keepalive = 75
worker_tmp_dir = "/dev/shm"
errorlog = "-"
# What is said of the visitor's protocol is in one field, and comes from the server in front.
forwarded_allow_ips = "127.0.0.1"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
# Those of gunicorn 22 and later: no field names a place in the application.
forwarder_headers = ""
header_map = "drop"


def pre_request(worker, request):
    # X_Real_IP would join X-Real-IP, and SCRIPT_NAME move the application.
    request.headers = [(name, value) for name, value in request.headers if name.isascii() and name.replace("-", "").isalnum()]


def drain_before_exit(worker):
    # A worker drops the connections that it has accepted and not read from yet: it leaves the accepting to others first, and then has a second for those.
    def leave(number, frame):
        # The master says so again and again; the last of it must not end a worker that is on its way.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for listener in worker.sockets:
            if listener in worker.poller.get_map():
                worker.poller.unregister(listener)
        threading.Timer(1, worker.handle_exit, (number, frame)).start()

    signal.signal(signal.SIGTERM, leave)


post_worker_init = drain_before_exit
bind = "127.0.0.1:15531"
