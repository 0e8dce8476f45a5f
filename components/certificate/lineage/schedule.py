"""Decides when a certificate is renewed, from its dates, the CA's suggestion and the time. Times are seconds since 1970."""

import datetime

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600

# The timer starts the agent at least this often: an instant chosen in a window must leave this much of it.
TICK = 40 * MINUTE

# RFC 9773, section 4.3: how soon and how late the CA may be asked again; USUAL is for a CA that does not say.
SOONEST, LATEST, USUAL = MINUTE, DAY, 6 * HOUR

# The pauses after the first, second and third failure; then daily. Source: letsencrypt.org, integration guide.
PAUSES = (MINUTE, 10 * MINUTE, 100 * MINUTE)

# For the same names, a CA issues one certificate in this time. Source: letsencrypt.org, rate limits.
REFILL = 34 * HOUR

# The time for several tries at a renewal that the CA wanted early.
URGENT = 3 * HOUR

# Below this lifetime, half of it is the reserve; above it, a third. Source: letsencrypt.org, integration guide.
SHORT_LIFE = 10 * DAY


def instant_by_lifetime(begin, end):
    life = end - begin
    return end - (life / 2 if life < SHORT_LIFE else life / 3)


def instant_by_validity(begin, end):
    """For the last 30 days, or the last third of a shorter life, as `pulumi up` does it."""
    return end - min(30 * DAY, (end - begin) / 3)


def last_call(begin, end):
    """The CA cannot delay a renewal into the certificate's last day, or the last tenth of a short one."""
    return end - min(DAY, (end - begin) / 10)


def instant_within(window, draw):
    """The instant in the CA's window; `draw` is in [0, 1) and constant for a certificate, so the instant is not stored. RFC 9773, section 4.2."""
    start, end = window
    return start + draw * max(0, end - TICK - start)


def renewal_instant(begin, end, window, draw):
    """When to renew."""
    suggested = instant_by_lifetime(begin, end) if window is None else instant_within(window, draw)
    return min(suggested, last_call(begin, end))


def is_asked_again(asked_at, retry_after, now):
    """Whether to ask the CA for its window again. A time in the future was written by a wrong clock."""
    if asked_at is None or asked_at > now:
        return True
    return now >= asked_at + min(max(USUAL if retry_after is None else retry_after, SOONEST), LATEST)


def next_attempt(failures, failed_at, retry_after, end):
    """When to try a failed renewal again: soon enough for several tries before the certificate ends; after that, whenever the timer starts the agent."""
    pause = PAUSES[failures - 1] if failures <= len(PAUSES) else DAY
    pause = min(pause, max(TICK / 2, (end - failed_at) / 8))
    return failed_at + max(pause, min(retry_after or 0, REFILL))


def stands_in(now, newest, standby):
    """Whether the standby is served in place of the newest certificate, which was not renewed; each is its begin and end. From the last call on, as the
    timer then starts the agent several times before the end."""
    return now >= last_call(*newest) and standby[0] <= now and newest[1] < standby[1]


def latest_renewal(begin, end, suggested, by_validity=False):
    """When the renewal is due at the latest; `suggested` is the end of the CA's window, None when it is not known."""
    if suggested is not None:
        return min(suggested, last_call(begin, end))
    return instant_by_validity(begin, end) if by_validity else instant_by_lifetime(begin, end)


def lasting(known, window, now):
    """The window that holds. A CA that wants a renewal at once moves its window with the time: the first one says since when."""
    return known if known and window and max(known[1], window[1]) <= now else window


def window_end(suggestion, end):
    """The end of the CA's window for the certificate that ends at `end`, which may be the one before the newest; None if it is not known."""
    known = [noted["window"] for noted in (suggestion, suggestion.get("before", {})) if noted.get("end") == end]
    return known[0][1] if known and known[0] else None


def is_late(now, renew_at, end):
    """Whether half of the time between the renewal and the end is over."""
    return now >= renew_at + (end - renew_at) / 2


def is_overdue(now, begin, end, suggested):
    """Whether the CA wanted the renewal before the usual time, and it did not come."""
    return suggested is not None and suggested < instant_by_lifetime(begin, end) and now >= suggested + URGENT


def decide_by(clocks, *known):
    """Decides by each clock: the renewal must be due by all."""
    for clock in clocks:
        is_due, reason = decide(clock(), *known)
        if not is_due:
            break
    return is_due, reason


def decide(now, begin, end, window, draw, failure):
    """Whether to renew now, and why. `failure` is None, or describes the last failed try: `count`, `at` and `retryAfter`."""
    instant = renewal_instant(begin, end, window, draw)
    if now < instant:
        return False, f"not due before {utc(instant)}"
    # A CA's window is no instant: RFC 9773, section 4.2.
    by = "its remaining lifetime is the reserve" if window is None or window[0] == window[1] else "the CA suggested a time"
    return unless_failed(f"due since {utc(instant)}, as {by}", now, end, failure)


def unless_failed(reason, now, end, failure):
    """Whether to try now for this reason, or to wait as the last try failed; and why. A failure of the future was noted by a wrong clock."""
    if failure is not None and failure["at"] <= now:
        again = next_attempt(failure["count"], failure["at"], failure["retryAfter"], end)
        if now < again:
            return False, f"{reason}, but {failure['count']} attempts failed: none before {utc(again)}"
    return True, reason


def utc(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
