"""Prints docs/schema.md: the tables and views of a new archive, in their own words."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from archiver.store import Archive

INTRODUCTION = """\
# What an archive holds

Printed by `python tools/gen_schema.py` from a new archive; a test compares.

An archive is one SQLite file. Times are ISO 8601 in UTC with a Z. Positions are code
points, start included, end excluded. Evidence tables are append-only: the database itself
refuses to change, replace or delete a row. Everything else is derived from them and can be
derived again. A lone surrogate has no UTF-8 form: in a text column it stands as U+FFFD, in
a JSON column as an escape.

Full-text search (FTS5, `unicode61 remove_diacritics 2`): `postings_fts` (text),
`quotations_fts` (exact) and `articles_fts` (title, text), kept current by triggers. What is written
without spaces (Chinese, Japanese, Thai …) is in `postings_signs_fts` (text) as well, by every three
signs in a row (`trigram`).
"""

_COLUMN = re.compile(r' {2}"?(\w+)"? (TEXT|INTEGER|REAL|BLOB)\b')
_COMMENT = re.compile(r"-- (.*)$")
_ADDED = re.compile(r", (\w+) (?:TEXT|INTEGER|REAL|BLOB)\b[^,/]*/\* (.*?) \*/")
"""A column that a later migration added: SQLite writes it behind the last one before."""


def pages(db: Database) -> Iterator[str]:
    """The introduction, then one section per table and view."""
    yield INTRODUCTION
    yield "## Tables\n"
    for table in db.tables:
        if not table.name.startswith(("sqlite_", "_sqlite_")) and "_fts" not in table.name:
            yield _table(db, table.name)
    yield "## Views\n"
    for view in db.views:
        columns = ", ".join(f"`{column.name}`" for column in view.columns)
        yield f"### {view.name}\n\n{_sentence(view.schema)}\n\n{columns}\n"


def _table(db: Database, name: str) -> str:
    table = db.table(name)
    meanings = _meanings(table.schema)
    targets = {key.column: f"{key.other_table}.{key.other_column}" for key in table.foreign_keys}
    lines = [
        f"### {name}\n\n{_sentence(table.schema)}\n",
        "| column | type | meaning |",
        "| --- | --- | --- |",
    ]
    for _, column, kind, required, *_ in db.execute(f"PRAGMA table_xinfo([{name}])"):
        may_lack = "" if required else " or null"
        target = f" (→ {targets[column]})" if column in targets else ""
        lines.append(f"| {column} | {kind.lower()}{may_lack} | {meanings[column]}{target} |")
    return "\n".join(lines) + "\n"


def _sentence(sql: str) -> str:
    comment = _COMMENT.search(sql.splitlines()[1])
    if comment is None:
        raise ValueError(f"no sentence in the second line of: {sql}")
    return comment[1]


def _meanings(sql: str) -> dict[str, str]:
    """What the comment at the end of each column's definition says, by the column."""
    meanings: dict[str, str] = {}
    column = ""
    meanings.update(_ADDED.findall(sql))
    for line in _ADDED.sub("", sql).splitlines()[2:]:
        begins, comment = _COLUMN.match(line), _COMMENT.search(line)
        column = begins[1] if begins else column
        if comment:
            meanings[column] = comment[1]
    return meanings


def main() -> None:
    """The page is on standard output."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        Archive.open(path, clock=lambda: datetime.now(UTC)).close()
        db = Database(path)
        sys.stdout.buffer.write("\n".join(pages(db)).encode())
        db.close()


if __name__ == "__main__":
    main()
