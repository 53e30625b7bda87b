"""What changed in a record whose digest no longer fits: found by putting one thing back.

A digest doesn't say what it was made of. But most changes are small: one value, one row, one bit.
Each is taken back in turn, and where the digest then fits, that is what it was: for SHA-256 no
other way is known. Where nothing fits, nothing is claimed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from archiver.custody.canonical import canonical
from archiver.custody.links import FORM
from archiver.model import Availability, Coverage, Materiality, Source, Verdict
from archiver.store.digests import fits, part_of, read_record
from archiver.store.ledger import UNREADABLE, reason
from archiver.store.parts import DERIVED
from archiver.store.rows import Row

_MOST_TRIED = 4_000
"""Values that are put back in one record."""
_MOST_BYTES = 4_000
"""Length of the longest record, as canonical JSON, in which single bits are put back."""
_OTHERS = 200
"""Values of the same column in other rows that are tried."""
_NEAR, _ROWS = 100, 500
"""The rows that they are taken from: so many on either side, and the first of the table."""
_LISTED: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {
        "availability": tuple(each.value for each in Availability),
        "coverage": tuple(each.value for each in Coverage),
        "materiality": tuple(each.value for each in Materiality),
        "media_type": ("application/json", "text/html", "text/plain", "image/jpeg", "image/png"),
        "source": tuple(each.value for each in Source),
        "status": (0, 200, 206, 301, 302, 304, 400, 401, 403, 404, 410, 429, 451, 500, 502, 503),
        "verdict": tuple(each.value for each in Verdict),
    }
)
"""Columns that have few values."""
_SHOWN = 80

Rows = list[Row]


def what_changed(
    connection: sqlite3.Connection, kind: str, record: object, *, form: int, wanted: str
) -> str:
    """What the record had instead, as the end of a sentence; empty where it can't be told."""
    try:
        rows = read_record(connection, kind, record)
        if not rows:
            return ""
        for tried in islice(_restored(connection, kind, rows, form), _MOST_TRIED):
            if fits(kind, tried, form, wanted):
                return f": {_difference(kind, rows, tried)}"
        if form == FORM:
            return _by_bits(kind, rows, wanted)
    except UNREADABLE as error:
        return f" ({reason(error)})"
    return ""


def _restored(connection: sqlite3.Connection, kind: str, rows: Rows, form: int) -> Iterator[Rows]:
    """The record with one thing put back, in every way that is worth a try."""
    for place in range(1, len(rows)):
        yield rows[:place] + rows[place + 1 :]
    for place, row in enumerate(rows):
        for name, value in row.items():
            for other in _others(connection, kind, row, name):
                if other != value:
                    yield [*rows[:place], {**row, name: other}, *rows[place + 1 :]]
    if form != FORM:
        later = {"import_id": None, "record_id": None}
        yield [{name: later.get(name, value) for name, value in row.items()} for row in rows]


def _others(connection: sqlite3.Connection, kind: str, row: Row, name: str) -> Iterator[object]:
    """Values that the column may have had."""
    yield None
    value = row[name]
    yield from _LISTED.get(name, ())
    if isinstance(value, str):
        yield from _repaired(value)
    table = part_of(kind, row).name
    if kind not in DERIVED and name != "id":
        near = row.get("id") or 0
        query = (
            f'SELECT DISTINCT "{name}" FROM (SELECT "{name}" FROM {table} WHERE rowid BETWEEN ? '  # noqa: S608 - names of our schema
            f'AND ? UNION ALL SELECT * FROM (SELECT "{name}" FROM {table} LIMIT {_ROWS})) '
            f"LIMIT {_OTHERS}"
        )
        rows = connection.execute(query, [near - _NEAR, near + _NEAR])
        yield from (other for (other,) in rows)


def _repaired(text: str) -> Iterator[str]:
    """The text with the one byte that is no UTF-8 as it was before one of its bits flipped."""
    odd = [place for place, char in enumerate(text) if "\udc80" <= char <= "\udcff"]
    if len(odd) == 1:
        (place,) = odd
        byte = ord(text[place]) - 0xDC00
        yield text[:place] + chr(byte ^ 0x80) + text[place + 1 :]


def _by_bits(kind: str, rows: Rows, wanted: str) -> str:
    """Where a single bit of a text or number flipped, and the digest tells which."""
    try:
        data = bytearray(canonical(rows))
    except ValueError:
        return ""
    if len(data) > _MOST_BYTES:
        return ""
    for place, byte in enumerate(data):
        for bit in range(8):
            data[place] = byte ^ (1 << bit)
            if hashlib.sha256(data).hexdigest() == wanted:
                return f": {_difference(kind, rows, json.loads(data))}"
        data[place] = byte
    return ""


def _difference(kind: str, now: Sequence[Row], before: Sequence[Row]) -> str:
    if len(before) < len(now):
        added = next(row for row in now if row not in before)
        return f"{_named(kind, added)} was put in"
    for row, old in zip(now, before, strict=True):
        for name, value in row.items():
            if old[name] != value:
                return f"{_named(kind, row)}{name} was {_shown(old[name])}, is {_shown(value)}"
    return "it differs"


def _named(kind: str, row: Row) -> str:
    """Which row of the record, where it isn't the first; with a space behind it."""
    table = part_of(kind, row).name
    if table == kind:
        return ""
    return f"{table} {row.get('id', row.get('seq'))} "


def _shown(value: object) -> str:
    if isinstance(value, str):
        short = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        return f"“{short}”"
    return "empty" if value is None else str(value)
