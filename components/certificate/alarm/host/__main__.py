"""Tells that the renewal of a certificate is late, and when it is in time again. Run by a timer, as root; what talks to others is not.

Its folder has `settings.json`, its notes are in $STATE_DIRECTORY and $RUNTIME_DIRECTORY. `check` says what the settings need and the host lacks,
`forget` removes the metrics.
"""

import contextlib
import email.message
import filecmp
import glob
import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

import logs
import schedule

HERE = os.path.dirname(os.path.abspath(__file__))
# A user that exists for one command, and may write nowhere.
APART = ("systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--property=DynamicUser=yes")
# How a renewal is late.
STANDBY, WANTED = "standby", "wanted"
LATE = {
    True: "half of the time for it is over",
    STANDBY: "the standby is served in its place, which the edge alone trusts",
    WANTED: "the CA wanted it before the usual time, as it does before it revokes a certificate",
}


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, timeout=120)


def careful(path, flags):
    # In another user's folder, a link must not lead to root's files, and a pipe must not hold this program.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def read(*path):
    """The object in a JSON file; an empty one if it is missing or damaged."""
    try:
        with open(os.path.join(*path), encoding="utf-8", opener=careful) as file:
            return dict(json.load(file))
    except (OSError, ValueError, TypeError):
        return {}


def write_whole(path, text, mode):
    """Replaces a file. The temporary name cannot be guessed: others may own the folder."""
    descriptor, new = tempfile.mkstemp(dir=os.path.dirname(path))
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(descriptor, mode)
        os.replace(new, path)
    except OSError:
        os.unlink(new)
        raise


def in_force(sites, lineage, standby):
    """Begin and end of the certificate that visitors get, and whether it is the one in the file `standby`; of several releases, the one that ends first.
    None when no release takes its from `lineage`."""
    found = []
    for release in glob.glob(f"{sites}/*/current"):
        with contextlib.suppress(OSError, ValueError):
            with open(f"{release}/.tlsup/certificate", encoding="utf-8") as file:
                if f"lineage\t{lineage}" in file.read().split("\n"):
                    chain = f"{release}/tls/fullchain.pem"
                    said = run("openssl", "x509", "-noout", "-startdate", "-enddate", "-in", chain).stdout.decode()
                    begin, end = (ssl.cert_time_to_seconds(line.partition("=")[2]) for line in said.splitlines())
                    found.append((begin, end, os.path.exists(standby) and filecmp.cmp(standby, chain, shallow=False)))
    return min(found, key=lambda dates: dates[1], default=None)


def why(settings, noted):
    """Why the renewal is late."""
    activates, timer = settings["activates"], f"{settings['renews']}.timer"
    if noted:
        return noted
    if run("systemctl", "show", "--property=Result", "--value", activates).stdout.strip() not in (b"success", b"exec-condition"):
        return "the host could not put the renewed certificate in force"
    if run("systemctl", "is-active", timer).returncode != 0:
        return f"{timer} is off"
    return "none was noted; the clock of the host may be wrong"


def message(settings, end, noted, state):
    site, ends = settings["site"], schedule.utc(end)
    if not state:
        standby = ", and the standby is not served" if "standby" in settings else ""
        return f"{site}: the certificate is renewed in time again{standby}. The one in force ends on {ends}"
    units = " ".join(f"-u {unit}" for unit in dict.fromkeys((settings["renews"], settings["activates"])))
    until = "" if state == STANDBY else f" The one in force ends on {ends}."
    return (
        f"{site}: the certificate is not renewed, and {LATE[state]}.{until} Reason: {why(settings, noted)}. "
        f"Run `{settings['retry']}`, which tries at once, or look at `journalctl {units}` on the host"
    )


def post(url, text):
    """Posts a text, as a user that can do nothing else. The URL is a secret."""
    done = run(*APART, sys.executable, "-I", f"{HERE}/post.py", data=json.dumps({"url": url, "text": text}).encode())
    if done.returncode != 0:
        raise OSError(done.stdout.decode().strip() or "it could not be started")


def send_mail(address, text):
    mail = email.message.EmailMessage()
    mail["To"], mail["Subject"], mail["Auto-Submitted"] = address, text.partition(". ")[0], "auto-generated"
    mail.set_content(text)
    done = run("sendmail", "-i", "-t", data=mail.as_bytes())
    if done.returncode != 0:
        raise OSError(f"sendmail ended with {done.returncode}")


def ping(url, is_late):
    """Tells a service that raises an alarm itself when no more pings come. Source: https://healthchecks.io/docs/http_api/"""
    try:
        at = urllib.parse.urlsplit(url)
        failed = at._replace(path=f"{at.path.rstrip('/')}/fail").geturl()
        post(failed if is_late else url, "late" if is_late else "in time")
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"the ping was not taken: {error}")


def tell(settings, state, text):
    """Tells each channel once about each change, and another address of it of an alarm that is on. One that did not take it is told by the next run."""
    # A full disk cannot hold the second.
    notes = [os.path.join(os.environ[each], "told.json") for each in ("RUNTIME_DIRECTORY", "STATE_DIRECTORY")]
    told = read(notes[0]) or read(notes[1])
    for channel, send in {"webhook": post, "mail": send_mail}.items():
        if channel not in settings:
            continue
        # The address may be a secret. An older version did not note it.
        before, address, noted = dict(told), settings[channel], f"{channel} at"
        at = hashlib.sha256(address.encode()).hexdigest()
        if told.get(noted, at) != at:
            told[channel] = False
        told[noted] = at
        if told.get(channel, False) != state:
            try:
                send(address, text)
                told[channel] = state
            except (OSError, subprocess.SubprocessError) as error:
                print(f"the {channel} did not take the alarm: {error}")
        for note in notes if told != before else ():
            with contextlib.suppress(OSError):
                write_whole(note, json.dumps(told), 0o600)


def metrics_file(settings):
    return os.path.join(settings["metrics"], f"tlsup-{settings['site']}.prom")


def write_metrics(settings, renew_at, end, is_late):
    """What node_exporter collects. The first two are those of `tlsup check --prometheus`, at the hop `host`."""
    labels = f'site="https://{settings["site"]}/",hop="host"'
    metrics = [
        ("tlsup_certificate_not_after_seconds", "When the certificate expires.", end),
        ("tlsup_certificate_renew_at_seconds", "From when on the certificate is to be renewed.", renew_at),
        ("tlsup_certificate_late", "Whether half of the time between renewal and expiry is over.", int(is_late)),
    ]
    text = "".join(f"# HELP {name} {about}\n# TYPE {name} gauge\n{name}{{{labels}}} {int(value)}\n" for name, about, value in metrics)
    try:
        write_whole(metrics_file(settings), text, 0o644)
    except OSError as error:
        print(f"the metrics could not be written: {error}")


def judge(settings):
    served = in_force(settings["sites"], settings["lineage"], settings.get("standby", ""))
    if served is None:
        print("no release has the certificate in force")
        return 0
    begin, end, is_standby = served
    is_certbots = settings["renews"] == "certbot"
    noted = logs.reason(settings["site"]) if is_certbots else read(settings["notes"], "failure.json").get("reason")
    suggested, now = schedule.window_end(read(settings["notes"], "suggestion.json"), end), time.time()
    # Most certbots renew 30 days before any end, the newest with a third of the life left: the later one, as `tlsup check` has it.
    by_validity = is_certbots or "byValidity" in settings
    renew_at = schedule.latest_renewal(begin, end, suggested, by_validity)
    is_wanted = schedule.is_overdue(now, begin, end, suggested)
    state = STANDBY if is_standby else WANTED if is_wanted else schedule.is_late(now, renew_at, end)
    if "metrics" in settings:
        write_metrics(settings, renew_at, end, bool(state))
    tell(settings, state, message(settings, end, noted, state))
    if "ping" in settings:
        ping(settings["ping"], bool(state))
    return 0


def check(settings):
    if "mail" in settings and shutil.which("sendmail") is None:
        return "alarm.mail needs the command sendmail on the host: install a package that has it, such as msmtp-mta or postfix"
    if "metrics" in settings and not os.path.isdir(settings["metrics"]):
        return f"alarm.metrics must be a folder on the host, and {settings['metrics']} is none: install prometheus-node-exporter, or make it"
    return 0


def forget(settings):
    with contextlib.suppress(OSError, KeyError):
        os.unlink(metrics_file(settings))
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "forget": forget, "judge": judge}[sys.argv[1]](read(HERE, "settings.json")))
