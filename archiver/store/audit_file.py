"""The file itself: SQLite's own checks, and whether tables, guards and views are this program's."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sqlite_utils import Database

from archiver.store.ledger import UNREADABLE, Ledger, reason
from archiver.store.schema import EVIDENCE, guards, migrations

_MOST_LINES = 100
"""Lines of SQLite's checks that are told; it stops there by itself."""

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master"

Made = Mapping[tuple[str, str], tuple[str, str | None]]
"""Type and name of what stands in a schema, to its table and text."""


def check_sqlite(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """Every page, index entry, type and foreign key is as SQLite wants it.

    CHECK constraints are not looked at: SQLite doesn't load them on a connection that only reads.
    """
    ledger.looked_at["file"] += 1
    try:
        for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST_LINES})"):
            if line != "ok":
                ledger.changed("file", "SQLite", str(line))
    except UNREADABLE as error:
        ledger.changed("file", "SQLite", reason(error))
    try:
        for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            ledger.changed("file", f"{table} {rowid}", f"points at a missing row of {parent}")
    except UNREADABLE as error:
        ledger.changed("file", "SQLite", f"foreign keys can't be checked ({reason(error)})")


def check_schema(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """Guards, tables, indexes and views are those that this program makes, and no others."""
    wanted = expected()
    rows = ledger.attempt(
        "schema",
        "the schema",
        lambda: connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master"
        ).fetchall(),
    )
    if rows is None:
        return
    found = {(str(kind), str(name)): (str(table), sql) for kind, name, table, sql in rows}
    ledger.looked_at["schema"] += len(found.keys() | wanted.keys())
    for each in sorted(found.keys() | wanted.keys()):
        if found.get(each) != wanted.get(each):
            _differing(each, found, wanted, ledger)


def _differing(each: tuple[str, str], found: Made, wanted: Made, ledger: Ledger) -> None:
    kind, name = each
    table, text = found.get(each) or wanted[each]
    subject = f"the guard {name}" if name in guards() else f"the {kind} {name}"
    if each not in found:
        ledger.changed("schema", subject, "is missing")
    elif each in wanted and not _by_other_tools(name):
        ledger.changed("schema", subject, "is not as this program makes it")
    elif kind == "trigger" and _meddles(table, str(text)):
        what = f"was put on {table}, and can change or refuse evidence as it comes in"
        ledger.changed("schema", subject, what)
    else:
        ledger.unknown(
            "schema", subject, "is not this program's: what it holds or shows is its own"
        )


_TABLES = "|".join(EVIDENCE)
_NAMES_EVIDENCE = re.compile(rf"\b(?:{_TABLES})\b", re.IGNORECASE)
_WRITES_EVIDENCE = re.compile(
    rf"\b(?:INTO|UPDATE(?:\W+OR\W+\w+)?|DELETE\W+FROM)\W+(?:{_TABLES})\b", re.IGNORECASE
)
_ON_EVIDENCE = re.compile(rf"\bON\W+(?:{_TABLES})\b", re.IGNORECASE)
_STOPS = re.compile(r"\bRAISE\b", re.IGNORECASE)
_AFTER = re.compile(r"\bAFTER\W+(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


def _meddles(table: str, text: str) -> bool:
    """Whether somebody else's trigger may touch evidence: it goes by the words in its text.

    On a table of evidence only what comes after, stops nothing and names no evidence beside its
    own table is taken for harmless, as an index for search is.
    """
    if table.lower() not in EVIDENCE and not _ON_EVIDENCE.search(text):
        return _WRITES_EVIDENCE.search(text) is not None
    named = len(_NAMES_EVIDENCE.findall(text))
    return named > 1 or _STOPS.search(text) is not None or _AFTER.search(text) is None


def _by_other_tools(name: str) -> bool:
    """Whether the text depends on the version of a library: the index for full-text search."""
    return "_fts" in name or name.startswith(("sqlite_", "_sqlite_"))


@cache
def expected() -> Made:
    """What the schema of a new archive has."""
    database = Database(memory=True, strict=True)
    try:
        migrations().apply(database)
        rows = database.execute(_SCHEMA).fetchall()
    finally:
        database.close()
    return MappingProxyType({(kind, name): (table, sql) for kind, name, table, sql in rows})
