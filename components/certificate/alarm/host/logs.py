"""What certbot's logs say of the renewal of a certificate."""

import glob
import os
import re

LOGS = "/var/log/letsencrypt"


def reason(site):
    """Why the last renewal failed; None when no log says it. Each run of certbot begins a new log."""
    failed = f"Failed to renew certificate {site} with error: "
    for log in sorted(glob.glob(f"{LOGS}/letsencrypt.log*"), key=os.path.getmtime, reverse=True)[:20]:
        with open(log, encoding="utf-8", errors="replace") as file:
            before, _, after = file.read().partition(failed)
        if after:
            found = re.findall(r"^ *Domain: (.+)\n *Type: .+\n *Detail: (.+)", before.rpartition("Failed to renew certificate ")[2], re.MULTILINE)
            return "; ".join(dict.fromkeys(f"{domain}: {detail}" for domain, detail in found))[:1000] or after.split("\n")[0]
    return None
