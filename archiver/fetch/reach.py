"""Hosts that can't be reached: known to be so for a while."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from archiver.fetch.failures import UNREACHED
from archiver.fetch.transport import Clock
from archiver.model import Exchange


class Reach:
    """Remembers an archive that can't be reached, so that nobody waits for it again and again.

    For many threads. After ``tries`` attempts in a row that could not connect at all, it counts
    as lost for ``first`` seconds; each attempt after that which fails too doubles the time, up
    to ``seconds``. A network that was away for a moment so costs a moment.
    """

    def __init__(self, clock: Clock, tries: int = 3, seconds: float = 60, first: float = 5) -> None:
        self._clock = clock
        self._tries = tries
        self._longest = timedelta(seconds=seconds)
        self._first = timedelta(seconds=first)
        self._lock = threading.Lock()
        self._failed = 0
        self._lost: tuple[datetime, str] | None = None

    def refusal(self) -> str | None:
        """Why it is no use to ask the archive now, in one line, or None."""
        with self._lock:
            if self._lost is None or self._clock() >= self._lost[0]:
                return None
            return f"the archive can't be reached: {self._lost[1]}"

    def learn(self, answer: Exchange) -> None:
        """Take note of an answer of the archive, or of none."""
        with self._lock:
            unreached = answer.status == 0 and answer.error in UNREACHED
            if unreached and self._lost is not None and self._clock() < self._lost[0]:
                return  # asked before it was known to be lost: no news
            self._failed = self._failed + 1 if unreached else 0
            doublings = self._failed - self._tries
            if doublings < 0:
                self._lost = None
                return
            span = min(self._first * 2 ** min(doublings, 10), self._longest)
            self._lost = self._clock() + span, answer.error or ""
