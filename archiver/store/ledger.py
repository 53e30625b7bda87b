"""What an audit writes down as it goes, and how it reads a file that may be damaged."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from archiver.model.audit import AuditFinding, State, Tally
from archiver.store.connection import transient

UNREADABLE = (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, MemoryError)
"""What reading a damaged row raises, but for what ``transient`` lets through."""

Read = TypeVar("Read")


@dataclass(slots=True)
class Ledger:
    """Findings, and how many things of each kind were looked at."""

    found: list[AuditFinding] = field(default_factory=list)
    looked_at: Counter[str] = field(default_factory=Counter)
    explained: int = 0
    """Changed records of which it was tried to tell what they were."""

    def changed(self, kind: str, subject: str, what: str) -> None:
        """The thing is not as it was stored."""
        self._add(State.CHANGED, kind, subject, what)

    def unknown(self, kind: str, subject: str, what: str) -> None:
        """It can't be told of that thing."""
        self._add(State.UNKNOWN, kind, subject, what)

    def _add(self, state: State, kind: str, subject: str, what: str) -> None:
        told = AuditFinding(state=state, kind=kind, subject=one_line(subject), what=one_line(what))
        self.found.append(told)

    def attempt(
        self, kind: str, subject: str, step: Callable[..., Read], *given: object
    ) -> Read | None:
        """What the step returns; None, and a finding, where the file can't be read there."""
        try:
            return step(*given)
        except UNREADABLE as error:
            self.changed(kind, subject, f"can't be read ({reason(error)})")
        return None

    def tallies(self) -> tuple[Tally, ...]:
        """A tally for each kind, in the order in which they were looked at."""
        return tuple(
            _tally(kind, number, [each for each in self.found if each.kind == kind])
            for kind, number in self.looked_at.items()
        )


def _tally(kind: str, number: int, found: Iterable[AuditFinding]) -> Tally:
    states: dict[str, State] = {}
    for each in found:
        if states.get(each.subject) is not State.CHANGED:
            states[each.subject] = each.state
    counted = Counter(states.values())
    changed, unknown = counted[State.CHANGED], counted[State.UNKNOWN]
    ok = max(0, number - changed - unknown)
    return Tally(kind=kind, ok=ok, changed=changed, unknown=unknown)


def merged(ledgers: Iterable[Ledger]) -> Ledger:
    """All that the ledgers have, in their order."""
    one = Ledger()
    for each in ledgers:
        one.found += each.found
        one.looked_at += each.looked_at
    return one


def reason(error: BaseException) -> str:
    """Why a row can't be read, in words.

    Raises the error where it is no damage (a lock, a disk that does not answer) or a mistake of
    ours: nothing was found out then.
    """
    if isinstance(error, sqlite3.ProgrammingError):
        raise error
    if isinstance(error, sqlite3.Error) and transient(error):
        raise error
    return str(error) or type(error).__name__


def one_line(text: str) -> str:
    """The text on one line; bytes that are no UTF-8 as question marks, long texts cut."""
    flat = " ".join(text.encode("utf-8", "replace").decode().split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"


_LONGEST = 400


def decoded(data: bytes) -> str:
    """Text as it stands in the file: bytes that are no UTF-8 become lone surrogates (PEP 383)."""
    return data.decode("utf-8", "surrogateescape")


@contextmanager
def lenient(connection: sqlite3.Connection) -> Iterator[None]:
    """Within the block, text that is no UTF-8 is read as ``decoded`` does."""
    before = connection.text_factory
    connection.text_factory = decoded
    try:
        yield
    finally:
        connection.text_factory = before


def one(connection: sqlite3.Connection, query: str, values: Sequence[object]) -> Any:
    """The first row that the query gives, or None."""
    return connection.execute(query, values).fetchone()


def every(connection: sqlite3.Connection, query: str, values: Sequence[object]) -> list[Any]:
    """All rows that the query gives."""
    return connection.execute(query, values).fetchall()
