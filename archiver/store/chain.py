"""The evidence chain: one link for each record, written in the transaction of the record.

Whoever notes its head elsewhere can later tell that nothing before it was changed, taken out or
put in. It proves nothing about who wrote what was received.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from sqlite_utils import Database

from archiver.custody.canonical import digest
from archiver.custody.links import FORM, GENESIS, Link, digest_1
from archiver.store.connection import insert
from archiver.store.parts import RECORDS, Part
from archiver.store.rows import Row, utc_text
from archiver.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribe:
    """Who writes into the archive, with what program, and by which clock."""

    clock: Callable[[], datetime]
    """The time, UTC."""
    agent: str | None = None
    program: str = f"archiver {__version__}"


def add_link(db: Database, kind: str, record: int | str, scribe: Scribe) -> None:
    """The chain goes on with the record as it reads back from the database."""
    rows = record_rows(db, kind, record, FORM)
    link = Link(
        kind=kind,
        record=str(record),
        recorded_at=utc_text(scribe.clock()),
        record_sha256=record_sha256(rows, FORM),
        agent=scribe.agent,
        program=scribe.program,
        server_date=_server_date(rows),
    )
    row = {name: getattr(link, name) for name in link.__slots__}
    insert(db, "chain", {**row, "sha256": link.sealed(head(db) or GENESIS)})


def head(db: Database) -> str | None:
    """Digest of the newest link, or None for an archive without evidence."""
    row = db.execute("SELECT sha256 FROM chain ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def record_rows(db: Database, kind: str, record: int | str, form: int) -> list[Row]:
    """The rows that make up a record, as its digest takes them. None where it isn't there.

    Raises KeyError for a kind that the form doesn't know.
    """
    return [
        row if form == FORM else {name: row[name] for name in _first(part)}
        for part in RECORDS[kind]
        for row in db.query(part.of_one, [record])
    ]


def _first(part: Part) -> tuple[str, ...]:
    if part.first is None:
        raise KeyError(part.name)
    return part.first


def hashable(row: Row) -> Row:
    """The row as JSON can have it: bytes as ``sha256:`` and their digest, REAL as Python prints it.

    Python prints a REAL with the fewest digits that give it back.
    """
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    return repr(value) if isinstance(value, float) else value


def record_sha256(rows: Iterable[Row], form: int) -> str:
    """Hex digest of the rows of a record. Raises ValueError for what has no canonical form."""
    plain = [hashable(row) for row in rows]
    return digest(plain) if form == FORM else digest_1(plain)


def _server_date(rows: Iterable[Row]) -> str | None:
    """What the Date header of the last answer says that has a readable one, in UTC."""
    for row in reversed(list(rows)):
        for name, value in json.loads(row.get("headers") or "[]"):
            moment = _http_date(value) if name.lower() == "date" else None
            if moment is not None:
                return utc_text(moment)
    return None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if moment.tzinfo is not None else None
