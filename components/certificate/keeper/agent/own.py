"""Signs certificates with their own keys."""

import time

import schedule
from certificates import sign


class Issuer:
    MADE_WITH = ("names", "keyType", "days")

    def __init__(self, _folder, store, settings):
        self.store, self.settings = store, settings
        self.root = store.path("next", "fullchain.pem")

    def now(self):
        return time.time()

    proven_now = now

    def window(self, certificate):
        # One that is not valid yet is due: a clock that was ahead made it.
        instant = schedule.instant_by_validity(certificate.begin, certificate.end) if certificate.begin <= self.now() else 0
        return instant, instant

    def issue(self, _replaces):
        return sign(self.store.key, *(self.settings[name] for name in ("site", "names", "days")))
