"""What a person at a terminal is told while the work runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_LONGEST = 120


class Progress(Protocol):
    """Told in a few words what comes next."""

    def __call__(self, what: str, /) -> None:
        """It is shown, if anybody looks."""

    def pause(self) -> None:
        """Nothing moves on the terminal until the next call."""


class _Silent:
    def __call__(self, _what: str, /) -> None:
        return

    def pause(self) -> None:
        return


class _Shown:
    def __init__(self) -> None:
        from rich.console import Console

        self._status = Console(stderr=True).status("")

    def __call__(self, what: str, /) -> None:
        from rich.text import Text

        from archiver.report.visible import one_line

        self._status.update(Text(one_line(what, _LONGEST)))
        self._status.start()

    def pause(self) -> None:
        self._status.stop()


@contextmanager
def progress() -> Iterator[Progress]:
    """A line that changes on a terminal; nothing at all in a script."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Silent()
        return
    shown = _Shown()
    try:
        yield shown
    finally:
        shown.pause()
