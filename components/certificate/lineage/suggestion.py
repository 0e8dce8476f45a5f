"""When a CA suggests renewing a certificate: RFC 9773."""

import time

import schedule
from acme import Acme
from store import FAULTS


class Authority:
    """A CA. `root` is the file of the root that verifies a private CA's own HTTPS."""

    def __init__(self, store, directory, root=None):
        self.store, self.directory, self.root, self.acme = store, directory, root, None

    def key(self):
        return None

    def conversation(self):
        self.acme = self.acme or Acme(self.directory, self.key(), self.root)
        return self.acme

    def now(self):
        """By the CA's clock once this run has asked the CA."""
        return self.acme.now() if self.acme else time.time()

    def proven_now(self):
        # By a clock that is ahead, each new certificate would be due at once.
        return self.conversation().now()

    def window(self, certificate):
        """The window that the CA suggests. Asks again when it is time; without an answer, the last known window. None when nothing is known."""
        known = self.store.read("suggestion.json")
        if known.get("certificate") != certificate.id:
            # The one before may still be in force.
            known = {"before": {name: known.get(name) for name in ("end", "window")}}
        now = time.time()
        if schedule.is_asked_again(known.get("askedAt"), known.get("retryAfter"), now):
            window = retry_after = None
            try:
                window, retry_after = self.conversation().suggested_window(certificate.id)
            except FAULTS as error:
                print(f"the CA was not asked when to renew: {error}")
            # An error of the CA's withdraws nothing.
            window = schedule.lasting(known.get("window"), window or known.get("window"), now)
            known = {**known, "certificate": certificate.id, "end": certificate.end, "window": window, "askedAt": now, "retryAfter": retry_after}
            self.store.note(known, "suggestion.json")
        return known.get("window")
