"""Keeps a certificate on its host: has it made, and renewed when it is due. Run by a timer; each run decides by the current time.

Its folder has `settings.json`, `issuer.py`, which makes certificates, and perhaps a certificate in `standby`; its state is in $STATE_DIRECTORY. A failure
leaves the current certificate in place, until it must be the standby.
"""

import math
import os
import sys

import certificates
import schedule
from issuer import Issuer
from keys import make_key
from store import FAULTS, Store, certificate_in


class Unusable(ValueError):
    """The certificate that was issued. The CA counts it."""

    retry_after = schedule.REFILL


class Keeper:
    def __init__(self, folder, state):
        self.store, self.standby = Store(state), os.path.join(folder, "standby")
        self.settings = self.store.read(os.path.join(folder, "settings.json"))
        # A change of any of these needs another certificate.
        self.made = {name: self.settings.get(name) for name in Issuer.MADE_WITH}
        self.issuer = Issuer(folder, self.store, self.settings)

    def decide(self):
        """Whether another certificate is needed, why, and which one it replaces at the CA."""
        newest, failure = self.store.newest(), self.store.read("failure.json") or None
        if newest is None or self.store.read(*self.store.numbers()[-1:], "made.json") != self.made:
            reason = "there is no certificate yet" if newest is None else "the settings have changed"
            return *schedule.unless_failed(reason, self.issuer.now(), math.inf, failure), None
        window, clocks = self.issuer.window(newest), (self.issuer.now, self.issuer.proven_now)
        return *schedule.decide_by(clocks, newest.begin, newest.end, window, newest.draw, failure), newest.id

    def run(self):
        try:
            return self.renew()
        finally:
            self.choose()

    def choose(self):
        """Chooses what is served: the newest certificate, or the standby when that one was not renewed."""
        newest, standby = self.store.newest(), certificate_in(self.standby)
        if newest is None:
            return
        stands_in = standby and schedule.stands_in(self.issuer.now(), (newest.begin, newest.end), (standby.begin, standby.end))
        if stands_in:
            print("the standby is served")
        self.store.serve(self.standby if stands_in else self.store.numbers()[-1])

    def renew(self):
        try:
            is_due, reason, replaces = self.decide()
            print(reason)
            if not is_due:
                return 0
            self.obtain(replaces)
        except FAULTS as error:
            count = self.store.read("failure.json").get("count", 0) + 1
            reason = str(error) or type(error).__name__
            print(f"failed: {reason}")
            # On a full disk it may have taken the room for the note.
            self.store.forget("next", "reserve")
            self.store.note({"count": count, "at": self.issuer.now(), "reason": reason, "retryAfter": getattr(error, "retry_after", None)}, "failure.json")
            return 1
        self.store.forget("failure.json")
        return 0

    def obtain(self, replaces):
        store, names = self.store, self.settings["names"]
        store.begin(self.made)
        if not os.path.exists(store.key):
            make_key(store.key, self.settings["keyType"])
        chain = store.keep_chain(self.issuer.issue(replaces))
        fault = certificates.faults(chain, store.key, names, self.issuer.root, self.issuer.now())
        if fault:
            store.discard()
            raise Unusable(fault)
        store.put_live()

    def revoke(self):
        newest = self.store.newest()
        if newest is not None:
            self.issuer.revoke(newest)
        return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    keeper = Keeper(os.path.dirname(os.path.abspath(__file__)), os.environ["STATE_DIRECTORY"])
    try:
        sys.exit({"due": lambda: not keeper.decide()[0], "renew": keeper.run, "revoke": keeper.revoke}[sys.argv[1]]())
    except FAULTS as error:
        sys.exit(f"failed: {error}")
