"""Reloads Caddy without losing a connection: reload.py PID CONFIGURATION.

At each reload Caddy opens new sockets and closes the old ones. The kernel hands connections that wait in a closed socket to the new one
(tcp_migrate_req), except for one whose handshake another processor completes in the microsecond of the closing. So this program keeps the old
sockets open until such handshakes are over. Meanwhile the newest socket of each port gets every new connection: always the second one, as the
first is about to be closed. Source: pidfd_getfd(2); socket(7), SO_ATTACH_REUSEPORT_CBPF.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys
import time

PIDFD_GETFD, SO_ATTACH_REUSEPORT_CBPF, BPF_RET_K, LISTEN = 438, 51, 0x06, "0A"
libc = ctypes.CDLL(None, use_errno=True)


def inodes_of_listeners(caddy):
    inodes = set()
    for table in "tcp", "tcp6":
        with open(f"/proc/{caddy}/net/{table}", encoding="ascii") as lines:
            inodes.update(f"socket:[{cells[9]}]" for cells in map(str.split, lines) if cells[3] == LISTEN)
    return inodes


def descriptors(caddy, inodes):
    for descriptor in os.listdir(f"/proc/{caddy}/fd"):
        try:
            if os.readlink(f"/proc/{caddy}/fd/{descriptor}") in inodes:
                yield int(descriptor)
        except FileNotFoundError:
            pass


def copies_of_listeners(caddy):
    process = os.pidfd_open(caddy)
    for descriptor in descriptors(caddy, inodes_of_listeners(caddy)):
        copy = libc.syscall(PIDFD_GETFD, process, descriptor, 0)
        if copy < 0:
            raise OSError(ctypes.get_errno(), "pidfd_getfd")
        yield socket.socket(fileno=copy)


def hold(caddy):
    held = list(copies_of_listeners(caddy))
    always_the_second = ctypes.create_string_buffer(struct.pack("HBBI", BPF_RET_K, 0, 0, 1))
    for listener in held:
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, struct.pack("HP", 1, ctypes.addressof(always_the_second)))
    return held


def release(held):
    # Longer than most handshakes take.
    time.sleep(0.2)
    ports = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    for port in ports:
        # Not every kernel wakes Caddy for a connection that was handed over. A new connection does.
        socket.create_connection(("localhost", port), timeout=1).close()


caddy, configuration = int(sys.argv[1]), sys.argv[2]
held = []
try:
    held = hold(caddy)
except OSError as error:
    print("Caddy is reloaded, but a connection may be reset by it:", error, flush=True)
command = ["/usr/bin/caddy", "reload", "--config", configuration, "--force"]
code = subprocess.run(command, user="caddy", group="caddy", extra_groups=[]).returncode
try:
    if held:
        release(held)
except OSError as error:
    print("Caddy was reloaded, and does not answer on a port that it had:", error, flush=True)
sys.exit(code)
