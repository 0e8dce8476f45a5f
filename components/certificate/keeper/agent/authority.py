"""Has certificates issued by an ACME CA, when the CA suggests it."""

import os

from acme import Refused
from certificates import make_request
from keys import AccountKey, base64url, is_blank
from order import complete_order, place_order
from proof import Proof
from suggestion import Authority


class Issuer(Authority):
    MADE_WITH = ("names", "keyType", "directory", "profile")

    def __init__(self, folder, store, settings):
        root = os.path.join(folder, "root.pem")
        super().__init__(store, settings["directory"], root if os.path.exists(root) else None)
        self.settings = settings

    def key(self):
        if is_blank(self.store.account):
            # It is of another account.
            self.store.forget("account.json")
        return AccountKey(self.store.account)

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
        """Tells the CA that the certificate is no longer used. RFC 8555, section 7.6; RFC 5280, section 5.3.1: cessationOfOperation. An already revoked
        or expired certificate is no error."""
        if certificate.end <= self.now():
            return
        acme, request = self.conversation(), {"certificate": base64url(certificate.der), "reason": 5}
        try:
            try:
                acme.register(self.settings.get("email"))
                acme.post(acme.directory["revokeCert"], request)
            except Refused as refused:
                if refused.type != "unauthorized":
                    raise
                # Another account ordered it. Its own key is not the first to ask, as Let's Encrypt then gives a compromised key as the reason.
                acme.account, acme.key = None, AccountKey(self.store.path(*self.store.numbers()[-1:], "privkey.pem"))
                acme.post(acme.directory["revokeCert"], request)
        except Refused as refused:
            if refused.type != "alreadyRevoked":
                raise
