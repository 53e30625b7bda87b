"""What every use case works with, wired in one place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.fetch.limits import Limits
from archiver.fetch.memento import Mementos
from archiver.fetch.session import Session
from archiver.fetch.transport import Live, Transport
from archiver.hookspecs import Platform
from archiver.plugins import build_manager, platforms
from archiver.store import Archive
from archiver.version import __version__

PROGRAM = f"archiver {__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open archive, the platforms, the network or none, and the clock."""

    archive: Archive
    platforms: Sequence[Platform]
    transport: Transport | None
    """None where the network must not be touched."""
    clock: Callable[[], datetime]


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


@contextmanager
def open_desk(
    path: Path,
    *,
    offline: bool = False,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = now,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Desk]:
    """A desk on the archive at ``path``, made where there is none; closed on leaving.

    Raises InputError for a path that can't be an archive and for a broken plugin,
    ArchiveError for a file that is none.
    """
    found = platforms(build_manager())
    with Archive.open(path, clock=clock) as archive:
        if offline:
            yield Desk(archive=archive, platforms=found, transport=None, clock=clock)
            return
        with Session(clock=clock, sleep=sleep, limits=limits or Limits()) as session:
            mementos = Mementos(session, clock=clock, sleep=sleep)
            live = Live(session=session, mementos=mementos, clock=clock)
            yield Desk(archive=archive, platforms=found, transport=live, clock=clock)
