"""Tells the site's owner once that a renewal is late, and once when it has succeeded."""

import json
import ssl
import urllib.request

import schedule

TIME = 20


def message(settings, served, reason, is_late):
    """What is late, why, and what to do, in words."""
    site, ends = settings["site"], schedule.utc(served["end"])
    if not is_late:
        return f"{site}: the certificate is renewed. The one in force ends on {ends}"
    return (
        f"{site}: the certificate is not renewed, and half of the time for it is over. The one in force ends on {ends}. Reason: {reason}. "
        f"Run `pulumi up --refresh`, which tries at once, or look at `journalctl -u tlsup-acme-{site}` on the host"
    )


def send(url, text):
    """Sends the text as Slack and Discord read it. Raises OSError or ValueError when it was not accepted; neither names the URL, which is a secret."""
    body = json.dumps({"text": text, "content": text}).encode()
    request = urllib.request.Request(url, data=body, headers={"User-Agent": "tlsup", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=TIME, context=ssl.create_default_context()):
        pass


def tell(store, settings, served, reason, now, url):
    """`served` has the dates of the certificate in force. A message that was not accepted is sent again by the next run."""
    was_late = store.read("alarm.json").get("late", False)
    is_late = schedule.is_late(now, served["begin"], served["end"])
    if is_late == was_late:
        return
    try:
        send(url, message(settings, served, reason, is_late))
    except (OSError, ValueError) as error:
        print(f"the webhook did not take the alarm: {getattr(error, 'code', type(error).__name__)}")
        return
    store.note({"late": is_late}, "alarm.json")
