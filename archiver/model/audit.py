"""What an audit of an archive found: whether it is what was stored, thing by thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archiver.model.proofs import ProofCheck


class State(StrEnum):
    """Whether a thing is as it was when it was stored."""

    OK = "ok"
    CHANGED = "changed"
    UNKNOWN = "can't tell"
    """What it would have to be compared with is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """A thing that is not as it was stored, or of which that can't be told."""

    state: State
    kind: str
    """What sort of thing it is: a key of the tallies."""
    subject: str
    """The row, by its table and id: "captures 3"."""
    what: str
    """What changed, or what is missing to tell."""

    @property
    def line(self) -> str:
        """Subject and what, on one line."""
        return f"{self.subject}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many things of one kind were looked at, and what came of it."""

    kind: str
    """Table of the records; "chain" for links, "schema" for tables, guards and views."""
    ok: int
    changed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedHead:
    """A head of the chain that was noted elsewhere, and the link that still has it."""

    sha256: str
    """Lower-case hex digest."""
    link: int | None
    """None where no link has it: records were cut off or changed since it was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """All that one audit of an archive found."""

    path: str
    found: tuple[AuditFinding, ...]
    """What is not ok, in the order in which it was looked at."""
    tallies: tuple[Tally, ...]
    links: int
    """Links of the chain that were read."""
    head: str | None
    """Digest of the newest link; None for an archive without evidence."""
    recorded_at: str | None
    """When that link was written, by the clock of the machine that did: UTC text."""
    blob_bytes: int
    """Length of all blobs together, in bytes."""
    noted: tuple[NotedHead, ...] = ()
    proofs: tuple[ProofCheck, ...] = ()
    """Proofs of time in the archive, as far as they were verified."""

    @property
    def fixed(self) -> int:
        """Number of the newest link that a noted head or a proof by a trusted root is of; or 0.

        Whoever can write the file can make all links after it anew, or cut them off, unseen.
        """
        noted = (each.link or 0 for each in self.noted)
        proven = (each.proof.chain_id for each in self.proofs if each.counts)
        return max((*noted, *proven), default=0)

    @property
    def state(self) -> State:
        """Changed where anything is, else can't tell where anything can't be told, else ok."""
        states = {each.state for each in self.found}
        return next((one for one in (State.CHANGED, State.UNKNOWN) if one in states), State.OK)

    @property
    def changed(self) -> tuple[str, ...]:
        """A line for each thing that is not as it was stored."""
        return tuple(each.line for each in self.found if each.state is State.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadStatement:
    """How far the chain of an archive had come, as somebody states it: to be signed, published."""

    head: str
    """Lower-case hex digest of the newest link."""
    link: int
    """Its number: the links that the head fixes."""
    recorded_at: datetime
    """When that link was written, by the clock of the machine that did: UTC."""
    stated_at: datetime
    """UTC, by the clock of whoever states it."""
    counts: Mapping[str, int]
    """Rows of each table of evidence."""
    program: str
    """Name and version of the program that wrote the statement."""
    agent: str | None = None
    """Who states it, as he names himself."""
