"""The schema is the documented one, explains itself, and is reached once."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from archiver.store import Archive
from archiver.store.schema import APPLICATION_ID, EVIDENCE, KNOWN_STEPS, migrations, replace_views

ROOT = Path(__file__).parents[2]


def test_the_documented_schema_is_the_real_one() -> None:
    printed = subprocess.run(
        [sys.executable, ROOT / "tools" / "gen_schema.py"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    documented = (ROOT / "docs" / "schema.md").read_bytes()
    assert printed.stdout == documented, "run: python tools/gen_schema.py > docs/schema.md"


def test_migrating_twice_is_migrating_once(archive: Archive) -> None:
    db = archive._db
    before = list(db.iterdump())
    migrations().apply(db)
    assert list(db.iterdump()) == before
    assert {step.name for step in migrations().applied(db)} == KNOWN_STEPS


def test_the_file_is_marked_as_ours(archive: Archive) -> None:
    assert archive._db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    archive.close()
    assert archive.path.read_bytes()[68:72] == b"ARCV"


def test_tables_are_strict_and_keys_hold(archive: Archive) -> None:
    db = archive._db
    assert all(db.table(name).strict for name in archive.counts())
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute("INSERT INTO edits VALUES (1, 99, 0, 'a', 'b', '', '', 0, 0, 0, 0)")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        db.execute("INSERT INTO checks VALUES (1, '', 'none', 1, 1, '', '', 'plain')")


@pytest.mark.parametrize("table", EVIDENCE)
def test_evidence_has_its_guards(archive: Archive, table: str) -> None:
    triggers = {trigger.name for trigger in archive._db.table(table).triggers}
    assert {f"{table}_no_update", f"{table}_no_delete"} < triggers
    assert any(name.startswith(f"{table}_no_replace_") for name in triggers)


def test_every_foreign_key_has_an_index(archive: Archive) -> None:
    db = archive._db
    missing = [
        (name, key.column)
        for name in archive.counts()
        for key in db.table(name).foreign_keys
        if not any(index.columns[0] == key.column for index in db.table(name).indexes)
    ]
    assert missing == []


def test_views_are_replaced_and_not_doubled(archive: Archive) -> None:
    db: Database = archive._db
    before = db.schema
    db.create_view("mine", "SELECT 1")
    db.execute("DROP VIEW problems")
    db.create_view("problems", "SELECT 'of an older archiver'")
    replace_views(db)
    assert "mine" in db.view_names()
    db.execute("DROP VIEW mine")
    assert sorted(db.schema.splitlines()) == sorted(before.splitlines())
