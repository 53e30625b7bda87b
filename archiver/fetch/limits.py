"""How long, how much, how often: the limits of a session, and the pace of requests."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.fetch.transport import Clock, Sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one answer, redirects and retries included."""

    connect_seconds: float = 10
    read_seconds: float = 20
    """Longest silence of a server that has begun to answer."""
    total_seconds: float = 60
    """For one request and its body, waits between retries not counted."""
    max_bytes: int = 32 * 1024 * 1024
    """Of a body, after its content encoding is taken off."""
    max_redirects: int = 10
    max_retries: int = 2
    max_wait_seconds: float = 60
    """A server that asks for a longer wait isn't asked again."""
    pace_seconds: float = 0.5
    """Between the starts of two requests to one host."""


class Pace:
    """Keeps a distance between requests to one host."""

    def __init__(self, seconds: float, monotonic: Callable[[], float], sleep: Sleep) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Return when the host may be asked, and count that as done now."""
        now = self._monotonic()
        start = max(now, self._next.get(host, now))
        if start > now:
            self._sleep(start - now)
        self._next[host] = start + self._seconds


class Quota:
    """Lets at most ``count`` through in any ``seconds``."""

    def __init__(self, count: int, seconds: float, clock: Clock, sleep: Sleep) -> None:
        self._span = timedelta(seconds=seconds)
        self._clock = clock
        self._sleep = sleep
        self._starts: deque[datetime] = deque(maxlen=count)

    def wait(self) -> None:
        """Return when one more may go, and count that as done now."""
        now = self._clock()
        start = now
        if len(self._starts) == self._starts.maxlen:
            start = max(now, self._starts[0] + self._span)
        if start > now:
            self._sleep((start - now).total_seconds())
        self._starts.append(start)


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, a number or an HTTP-date (RFC 9110, 10.2.3).

    None where the header is absent or can't be read; 0 for a date that has passed.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
