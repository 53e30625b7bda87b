"""What it takes to check a part of the archive elsewhere: records and links as bytes.

The bytes are those whose SHA-256 a link has, so that any program can make the digest again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.custody.canonical import canonical
from archiver.custody.links import FORM, GENESIS, Link
from archiver.errors import ArchiveError
from archiver.store.audit_readings import digested
from archiver.store.chain import hashable, record_rows

Context = Callable[[], AbstractContextManager[None]]

_FIELDS = tuple(Link.__slots__)
_FIELDS_1 = ("kind", "record", "recorded_at", "record_sha256")
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The bytes behind a digest of the chain."""

    link: int
    """Number of the link."""
    kind: str
    record: str
    data: bytes
    """JSON in UTF-8."""
    sha256: str
    """Of ``data``, in hex: as the chain has it."""


class Papers:
    """Reads records and links as what was digested."""

    def __init__(self, db: Database, path: Path, *, reading: Context) -> None:
        self._db = db
        self._path = path
        self._reading = reading

    def origin(self, check: int) -> tuple[int, datetime] | None:
        """Id and time (UTC) of the article capture that was checked, or None for no such check."""
        with self._reading():
            row = self._db.execute(
                "SELECT article_captures.id, captured_at FROM checks JOIN article_captures "
                "ON article_captures.id = article_capture_id WHERE checks.id = ?",
                [check],
            ).fetchone()
            return None if row is None else (int(row[0]), datetime.fromisoformat(row[1]))

    def pictures_of(self, article_captures: Sequence[int]) -> tuple[int, ...]:
        """Ids of the exchanges that fetched pictures of the articles, each a record of its own."""
        query = (
            "SELECT CAST(chain.record AS INTEGER) FROM exchanges JOIN chain "
            "ON chain.kind = 'exchanges' AND chain.record = CAST(exchanges.id AS TEXT) "
            "WHERE article_capture_id = ? ORDER BY exchanges.id"
        )
        with self._reading():
            return tuple(
                int(row[0]) for each in article_captures for row in self._db.execute(query, [each])
            )

    def record(self, kind: str, record: int | str) -> Paper | None:
        """The record as it was digested, or None where the chain has none of that name.

        Raises ArchiveError where it is not what the chain has.
        """
        with self._reading():
            row = self._db.execute(
                "SELECT id, form, record_sha256 FROM chain WHERE kind = ? AND record = ?",
                [kind, str(record)],
            ).fetchone()
            if row is None:
                return None
            number, form, sha256 = row
            rows = [hashable(each) for each in record_rows(self._db, kind, record, form)]
        return self._paper(
            f"{kind} {record}", number, (kind, str(record)), _bytes(rows, form), sha256
        )

    def article_reading(self, check: int) -> bytes | None:
        """What was read from the article, as it was digested, for that check.

        None where the archive doesn't have it as it was read.
        """
        query = "SELECT article_id FROM checks WHERE id = ?"
        return self._digested("articles", query, [check])

    def posting_reading(
        self, reading: str, capture: int | None, article_capture: int | None
    ) -> bytes | None:
        """What was read from that capture or article capture and has that digest, likewise."""
        query = (
            "SELECT id FROM postings WHERE reading_sha256 = ? "
            "AND capture_id IS ? AND article_capture_id IS ?"
        )
        return self._digested("postings", query, [reading, capture, article_capture])

    def _digested(self, table: str, query: str, values: Sequence[object]) -> bytes | None:
        with self._reading():
            row = self._db.execute(query, values).fetchone()
            return None if row is None else digested(self._db.conn, table, row[0])

    def links(self, first: int, last: int) -> Iterator[Paper]:
        """Every link from the one number to the other, as it was digested, in their order.

        Raises ArchiveError where a link does not follow from the one before.
        """
        with self._reading():
            before = self._db.execute("SELECT sha256 FROM chain WHERE id = ?", [first - 1])
            previous = (before.fetchone() or (GENESIS,))[0]
        expected = first
        while True:
            with self._reading():
                rows = list(
                    self._db.query(
                        "SELECT * FROM chain WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
                        [expected, last, _AT_ONCE],
                    )
                )
            for row in rows:
                form = row["form"]
                fields = {name: row[name] for name in (_FIELDS if form == FORM else _FIELDS_1)}
                data = _bytes([previous, fields], form)
                subject = f"link {expected}"
                if row["id"] != expected:
                    raise self._damaged(subject)
                yield self._paper(
                    subject, expected, (row["kind"], row["record"]), data, row["sha256"]
                )
                previous, expected = row["sha256"], expected + 1
            if not rows:
                return

    def _paper(
        self, subject: str, link: int, name: tuple[str, str], data: bytes, sha256: str
    ) -> Paper:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise self._damaged(subject)
        return Paper(link=link, kind=name[0], record=name[1], data=data, sha256=sha256)

    def _damaged(self, subject: str) -> ArchiveError:
        return ArchiveError(
            f"{self._path} is damaged: {subject} is not as it was stored", "see archiver audit"
        )


def _bytes(value: Any, form: int) -> bytes:
    """What was digested, by the rule of the form."""
    if form == FORM:
        return canonical(value)
    # As custody.links.digest_1 has it.
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")
