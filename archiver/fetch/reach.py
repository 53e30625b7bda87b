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
    as lost for ``seconds``; the next attempt decides on as many again.
    """

    def __init__(self, clock: Clock, tries: int = 3, seconds: float = 60) -> None:
        self._clock = clock
        self._tries = tries
        self._span = timedelta(seconds=seconds)
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
            self._failed = self._failed + 1 if unreached else 0
            lost = self._failed >= self._tries
            self._lost = (self._clock() + self._span, answer.error or "") if lost else None
