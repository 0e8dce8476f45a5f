"""Requests to an ACME CA (RFC 8555), and its answers."""

import datetime
import email.utils
import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request

# Seconds for one request, and between tries without an answer.
REQUEST_TIME, PAUSES = 20, (2, 5)
# Seconds by which two clocks may differ.
TOLERATED = 60
LARGEST_ANSWER = 4 * 1024 * 1024


class Unavailable(ValueError):
    """No answer, or not an ACME answer."""

    retry_after = None


class Refused(ValueError):
    """The CA refused a request."""

    def __init__(self, problem, status, retry_after, remedy=""):
        self.type = str(problem.get("type", "")).rpartition(":")[2] or "about:blank"
        self.status, self.retry_after = status, retry_after
        parts = [problem, *problem.get("subproblems", [])]
        said = [f"{part.get('identifier', {}).get('value', '')}: {part.get('detail', '')}".removeprefix(": ") for part in parts]
        super().__init__(f"{printable('; '.join(said)) or f'HTTP status {status} without a reason'} ({self.type}){remedy}")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def data(self):
        try:
            data = json.loads(self.body)
        except ValueError:
            data = None
        return data if isinstance(data, dict) else {}

    @property
    def retry_after(self):
        """Seconds; None when it is missing or malformed. Source: RFC 9110, section 10.2.3."""
        text = self.headers.get("Retry-After", "").strip()
        try:
            pause = int(text) if re.fullmatch("[0-9]+", text) else email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
        return max(0, pause)


def printable(text):
    """A server's text for a log: one line, limited in length."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:1000]


class Acme:
    """A conversation with one CA. `root` is the file of the root that verifies a private CA's own HTTPS."""

    def __init__(self, directory, key, root):
        self.key, self.context = key, ssl.create_default_context(cafile=root)
        self.account = self.nonce = None
        answer = self.send(directory)
        if answer.status != 200 or not all(isinstance(answer.data.get(name), str) for name in ("newNonce", "newAccount", "newOrder", "revokeCert")):
            raise Unavailable(f"{directory} is not the directory of an ACME server: HTTP status {answer.status}")
        self.directory, date = answer.data, answer.headers.get("Date")
        # How far this machine's clock is ahead of the CA's, in seconds.
        self.ahead = time.time() - email.utils.parsedate_to_datetime(date).timestamp() if date else 0

    def now(self):
        """The time, by the CA's clock if the two differ by more than a request takes."""
        return time.time() - (self.ahead if abs(self.ahead) > TOLERATED else 0)

    def send(self, url, body=None, method=None):
        """Sends a request. Without a body, it is tried three times if there is no answer or a server error."""
        headers = {"User-Agent": "tlsup", "Accept-Language": "en", **({"Content-Type": "application/jose+json"} if body else {})}
        request = urllib.request.Request(url, data=body, headers=headers, method=method)
        for pause in (*PAUSES, None):
            try:
                with self.open(request) as opened:
                    answer = Answer(opened.status, opened.headers, opened.read(LARGEST_ANSWER))
                # A signed request is valid only once: its caller repeats it with another nonce.
                if pause is None or body is not None or answer.status < 500 or answer.retry_after is not None:
                    return answer
            except (OSError, ValueError, http.client.HTTPException) as error:
                if pause is None or body is not None:
                    raise Unavailable(f"{url} does not answer: {printable(str(getattr(error, 'reason', error)))}") from error
            time.sleep(pause)

    def open(self, request):
        try:
            return urllib.request.urlopen(request, timeout=REQUEST_TIME, context=self.context)
        except urllib.error.HTTPError as error:
            return error

    def fresh_nonce(self):
        nonce = self.send(self.directory["newNonce"], method="HEAD").headers.get("Replay-Nonce")
        if not nonce:
            raise Unavailable("the CA gives no nonce")
        return nonce

    def post(self, url, payload):
        """Sends a signed request; `payload` None reads."""
        for _ in range(5):
            by = {"kid": self.account} if self.account else {"jwk": self.key.jwk}
            nonce, self.nonce = self.nonce or self.fresh_nonce(), None
            answer = self.send(url, self.key.signed({"nonce": nonce, "url": url, **by}, payload))
            self.nonce = answer.headers.get("Replay-Nonce")
            if answer.status < 400:
                return answer
            refused = Refused(answer.data, answer.status, answer.retry_after)
            if refused.type != "badNonce":
                break
        raise refused

    def register(self, email_address):
        """Finds or creates the key's account, and agrees to the CA's terms."""
        contact = [f"mailto:{email_address}"] if email_address else []
        answer = self.post(self.directory["newAccount"], {"termsOfServiceAgreed": True, "contact": contact})
        self.account = answer.headers.get("Location")
        if not self.account:
            raise Unavailable("the CA gives no account")
        if answer.status == 200 and answer.data.get("contact", contact) != contact:
            self.post(self.account, {"contact": contact})

    def suggested_window(self, certificate_id):
        """When the CA suggests renewing, and after how many seconds to ask again; None for each that its answer does not say. RFC 9773."""
        url = self.directory.get("renewalInfo")
        if not isinstance(url, str) or certificate_id is None:
            return None, None
        answer = self.send(f"{url.rstrip('/')}/{certificate_id}")
        window = answer.data.get("suggestedWindow") if answer.status == 200 else None
        try:
            start, end = (instant(window[name]) for name in ("start", "end"))
        except (TypeError, KeyError, ValueError):
            return None, answer.retry_after
        return ((start, end) if start < end else None), answer.retry_after


def instant(text):
    """Seconds since 1970. Go writes nanoseconds; Python reads six digits at most."""
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", text).replace("Z", "+00:00")).timestamp()
