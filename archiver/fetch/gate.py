"""The door of each host: so many inside, one at a time through it, at a pace."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from archiver.fetch.limits import Pace


class _Door:
    """One host's: who waits stands in line for ``turn`` and holds nothing else."""

    def __init__(self, places: int) -> None:
        self.turn = threading.Lock()
        self.places = threading.BoundedSemaphore(places)


class Gate:
    """Lets threads ask a host: at most ``places`` at a time, at the pace, after its pauses."""

    def __init__(self, pace: Pace, places: int) -> None:
        self._pace = pace
        self._places = places
        self._lock = threading.Lock()
        self._doors: dict[str, _Door] = {}

    @contextlib.contextmanager
    def through(self, host: str) -> Iterator[str | None]:
        """Hold a place at the host for the block; None, or why the host must not be asked."""
        with self._lock:
            door = self._doors.setdefault(host, _Door(self._places))
        with door.turn:
            door.places.acquire()
            try:
                refusal = self._pace.wait(host)
            except BaseException:
                door.places.release()
                raise
        try:
            yield refusal
        finally:
            door.places.release()
