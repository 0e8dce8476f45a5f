"""Keeps a certificate on its host: obtains it, and renews it when the CA suggests. Run by a timer; each run decides by the current time.

Its folder has `settings.json`, its state is in $STATE_DIRECTORY. A failure leaves the current certificate in place.
"""

import os
import subprocess
import sys
import time

import certificates
import schedule
from acme import Acme, Refused, Unavailable
from keys import AccountKey, base64url, make_key
from order import complete_order, place_order
from store import Store

FAILURES = (Refused, Unavailable, OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError)


class Keeper:
    def __init__(self, folder, state):
        self.store = Store(state)
        self.settings = self.store.read(os.path.join(folder, "settings.json"))
        root = os.path.join(folder, "root.pem")
        self.root = root if os.path.exists(root) else None
        # What a certificate is made with: a change of any of these needs another certificate.
        self.made = {name: self.settings.get(name) for name in ("names", "keyType", "directory", "profile")}
        self.acme = None

    def conversation(self):
        self.acme = self.acme or Acme(self.settings["directory"], AccountKey(self.store.account), self.root)
        return self.acme

    def now(self):
        """The time, by the CA's clock once this run has asked the CA."""
        return self.acme.now() if self.acme else time.time()

    def window(self, certificate):
        """The window that the CA suggests. Asks again when it is time; without an answer, the last known window. None when nothing is known."""
        known = self.store.read("suggestion.json")
        if known.get("certificate") != certificate.id:
            known = {}
        now = time.time()
        if schedule.is_asked_again(known.get("askedAt"), known.get("retryAfter"), now):
            window, retry_after = known.get("window"), None
            try:
                window, retry_after = self.conversation().suggested_window(certificate.id)
            except FAILURES as error:
                print(f"the CA was not asked when to renew: {error}")
            known = {"certificate": certificate.id, "end": certificate.end, "window": window, "askedAt": now, "retryAfter": retry_after}
            self.store.note(known, "suggestion.json")
        return known.get("window")

    def decide(self):
        """Whether another certificate is needed, why, and which one it replaces at the CA."""
        newest = self.store.newest()
        if newest is None or self.store.read("live", "made.json") != self.made:
            return True, "there is no certificate yet" if newest is None else "the settings have changed", None
        known = newest.begin, newest.end, self.window(newest), newest.draw, self.store.read("failure.json") or None
        is_due, reason = schedule.decide(self.now(), *known)
        if is_due:
            # By a clock that is ahead, each new certificate would be due at once.
            self.conversation()
            is_due, reason = schedule.decide(self.now(), *known)
        return is_due, reason, newest.id

    def renew(self):
        try:
            is_due, reason, replaces = self.decide()
            print(reason)
            if not is_due:
                return 0
            self.obtain(replaces)
        except FAILURES as error:
            count = self.store.read("failure.json").get("count", 0) + 1
            reason = str(error) or type(error).__name__
            print(f"failed: {reason}")
            self.store.note({"count": count, "at": self.now(), "reason": reason, "retryAfter": getattr(error, "retry_after", None)}, "failure.json")
            return 1
        self.store.forget("failure.json")
        return 0

    def obtain(self, replaces):
        store, settings = self.store, self.settings
        store.begin(self.made)
        if not os.path.exists(store.key):
            make_key(store.key, settings["keyType"])
        request = base64url(certificates.make_request(store.key, settings["names"]))
        acme = self.conversation()
        acme.register(settings.get("email"))
        chain = store.keep_chain(self.order(request, replaces))
        fault = certificates.faults(chain, store.key, settings["names"], self.root, acme.now())
        if fault:
            store.discard()
            raise Unavailable(fault)
        store.put_live()

    def order(self, request, replaces):
        """The chain from the order that was begun, or else from a new one. If the CA refuses to continue an order, the next run begins another."""
        url = self.store.read("next", "order.json").get("url")
        if url is None:
            url = place_order(self.acme, self.settings["names"], self.settings.get("profile"), replaces)
            self.store.write({"url": url}, "next", "order.json")
        try:
            return complete_order(self.acme, url, request, self.settings["challenges"])
        except Refused as refused:
            if refused.status < 500 and refused.type != "rateLimited":
                self.store.discard()
            raise

    def revoke(self):
        """Tells the CA that the certificate is no longer used. RFC 8555, section 7.6; RFC 5280, section 5.3.1: cessationOfOperation."""
        newest = self.store.newest()
        if newest is not None:
            acme = self.conversation()
            acme.register(self.settings.get("email"))
            acme.post(acme.directory["revokeCert"], {"certificate": base64url(newest.der), "reason": 5})
        return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    keeper = Keeper(os.path.dirname(os.path.abspath(__file__)), os.environ["STATE_DIRECTORY"])
    try:
        sys.exit({"renew": keeper.renew, "revoke": keeper.revoke}[sys.argv[1]]())
    except FAILURES as error:
        sys.exit(f"failed: {error}")
