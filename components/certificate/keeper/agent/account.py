"""Makes the host's account at a CA, or finds it, and notes what the records that prove names must say of it.

Its folder has `settings.json` and perhaps `root.pem`; the account's key and the note are in $STATE_DIRECTORY.
"""

import os
import sys

from acme import Acme, Unavailable
from keys import AccountKey
from store import FAULTS, Store


def register(folder, store):
    settings, root = store.read(os.path.join(folder, "settings.json")), os.path.join(folder, "root.pem")
    acme = Acme(settings["directory"], AccountKey(store.account), root if os.path.exists(root) else None)
    meta = acme.directory.get("meta", {})
    # Until the second draft of dns-persist-01, a directory had the names for CAA records alone.
    issuers = meta.get("issuerDomainNames") or meta.get("caaIdentities")
    if not issuers:
        raise Unavailable("the CA does not offer dns-persist-01: its directory does not say what a record must call it")
    acme.register(settings.get("email"))
    status = acme.post(acme.account, None).data.get("status")
    if status != "valid":
        raise Unavailable(f"the account {acme.account} is {status}")
    # The later drafts hide the account's address behind this prefix.
    known = {"url": acme.account, "thumbprint": acme.key.thumbprint, "issuer": issuers[0], "hashPrefix": meta.get("accountHashPrefix", "")}
    store.write(known, "account.json")


if __name__ == "__main__":
    try:
        register(os.path.dirname(os.path.abspath(__file__)), Store(os.environ["STATE_DIRECTORY"]))
    except FAULTS as error:
        sys.exit(str(error) or type(error).__name__)
