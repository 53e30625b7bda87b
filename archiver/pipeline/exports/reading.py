"""A desk for those who only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from archiver.pipeline.desk import Desk, now
from archiver.plugins import build_manager, platforms
from archiver.store import Archive


@contextmanager
def reading_desk(path: Path, *, clock: Callable[[], datetime] = now) -> Iterator[Desk]:
    """A desk without a network on the archive at ``path``, which is not changed.

    Raises InputError where there is none, ArchiveError for a file that is no archive.
    """
    found = platforms(build_manager())
    with Archive.open(path, clock=clock, read_only=True) as archive:
        yield Desk(archive=archive, platforms=found, transport=None, clock=clock)
