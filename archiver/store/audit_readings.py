"""What was read from the evidence: each reading has the digest that it was stored with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from archiver.store.ledger import UNREADABLE, Ledger, every, reason
from archiver.store.rows import Row

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)
"""As ``custody.links.digest_1`` writes it."""
_AS_MIGRATED = (None, 0, "[]")
"""What a column that was added to an archive holds in the rows that were there."""
_REPLACED = "\ufffd"
"""Stands for what SQLite can't hold: the digest of older readings was made before."""

_MOVED = (
    "SELECT articles.id FROM articles JOIN article_captures AS received "
    "ON received.id = article_capture_id WHERE received.payload_sha256 <> articles.sha256"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A table of readings, the tables that belong to it, and which columns came when."""

    table: str
    aside: frozenset[str]
    """Columns that the digest does not cover."""
    lists: tuple[tuple[str, str, frozenset[str]], ...]
    """Tables of what belongs to it: query, column that names the reading, columns aside."""
    younger: tuple[frozenset[str], ...]
    """Columns that older versions of this program did not have, the newest first."""


_ARTICLES = _Reading(
    table="articles",
    aside=frozenset({"id", "article_capture_id", "reading_sha256"}),
    lists=(
        ("SELECT * FROM embeds ORDER BY article_id, seq", "article_id", frozenset({"id", "key"})),
        (
            "SELECT * FROM quotations WHERE seq IS NOT NULL ORDER BY article_id, seq",
            "article_id",
            frozenset({"id", "name"}),
        ),
    ),
    younger=(
        frozenset({"modified", "dates"}),
        frozenset({"image_details"}),
        frozenset({"version_id", "cut"}),
    ),
)
_POSTINGS = _Reading(
    table="postings",
    aside=frozenset({"id", "capture_id", "article_capture_id", "reading_sha256", "name", "key"}),
    lists=(("SELECT * FROM images ORDER BY posting_id, seq", "posting_id", frozenset({"id"})),),
    younger=(
        frozenset({"thumbnail_of", "claimed_sha256", "superseded", "was_edited", "version_id"})
        | {"content_warning", "poll", "times", "opt_outs"},
    ),
)


def check_readings(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """Every article and posting has the digest that it was stored with."""
    for reading in (_ARTICLES, _POSTINGS):
        ledger.looked_at[reading.table] += 0
        try:
            _check(connection, ledger, reading)
        except UNREADABLE as error:
            ledger.changed(reading.table, reading.table, f"can't all be read ({reason(error)})")
    moved = ledger.attempt("articles", "articles", every, connection, _MOVED, ())
    for (number,) in moved or ():
        what = "hangs on an article capture with other bytes than it was read from"
        ledger.changed("articles", f"articles {number}", what)


def _check(connection: sqlite3.Connection, ledger: Ledger, reading: _Reading) -> None:
    belonging = [_Belonging.of(connection, *each) for each in reading.lists]
    cursor = connection.execute(f"SELECT * FROM {reading.table} ORDER BY id")  # noqa: S608 - constants
    names = [column[0] for column in cursor.description]
    kept = [(place, name) for place, name in enumerate(names) if name not in reading.aside]
    number, stated = names.index("id"), names.index("reading_sha256")
    for values in cursor:
        row = {name: values[place] for place, name in kept}
        lists = [each.rows_of(values[number]) for each in belonging]
        if row.get("witness") == "embed":
            row["witnessed_at"] = None
        ledger.looked_at[reading.table] += 1
        if _digest(row, lists) != values[stated]:
            _tell(ledger, reading, values[number], row, lists, str(values[stated]))


def _tell(
    ledger: Ledger,
    reading: _Reading,
    number: int,
    row: Row,
    lists: Sequence[Sequence[Row]],
    stated: str,
) -> None:
    without: frozenset[str] = frozenset()
    for younger in reading.younger:
        without |= younger
        if not _empty((row, *(each for rows in lists for each in rows)), without):
            break
        older = [[_less(each, without) for each in rows] for rows in lists]
        if _digest(_less(row, without), older) == stated:
            return
    subject = f"{reading.table} {number}"
    everything = (row, *(each for rows in lists for each in rows))
    if any(_REPLACED in value for each in everything for value in each.values() if _text(value)):
        ledger.unknown(
            reading.table, subject, "holds signs that can't be stored, its digest was made before"
        )
    else:
        ledger.changed(reading.table, subject, "is not as it was read: it has another digest")


def _empty(rows: Iterable[Row], names: Collection[str]) -> bool:
    """Whether columns that came later are as the migration left them in rows from before."""
    return all(row.get(name) in _AS_MIGRATED for row in rows for name in names)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _less(row: Row, without: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in without}


def _digest(row: Row, lists: Sequence[Sequence[Row]]) -> str | None:
    try:
        return sha256(_encoded(row, lists)).hexdigest()
    except (TypeError, ValueError):
        return None


def _encoded(row: Row, lists: Sequence[Sequence[Row]]) -> bytes:
    return _ENCODER.encode([row, *lists]).encode("ascii")


def digested(connection: sqlite3.Connection, table: str, number: int) -> bytes | None:
    """The bytes that a reading of "articles" or "postings" was digested as, by the id of its row.

    None where there is no such row, and where no form of it has the digest that is stored with it.
    """
    reading = _ARTICLES if table == "articles" else _POSTINGS
    found = _rows(connection, f"SELECT * FROM {reading.table} WHERE id = ?", number)  # noqa: S608 - constants
    if not found:
        return None
    row = _less(found[0], reading.aside)
    if row.get("witness") == "embed":
        row["witnessed_at"] = None
    lists = [
        [_less(each, {*aside, key}) for each in _rows(connection, _of_one(query, key), number)]
        for query, key, aside in reading.lists
    ]
    without: frozenset[str] = frozenset()
    for younger in (frozenset[str](), *reading.younger):
        without |= younger
        older = [[_less(each, without) for each in rows] for rows in lists]
        data = _encoded(_less(row, without), older)
        if sha256(data).hexdigest() == found[0]["reading_sha256"]:
            return data
    return None


def _of_one(query: str, key: str) -> str:
    return f"SELECT * FROM ({query}) WHERE {key} = ? ORDER BY seq"  # noqa: S608 - constants


def _rows(connection: sqlite3.Connection, query: str, number: int) -> list[dict[str, Any]]:
    cursor = connection.execute(query, [number])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


@dataclass(slots=True)
class _Belonging:
    """Rows that belong to readings, reading by reading, as both are read in order of ids."""

    key: int
    kept: Sequence[tuple[int, str]]
    rows: Iterator[Any]
    ahead: Any

    @classmethod
    def of(
        cls, connection: sqlite3.Connection, query: str, key: str, aside: Iterable[str]
    ) -> _Belonging:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        left = {*aside, key}
        kept = [(place, name) for place, name in enumerate(names) if name not in left]
        return cls(names.index(key), kept, cursor, next(cursor, None))

    def rows_of(self, number: int) -> Sequence[Row]:
        """The rows that belong to that reading."""
        found = []
        while self.ahead is not None and self.ahead[self.key] <= number:
            if self.ahead[self.key] == number:
                found.append({name: self.ahead[place] for place, name in self.kept})
            self.ahead = next(self.rows, None)
        return found
