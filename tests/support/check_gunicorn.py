"""Runs gunicorn's own check in each folder here, in forked processes that share its imports, as starting Python takes longer than everything else."""

import ipaddress  # noqa: F401
import multiprocessing  # noqa: F401
import os
import ssl  # noqa: F401
import sys

import gunicorn.workers.gthread  # noqa: F401
from gunicorn.app.wsgiapp import WSGIApplication

for folder in sorted(os.listdir()):
    if os.fork() == 0:
        os.chdir(folder)
        sys.argv[1:] = ["--check-config", "--chdir", os.getcwd(), "--config", os.path.abspath("gunicorn/gunicorn.conf.py"), "tlsup_wsgi:application"]
        WSGIApplication("%(prog)s").run()
    if os.wait()[1] != 0:
        sys.exit(f"{folder} is refused")
