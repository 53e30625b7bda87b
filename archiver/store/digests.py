"""A record as it stands now, and whether it has the digest that its link has."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from archiver.custody.canonical import digest
from archiver.custody.links import FORM
from archiver.store.chain import record_sha256
from archiver.store.parts import RECORDS, Part
from archiver.store.rows import Row

_LATER_COLUMNS = ("import_id", "record_id")
"""Columns that form 1 does not cover: they are younger."""
_WITH_BYTES = frozenset({"checks", "timestamps"})
"""Kinds whose rows hold bytes or REAL numbers, which JSON can't have as they are."""


def read_record(
    connection: sqlite3.Connection, kind: str, record: object
) -> list[Mapping[str, Any]]:
    """The rows of one record, with the columns of form 2."""
    return [
        dict(zip(part.names, row, strict=True))
        for part in RECORDS[kind]
        for row in connection.execute(part.of_one, [record])
    ]


def part_of(kind: str, row: Row) -> Part:
    """The part of a record of that kind whose columns the row has."""
    names = tuple(row)
    return next(part for part in RECORDS[kind] if part.names == names)


def fits(kind: str, rows: Sequence[Row], form: int, wanted: str) -> bool:
    """Whether rows with the columns of form 2 have that digest, by the rule of the form."""
    if form == FORM and kind not in _WITH_BYTES:
        try:
            return digest(rows) == wanted
        except ValueError:
            return False
    if form != FORM and any(row.get(name) is not None for row in rows for name in _LATER_COLUMNS):
        return False
    try:
        return record_sha256(covered(kind, rows, form), form) == wanted
    except (ValueError, KeyError):
        return False


def covered(kind: str, rows: Sequence[Row], form: int) -> list[Row]:
    """The rows with the columns that the form covers. KeyError where it knows no such record."""
    if form == FORM:
        return list(rows)
    narrowed: list[Row] = []
    for row in rows:
        first = part_of(kind, row).first
        if first is None:
            raise KeyError(kind)
        narrowed.append({name: row[name] for name in first})
    return narrowed
