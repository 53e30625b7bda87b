"""Records in the order in which they came about, whatever the clock said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

Record = TypeVar("Record")
Place = tuple[int, datetime, bool]
"""Id in the archive, stated time, and whether another program's file states it."""


def in_sequence(records: Iterable[Record], place: Callable[[Record], Place]) -> list[Record]:
    """The records, oldest first.

    What this program made itself is in the order of its ids: a clock that was set back between two
    visits must not turn them round, and "absent, then present" is another story than the true one.
    What was read from files of other programs has no order but that of the times it states: each
    stands before the first of the others that is later.
    """
    placed = [(place(record), record) for record in records]
    own = sorted((one for one in placed if not one[0][2]), key=lambda one: one[0][0])
    others = sorted((one for one in placed if one[0][2]), key=lambda one: (one[0][1], one[0][0]))
    made: list[Record] = []
    for (_, time, _), record in own:
        while others and others[0][0][1] < time:
            made.append(others.pop(0)[1])
        made.append(record)
    return [*made, *(record for _, record in others)]
