"""The tables, triggers, indexes and views of an archive, as sqlite-utils migrations.

``tables.sql`` is what the first migration creates and stays as it is; a later change is
a migration of its own, ``m002.sql`` and so on. ``views.sql`` is always the newest text: a
migration that changes a view calls ``replace_views``. The comments in both become part of
the database, so it explains itself to whoever opens it without this program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from importlib import resources

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x41524356
"""``PRAGMA application_id`` of every archive: "ARCV" (https://sqlite.org/fileformat2.html)."""

EVIDENCE = (
    *("blobs", "article_captures", "captures", "exchanges", "chain"),
    *("aliases", "imports", "timestamps"),
)
"""Tables whose rows are only ever added."""

_IDENTITIES = (
    ("blobs", "sha256 = NEW.sha256"),
    ("article_captures", "id = NEW.id"),
    ("captures", "id = NEW.id"),
    ("exchanges", "id = NEW.id"),
    ("exchanges", "capture_id = NEW.capture_id AND seq = NEW.seq"),
    ("exchanges", "article_capture_id = NEW.article_capture_id AND seq = NEW.seq"),
    ("chain", "id = NEW.id"),
    ("chain", "kind = NEW.kind AND record = NEW.record"),
    ("aliases", "id = NEW.id"),
    ("aliases", "capture_id = NEW.capture_id"),
    ("imports", "id = NEW.id"),
    ("timestamps", "id = NEW.id"),
)
_LATER = frozenset({"aliases", "imports", "timestamps"})
"""Evidence tables that the first migration doesn't make."""

_SEARCHED = (
    ("postings", ("text",)),
    ("quotations", ("exact",)),
    ("articles", ("title", "text")),
)


def _m001_create(db: Database) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _statements("tables.sql"):
        db.execute(statement)
    for trigger in guards(set(EVIDENCE) - _LATER).values():
        db.execute(trigger)
    for table, columns in _SEARCHED:
        db.table(table).enable_fts(
            columns, tokenize="unicode61 remove_diacritics 2", create_triggers=True
        )
    replace_views(db)


def _m002_platforms(db: Database) -> None:
    for statement in _statements("m002.sql"):
        db.execute(statement)
    for trigger in guards({"aliases"}).values():
        db.execute(trigger)
    replace_views(db)


def _m003_pictures(db: Database) -> None:
    for statement in _statements("m003.sql"):
        db.execute(statement)


def _m004_dates(db: Database) -> None:
    for statement in _statements("m004.sql"):
        db.execute(statement)


def _m005_style(db: Database) -> None:
    for statement in _statements("m005.sql"):
        db.execute(statement)


def _m006_signs(db: Database) -> None:
    for statement in _statements("m006.sql"):
        db.execute(statement)


def _m007_screenshots(db: Database) -> None:
    for statement in _statements("m007.sql"):
        db.execute(statement)


def _m008_custody(db: Database) -> None:
    for statement in _statements("m008.sql"):
        db.execute(statement)
    for trigger in guards({"imports", "timestamps"}).values():
        db.execute(trigger)
    replace_views(db)
    replace_views(db)


_STEPS = (
    ("m001_create", _m001_create),
    ("m002_platforms", _m002_platforms),
    ("m003_pictures", _m003_pictures),
    ("m004_dates", _m004_dates),
    ("m005_style", _m005_style),
    ("m006_signs", _m006_signs),
    ("m007_screenshots", _m007_screenshots),
    ("m008_custody", _m008_custody),
)

KNOWN_STEPS = frozenset(name for name, _ in _STEPS)
"""Names of the migrations of this program: an archive with another one is newer."""


def migrations() -> Migrations:
    """All migrations of an archive, oldest first, as a set named "archiver"."""
    steps = Migrations("archiver")
    for name, step in _STEPS:
        steps(name=name)(step)
    return steps


def replace_views(db: Database) -> None:
    """Every view of ``views.sql`` is in the database as it stands there; others are left alone."""
    for statement in _statements("views.sql"):
        name = statement.split(maxsplit=3)[2]
        db.execute(f"DROP VIEW IF EXISTS [{name}]")
        db.execute(statement)


def guards(tables: AbstractSet[str] = frozenset(EVIDENCE)) -> dict[str, str]:
    """Name and text of every trigger that keeps evidence as it is, for these tables.

    Evidence rows can be added and read; the database itself refuses anything else. INSERT
    OR REPLACE deletes without firing delete triggers unless recursive_triggers is on
    (https://sqlite.org/lang_conflict.html), so it is refused before it begins.
    """
    heads = {
        f"{table}_no_{verb.lower()}": (table, f"BEFORE {verb} ON {table}")
        for table in EVIDENCE
        if table in tables
        for verb in ("UPDATE", "DELETE")
    }
    for number, (table, same) in enumerate(_IDENTITIES):
        if table not in tables:
            continue
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - only names of this file
        heads[f"{table}_no_replace_{number}"] = (table, f"BEFORE INSERT ON {table} {when}")
    return {
        name: f"CREATE TRIGGER {name} {head} BEGIN "
        f"SELECT RAISE(ABORT, '{table} is append-only'); END"
        for name, (table, head) in heads.items()
    }


def _statements(name: str) -> Iterator[str]:
    script = resources.files("archiver.store").joinpath(name).read_text(encoding="utf-8")
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        statement = "\n".join(lines).strip()
        if sqlite3.complete_statement(statement):
            yield statement
            lines = []
