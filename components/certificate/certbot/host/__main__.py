"""Ends with 0 when the CA wants a certificate renewed before certbot's timer would do it. Its folder has `settings.json`, its state is in $STATE_DIRECTORY."""

import os
import sys

import schedule
from store import FAULTS, Store, certificate_in
from suggestion import Authority


def decide(store, ca, certificate):
    """Whether to renew now, and why. A try is noted before it is made; it has failed while the certificate is the same."""
    if certificate is None:
        return False, "the certificate cannot be read"
    window = ca.window(certificate)
    if window is None or window[1] >= schedule.instant_by_validity(certificate.begin, certificate.end):
        return False, "certbot's own timer renews it in time"
    tried = store.read("tried.json")
    count = tried["count"] if tried.get("certificate") == certificate.id else 0
    known = certificate.begin, certificate.end, window, certificate.draw, tried if count else None
    is_due, reason = schedule.decide_by((ca.now, ca.proven_now), *known)
    if is_due:
        # certbot may have failed at what the CA issued, and counts.
        retry_after = schedule.REFILL if count > 1 else None
        store.write({"certificate": certificate.id, "count": count + 1, "at": ca.now(), "retryAfter": retry_after}, "tried.json")
    return is_due, reason


if __name__ == "__main__":
    notes, here = Store(os.environ["STATE_DIRECTORY"]), os.path.dirname(os.path.abspath(__file__))
    try:
        settings = notes.read(os.path.join(here, "settings.json"))
        is_wanted, why = decide(notes, Authority(notes, settings["directory"]), certificate_in(sys.argv[1]))
    except FAULTS as error:
        sys.exit(f"failed: {error}")
    print(why)
    sys.exit(not is_wanted)
