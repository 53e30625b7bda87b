"""The chain by itself: each link follows from the one before, and none is missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from archiver.custody.links import FORM, GENESIS, seal
from archiver.store.ledger import UNREADABLE, Ledger, one, reason
from archiver.store.parts import RECORDS

_SEALED = "kind, record, recorded_at, record_sha256, form, agent, program, server_date"
_NAMES = tuple(_SEALED.split(", "))
_ALL = f"SELECT id, sha256, {_SEALED} FROM chain ORDER BY id"  # noqa: S608 - constants
_ONE = f"SELECT id, sha256, {_SEALED} FROM chain WHERE id = ?"  # noqa: S608 - constants

_FORM, _YOUNGER = 4, 5
"""Where the form stands among the values of a link, and the first of what form 1 does not seal."""
_NEAR = 2_000
"""Links on either side that a broken link is tried on."""
_HIGHEST = 2**63 - 1
_MOST_TRIED = 50
"""Broken links for which that is done."""
_MOST_MISSES = 1_000
"""Links in a row that can't be read, after which the rest is given up."""


@dataclass(slots=True, kw_only=True)
class Walk:
    """What a walk along the chain saw."""

    links: int = 0
    head: str | None = None
    recorded_at: str | None = None
    noted: dict[str, int | None] = field(default_factory=dict)
    """Heads that were noted elsewhere, and the links that have them."""


def walk(connection: sqlite3.Connection, ledger: Ledger, noted: Sequence[str] = ()) -> Walk:
    """Every link was read in its order, and what does not fit is in the ledger."""
    seen = Walk(noted=dict.fromkeys(noted))
    previous, expected, last_id = GENESIS, 1, 0
    tried, of_form_2 = 0, False
    for number, sha256, *values in _links(connection, ledger):
        if number != expected:
            ledger.changed("chain", _span(expected, number - 1), "is missing: it was deleted")
        if not _follows(previous, values, sha256):
            tried += 1
            told = (
                _misfit(connection, number, last_id, values, sha256) if tried <= _MOST_TRIED else ""
            )
            ledger.changed("chain", f"link {number}", f"does not follow from the one before{told}")
        if values[_FORM] == 1 and of_form_2:
            what = f"is of form 1, after links of form {FORM}: none is made so"
            ledger.changed("chain", f"link {number}", what)
        of_form_2 = of_form_2 or values[_FORM] == FORM
        if values[0] not in RECORDS:
            ledger.changed("chain", f"link {number}", f"names an unknown table, {values[0]!r}")
        if sha256 in seen.noted and seen.noted[sha256] is None:
            seen.noted[sha256] = number
        previous, expected, last_id = sha256, number + 1, number
        seen.links += 1
        seen.head, seen.recorded_at = sha256, values[2]
    ledger.looked_at["chain"] += seen.links
    for head, link in seen.noted.items():
        if link is None:
            ledger.changed("chain", f"the noted head {head}", "is no link of the chain any more")
    return seen


def _follows(previous: str, values: Sequence[object], sha256: object) -> bool:
    """Whether the link is sealed onto that one; what its form does not seal must be empty."""
    if values[_FORM] != FORM and any(each is not None for each in values[_YOUNGER:]):
        return False
    try:
        return seal(previous, dict(zip(_NAMES, values, strict=True))) == sha256
    except (ValueError, TypeError):
        return False


def _span(first: int, last: int) -> str:
    return f"link {first}" if first >= last else f"links {first} to {last}"


def _misfit(
    connection: sqlite3.Connection, number: int, before: int, values: Sequence[object], sha256: str
) -> str:
    """What more can be said of a link that does not follow, as the end of a sentence."""
    if values[_FORM] not in {1, FORM}:
        return f": it says to be of form {values[_FORM]}"
    if values[_FORM] == 1 and any(each is not None for each in values[_YOUNGER:]):
        return ": an agent, program or server's date was put in, which links of form 1 don't have"
    try:
        near = connection.execute(
            "SELECT id, sha256 FROM chain WHERE id BETWEEN ? AND ?",
            [max(number, _NEAR - _HIGHEST) - _NEAR, min(number, _HIGHEST - _NEAR) + _NEAR],
        )
        others = [(0, GENESIS), *((int(place), str(other)) for place, other in near)]
    except UNREADABLE as error:
        return f" ({reason(error)})"
    origin = next((place for place, other in others if _follows(other, values, sha256)), None)
    if origin is None:
        return ": it was changed, or what stood before it was changed or taken out"
    made = f"link {origin}" if origin else "the beginning"
    if origin < before:
        put_in = _span(origin + 1, before)
        return f": it was made after {made}, and {put_in} put in between"
    return f": it was made after {made}, and stands in another place"


def _links(connection: sqlite3.Connection, ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    """Every link that can be read; what can't is in the ledger."""
    last = 0
    try:
        for row in connection.execute(_ALL):
            yield row
            last = row[0]
    except UNREADABLE as error:
        ledger.changed(
            "chain", f"the chain after link {last}", f"can't be read on ({reason(error)})"
        )
    else:
        return
    number, misses, highest = last, 0, _highest(connection)
    while number < highest and misses < _MOST_MISSES:
        number += 1
        row = ledger.attempt("chain", f"link {number}", one, connection, _ONE, [number])
        misses = misses + 1 if row is None else 0
        if row is not None:
            yield row


def _highest(connection: sqlite3.Connection) -> int:
    """The highest id by any way that can still be read."""
    found = 0
    for query in (
        "SELECT max(id) FROM chain",
        "SELECT max(rowid) FROM chain INDEXED BY chain_record WHERE kind > ''",
    ):
        try:
            found = max(found, connection.execute(query).fetchone()[0] or 0)
        except UNREADABLE as error:
            reason(error)
    return found
