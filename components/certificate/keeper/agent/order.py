"""Takes a certificate order from any state to its end (RFC 8555, section 7.1.6)."""

import time

from acme import Refused, Unavailable, printable
from certificates import is_address

# Seconds for one order, and the longest pause that a CA may ask for between two polls.
ORDER_TIME, LONGEST_PAUSE = 300, 30


def place_order(acme, names, profile, replaces):
    """Places an order and returns its URL. If the CA refuses it as a replacement of a certificate, it is placed without `replaces`. RFC 9773, section 5."""
    wanted = {"identifiers": [{"type": "ip" if is_address(name) else "dns", "value": name} for name in names]}
    if profile is not None:
        wanted["profile"] = profile
    if replaces is None:
        return location(acme.post(acme.directory["newOrder"], wanted))
    try:
        return location(acme.post(acme.directory["newOrder"], {**wanted, "replaces": replaces}))
    except Refused as refused:
        # A CA may also fail by itself at finding that certificate's order, at each try. Without `replaces`, its limits are stricter.
        if refused.type == "rateLimited":
            raise
        return location(acme.post(acme.directory["newOrder"], wanted))


def location(answer):
    url = answer.headers.get("Location")
    if not url:
        raise Unavailable("the CA gives no address of the order")
    return url


def complete_order(acme, url, request, proof):
    """The chain, PEM. `request` is the signing request that finalizes the order; `proof` proves the names."""
    deadline, done = time.monotonic() + ORDER_TIME, set()
    try:
        while time.monotonic() < deadline:
            answer = acme.post(url, None)
            order = answer.data
            status = order.get("status")
            if status == "valid":
                return acme.post(order["certificate"], None).body.decode("ascii")
            if status == "invalid":
                raise failure(acme, order, proof)
            if status == "ready" and status not in done:
                acme.post(order["finalize"], {"csr": request})
            elif status == "pending" and status not in done:
                prove(acme, order, proof)
            done.add(status)
            time.sleep(min(max(answer.retry_after or 1, 1), LONGEST_PAUSE))
    finally:
        proof.end()
    raise Unavailable(f"the order is {status} after {ORDER_TIME} s")


def prove(acme, order, proof):
    """Prepares what the CA looks for, and tells the CA."""
    pending = [acme.post(url, None).data for url in order["authorizations"]]
    offered = [challenge_of(authorization, proof.CHALLENGE) for authorization in pending if authorization.get("status") == "pending"]
    for challenge in offered:
        proof.prepare(acme, challenge)
    for challenge in offered:
        acme.post(challenge["url"], {})


def challenge_of(authorization, wanted):
    offered = authorization.get("challenges", [])
    for challenge in offered:
        if challenge.get("type") == wanted:
            return challenge
    kinds = printable(", ".join(str(challenge.get("type")) for challenge in offered)) or "nothing"
    raise Unavailable(f"the CA does not offer {wanted} for {name_of(authorization)}; it offers {kinds}")


def name_of(authorization):
    return authorization.get("identifier", {}).get("value")


def failure(acme, order, proof):
    """Why the CA refused an order: the reason is in the failed challenge, not in the order."""
    for url in order.get("authorizations", []):
        authorization = acme.post(url, None).data
        for challenge in authorization.get("challenges", []):
            if "error" in challenge:
                problem = {**challenge["error"], "identifier": authorization.get("identifier", {})}
                return Refused(problem, 200, None, proof.remedy(name_of(authorization)))
    return Refused(order.get("error", {}), 200, None)
