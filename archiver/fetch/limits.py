"""How long, how much, how often: the limits of a session, and the pace of requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from archiver.fetch.transport import Clock, Sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one answer, redirects and retries included."""

    connect_seconds: float = 10
    """For the look-up of the name, the connection and its encryption, each."""
    read_seconds: float = 20
    """Longest silence of a server that has begun to answer."""
    total_seconds: float = 60
    """For one request, its redirects and its body; waiting for one's turn is not counted."""
    max_bytes: int = 32 * 1024 * 1024
    """Of a body, after its content encoding is taken off."""
    max_ratio: int = 200
    """Of a body to what came over the wire, once it has more than a mebibyte."""
    max_header_bytes: int = 256 * 1024
    """Of all headers of an answer; a single line may have 64 KiB, and there may be 100."""
    max_redirects: int = 10
    max_retries: int = 2
    """Of an answer with 429 or 503."""
    backoff_seconds: float = 1
    """Before the first retry where the server names no time; doubled each time, give or take
    a half."""
    max_wait_seconds: float = 60
    """A server that asks for a longer wait isn't asked again until it is over."""
    pace_seconds: float = 0.5
    """Between the starts of two requests to one host."""
    per_host_concurrency: int = 2
    """Requests under way to one host."""


class Pace:
    """Keeps a distance between requests to one host, and the pauses that hosts ask for.

    For many threads; for each host one of them should wait at a time, see ``Gate``.
    """

    def __init__(
        self,
        seconds: float,
        monotonic: Callable[[], float],
        sleep: Sleep,
        *,
        longest_wait: float = float("inf"),
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._longest_wait = longest_wait
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._paused: dict[str, float] = {}

    def wait(self, host: str) -> str | None:
        """Return when the host may be asked, and count that as done now.

        Where the host has asked for a longer wait than is allowed, return at once and say so
        in one line.
        """
        slept_until = 0.0
        while True:
            with self._lock:
                # A sleep that is over is believed: a test's clock may stand still meanwhile.
                now = max(self._monotonic(), slept_until)
                pause = self._paused.get(host, now) - now
                if pause > self._longest_wait:
                    return f"the host asks to be left alone for {pause:.0f} s more"
                due = now + max(self._next.get(host, now) - now, pause, 0.0)
                if due <= now:
                    self._paused.pop(host, None)
                    self._next[host] = now + self._seconds
                    return None
            self._sleep(due - now)
            slept_until = due

    def pause(self, host: str, seconds: float) -> None:
        """No request to the host goes before that time has passed. A longer pause stands."""
        with self._lock:
            until = self._monotonic() + seconds
            self._paused[host] = max(until, self._paused.get(host, until))


class Quota:
    """Lets at most ``count`` through in any ``seconds``, whatever the number of threads."""

    def __init__(self, count: int, seconds: float, clock: Clock, sleep: Sleep) -> None:
        self._span = timedelta(seconds=seconds)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._starts: deque[float] = deque(maxlen=count)

    def wait(self) -> None:
        """Return when one more may go, and count that as done now."""
        with self._lock:
            now = self._clock().timestamp()
            start = now
            if len(self._starts) == self._starts.maxlen:
                start = max(now, self._starts[0] + self._span.total_seconds())
            self._starts.append(start)
        if start > now:
            self._sleep(start - now)
