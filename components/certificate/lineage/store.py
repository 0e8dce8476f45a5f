"""What the agent keeps on disk: certificates with their keys, the one being ordered, and notes on its last tries."""

import json
import os
import shutil
import subprocess

from certificates import Certificate
from keys import is_damaged, sync

# Octets that a certificate and the files beside it may take: reserved on disk before the CA is asked for one.
RESERVE = 64 * 1024

# What goes wrong on a host or at a CA.
FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError, subprocess.SubprocessError)


class Store:
    """The agent's folder. `live` links to the folder of the certificate to serve, the newest one or the standby, and is replaced by one rename."""

    def __init__(self, folder):
        self.folder = folder
        self.live, self.next = self.path("live"), self.path("next")
        self.account, self.key = self.path("account.pem"), self.path("next", "privkey.pem")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def read(self, *names):
        """Reads a JSON file; an empty object if it is missing or damaged."""
        try:
            with open(self.path(*names), encoding="utf-8") as file:
                data = json.load(file)
        except (OSError, ValueError):
            data = None
        return data if isinstance(data, dict) else {}

    def write(self, data, *names):
        write_whole(self.path(*names), json.dumps(data))

    def note(self, data, name):
        """Writes a note for the next run; if there is no room for it, the run continues."""
        try:
            self.write(data, name)
        except OSError as error:
            print(f"{name} could not be written: {error.strerror}")

    def forget(self, *names):
        if os.path.exists(self.path(*names)):
            os.unlink(self.path(*names))

    def numbers(self):
        """The folders of certificates, the newest last."""
        return sorted((name for name in os.listdir(self.folder) if name.isdigit()), key=int)

    def newest(self):
        """The newest certificate; None when there is none, or it cannot be read."""
        return certificate_in(self.path(*self.numbers()[-1:]))

    def begin(self, made):
        """Begins another certificate, unless one with the same `made` is already begun and has a usable key. Reserves room for it."""
        if self.read("next", "made.json") != made or is_damaged(self.key):
            self.discard()
        os.makedirs(self.next, exist_ok=True)
        self.write(made, "next", "made.json")
        with open(self.path("next", "reserve"), "wb") as file:
            file.write(b"\0" * RESERVE)
            os.fsync(file.fileno())

    def discard(self):
        shutil.rmtree(self.next, ignore_errors=True)

    def keep_chain(self, chain):
        """Writes the chain from the CA beside its key. Returns the file."""
        self.forget("next", "reserve")
        path = self.path("next", "fullchain.pem")
        write_whole(path, chain)
        # A release copies the file with its mode, and everyone may read a chain.
        os.chmod(path, 0o644)
        return path

    def put_live(self):
        """Makes the certificate that was begun the newest one. The previous one stays."""
        numbers = self.numbers()
        number = str(int(numbers[-1]) + 1 if numbers else 1)
        self.forget("next", "order.json")
        os.rename(self.next, self.path(number))
        self.serve(number)
        for old in numbers[:-1]:
            shutil.rmtree(self.path(old), ignore_errors=True)

    def serve(self, folder):
        """Links `live` to a folder, if it does not lead there."""
        if os.path.lexists(self.live) and os.readlink(self.live) == folder:
            return
        if os.path.lexists(f"{self.live}.new"):
            os.unlink(f"{self.live}.new")
        os.symlink(folder, f"{self.live}.new")
        os.replace(f"{self.live}.new", self.live)
        sync(self.folder)


def certificate_in(folder):
    """The certificate in a folder; None when there is none, or it cannot be read."""
    try:
        with open(os.path.join(folder, "fullchain.pem"), encoding="ascii") as file:
            return Certificate(file.read())
    except (OSError, ValueError, AttributeError):
        return None


def write_whole(path, text):
    """Writes a file that has all of its new text or all of the old one, even after a power loss."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)
    sync(os.path.dirname(path))
