"""What every use case works with, wired in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archiver.fetch.authorities import Authority
from archiver.fetch.credentials import Credentials
from archiver.fetch.limits import Limits
from archiver.fetch.memento import Archives, Mementos
from archiver.fetch.session import Session
from archiver.fetch.timegate import TimeGate
from archiver.fetch.transport import Live, Transport
from archiver.hookspecs import Platform
from archiver.media.ocr.engine import Ocr, installed
from archiver.pipeline.stamping import Stamper
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
    jobs: int = 1
    """Posts that are fetched side by side."""
    ocr: Ocr | None = None
    """What reads words from pictures, where the extra for it is installed."""
    hang_up: Callable[[], None] = lambda: None
    """Ends all connections: requests under way come back at once, unanswered."""
    stamper: Stamper | None = None
    """What asks for proofs of time, and verifies them."""


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How the network may be used."""

    limits: Limits = field(default_factory=Limits)
    jobs: int = 8
    """Posts that are fetched side by side; of one host never more than its own limit."""
    third_parties: bool = False
    """Whether services run by others may be asked; they see which posts are looked at."""
    allow_private: bool = False
    """Whether addresses of this machine and of private networks may be asked."""
    proxy: str | None = None
    """Address of a proxy for everything."""
    timegates: tuple[str, ...] = ()
    """Addresses of TimeGates (RFC 7089) to ask where the Wayback Machine has nothing."""
    credentials: Credentials = field(default_factory=Credentials)
    """The user's own tokens."""
    timestamps: tuple[Authority, ...] = ()
    """Who is asked for a proof of time; they see that something was archived, and when."""
    timestamp_roots: bytes | None = None
    """PEM: the certificates that their tokens must lead to, instead of those of certifi."""


@contextmanager
def open_desk(
    path: Path,
    *,
    offline: bool = False,
    network: Network | None = None,
    agent: str | None = None,
    clock: Callable[[], datetime] = now,
    sleep: Callable[[float], None] | None = None,
) -> Iterator[Desk]:
    """A desk on the archive at ``path``, made where there is none; closed on leaving.

    ``agent`` is who works at it, for the chain. ``sleep`` is one that the end of the desk cuts
    short, unless another is given. Raises
    InputError for a path that can't be an archive, for a proxy or TimeGate that is no
    address, for roots of time stamps that are none and for a broken plugin, ArchiveError for a
    file that is no archive.
    """
    found = platforms(build_manager())
    with Archive.open(path, clock=clock, agent=agent) as archive:
        used = network or Network()
        if offline:
            yield Desk(
                archive=archive,
                platforms=found,
                transport=None,
                clock=clock,
                ocr=installed(),
                stamper=_stamper(archive, None, used, clock),
            )
            return
        with _session(used, clock, sleep) as session:
            yield Desk(
                archive=archive,
                platforms=found,
                transport=Live(
                    session=session,
                    mementos=_archives(session, used, clock, sleep),
                    clock=clock,
                    third_parties=used.third_parties,
                ),
                clock=clock,
                jobs=used.jobs,
                ocr=installed(),
                hang_up=session.close,
                stamper=_stamper(archive, session, used, clock),
            )


def _stamper(
    archive: Archive, session: Session | None, network: Network, clock: Callable[[], datetime]
) -> Stamper:
    return Stamper(
        archive,
        session,
        clock=clock,
        authorities=network.timestamps,
        roots=network.timestamp_roots,
    )


def _session(
    network: Network, clock: Callable[[], datetime], sleep: Callable[[float], None] | None
) -> Session:
    return Session(
        clock=clock,
        sleep=sleep,
        limits=network.limits,
        proxies={"http": network.proxy, "https": network.proxy} if network.proxy else None,
        allow_private=network.allow_private,
        credentials=network.credentials,
    )


def _archives(
    session: Session,
    network: Network,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None] | None,
) -> Archives:
    waiting = sleep or session.wait
    gates = (TimeGate(session, url, clock=clock, sleep=waiting) for url in network.timegates)
    return Archives((Mementos(session, clock=clock, sleep=waiting), *gates))
