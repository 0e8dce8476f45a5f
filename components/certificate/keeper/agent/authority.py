"""Has certificates issued by an ACME CA, when the CA suggests it."""

import os
import time

import schedule
from acme import Acme, Refused
from certificates import make_request
from keys import AccountKey, base64url
from order import complete_order, place_order
from proof import Proof
from store import FAULTS


class Issuer:
    MADE_WITH = ("names", "keyType", "directory", "profile")

    def __init__(self, folder, store, settings):
        self.store, self.settings = store, settings
        root = os.path.join(folder, "root.pem")
        self.root = root if os.path.exists(root) else None
        self.acme = None

    def conversation(self):
        self.acme = self.acme or Acme(self.settings["directory"], AccountKey(self.store.account), self.root)
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
            known = {}
        now = time.time()
        if schedule.is_asked_again(known.get("askedAt"), known.get("retryAfter"), now):
            window, retry_after = known.get("window"), None
            try:
                window, retry_after = self.conversation().suggested_window(certificate.id)
            except FAULTS as error:
                print(f"the CA was not asked when to renew: {error}")
            known = {"certificate": certificate.id, "end": certificate.end, "window": window, "askedAt": now, "retryAfter": retry_after}
            self.store.note(known, "suggestion.json")
        return known.get("window")

    def issue(self, replaces):
        request = base64url(make_request(self.store.key, self.settings["names"]))
        self.conversation().register(self.settings.get("email"))
        return self.order(request, replaces)

    def order(self, request, replaces):
        """The chain from the order that was begun, or else from a new one. If the CA refuses to continue an order, the next run begins another."""
        url = self.store.read("next", "order.json").get("url")
        if url is None:
            url = place_order(self.acme, self.settings["names"], self.settings.get("profile"), replaces)
            self.store.write({"url": url}, "next", "order.json")
        try:
            return complete_order(self.acme, url, request, Proof(self.settings))
        except Refused as refused:
            if refused.status < 500 and refused.type != "rateLimited":
                self.store.discard()
            raise

    def revoke(self, certificate):
        """Tells the CA that the certificate is no longer used. RFC 8555, section 7.6; RFC 5280, section 5.3.1: cessationOfOperation."""
        acme = self.conversation()
        acme.register(self.settings.get("email"))
        acme.post(acme.directory["revokeCert"], {"certificate": base64url(certificate.der), "reason": 5})
