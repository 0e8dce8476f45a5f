"""Proves names by files that the CA fetches from the host: http-01 (RFC 8555, section 8.3)."""

import os
import re

from acme import Unavailable


class Proof:
    CHALLENGE = "http-01"

    def __init__(self, settings):
        # The folder that the web server serves.
        self.folder, self.placed = settings["challenges"], []

    def prepare(self, acme, challenge):
        """Places the file that the CA looks for."""
        token = challenge.get("token")
        # The token becomes a file name.
        if not isinstance(token, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", token):
            raise Unavailable("the CA's token is not of the form of RFC 8555, section 8.3")
        self.placed.append(os.path.join(self.folder, token))
        with open(self.placed[-1], "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(f"{token}.{acme.key.thumbprint}")

    def remedy(self, _name):
        return ""

    def end(self):
        for path in self.placed:
            remove(path)


def remove(path):
    try:
        os.unlink(path)
    except OSError:
        pass
