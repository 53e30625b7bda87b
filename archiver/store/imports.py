"""Files of captures that other programs made, and what was read in from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archiver.model import Capture, Exchange, SocialMediaPosting
from archiver.store.chain import Scribe, add_link
from archiver.store.connection import insert
from archiver.store.evidence import put_blob, put_exchanges
from archiver.store.reports import write_posting
from archiver.store.rows import IMPORTED, Row, alias_row, capture_row, json_text, storable, utc_text

_EMPTY = hashlib.sha256(b"").hexdigest()
Context = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file that another program made, as it was read in: a row of ``imports``."""

    source: str
    """The file, as the user named it."""
    form: str
    """Either "warc" or "wacz"."""
    software: str | None
    imported_at: datetime
    bytes: int
    sha256: str
    """Lower-case hex digest of the file."""
    details: Mapping[str, Any]
    """What the file says of itself, and what checking it found; as JSON has it."""


class ImportShelf:
    """Adds what is read from such files, and tells what of one is there already."""

    def __init__(self, db: Database, *, reading: Context, writing: Context, scribe: Scribe) -> None:
        self._db = db
        self._reading = reading
        self._writing = writing
        self._scribe = scribe

    def find(self, sha256: str) -> tuple[int, datetime] | None:
        """Id and time of the import of the file with that digest, or None."""
        with self._reading():
            row = self._db.execute(
                "SELECT id, imported_at FROM imports WHERE sha256 = ? ORDER BY id LIMIT 1",
                [storable(sha256)],
            ).fetchone()
        return None if row is None else (int(row[0]), datetime.fromisoformat(row[1]))

    def add(self, made: Import) -> int:
        """The file is named in the archive, with a link in the chain. Returns its id."""
        row = {
            "source": made.source,
            "format": made.form,
            "software": made.software,
            "imported_at": utc_text(made.imported_at),
            "bytes": made.bytes,
            "sha256": made.sha256,
            "details": json_text(made.details),
        }
        with self._writing():
            number = insert(self._db, "imports", row)
            add_link(self._db, "imports", number, self._scribe)
        return number

    def words(self, import_id: int) -> str:
        """The file and what made it, as ``Capture.imported`` has them."""
        with self._reading():
            row = self._db.execute(
                f"SELECT imported FROM (SELECT id, {IMPORTED} "  # noqa: S608 - a constant
                "FROM (SELECT id, id AS import_id FROM imports)) WHERE id = ?",
                [import_id],
            ).fetchone()
        return str(row[0])

    def visits(self, import_id: int) -> frozenset[tuple[str, datetime]]:
        """Key and time of every visit that is there from that file, by what was asked for."""
        with self._reading():
            rows = self._db.execute(
                "SELECT coalesce(aliases.platform, captures.platform) || ':' || "
                "coalesce(aliases.post_id, captures.post_id), captured_at FROM captures "
                "LEFT JOIN aliases ON aliases.capture_id = captures.id WHERE import_id = ?",
                [import_id],
            ).fetchall()
        return frozenset((str(key), datetime.fromisoformat(at)) for key, at in rows)

    def has(self, capture: Capture, import_id: int) -> bool:
        """Whether that visit is there from that file."""
        asked = capture.asked or capture.ref
        with self._reading():
            row = self._db.execute(
                "SELECT 1 FROM captures LEFT JOIN aliases ON aliases.capture_id = captures.id "
                "WHERE captures.platform = ? AND captures.post_id = ? AND import_id = ? "
                "AND captured_at = ? AND coalesce(aliases.post_id, captures.post_id) = ? LIMIT 1",
                [
                    *(storable(one) for one in (capture.ref.platform, capture.ref.id)),
                    import_id,
                    utc_text(capture.captured_at),
                    storable(asked.id),
                ],
            ).fetchone()
        return row is not None

    def held(self, capture: Capture) -> bool:
        """Whether every answer of that visit is there already, as of the same post.

        The same answers come in many files: an export of this archive, a WARC and a WACZ of one
        crawl. They are one observation, however often they are read in.
        """
        with self._reading():
            rows = self._db.execute(
                "SELECT target_uri, warc_date, status, payload_sha256 FROM exchanges "
                "JOIN captures ON captures.id = capture_id WHERE platform = ? AND post_id = ?",
                [storable(one) for one in (capture.ref.platform, capture.ref.id)],
            ).fetchall()
        there = {(uri, at, status, payload or _EMPTY) for uri, at, status, payload in rows}
        answers = [one for one in capture.exchanges if one.status]
        return bool(answers) and all(_answer(one) in there for one in answers)

    def held_article(self, answer: Exchange) -> bool:
        """Whether an article capture has that answer, whoever received it."""
        uri, at, status, payload = _answer(answer)
        with self._reading():
            row = self._db.execute(
                "SELECT 1 FROM exchanges WHERE payload_sha256 = ? AND article_capture_id IS NOT "
                "NULL AND target_uri = ? AND warc_date = ? AND status = ? LIMIT 1",
                [payload, uri, at, status],
            ).fetchone()
        return row is not None

    def articles(self, import_id: int) -> frozenset[str]:
        """Record ids of the articles that are there from that file."""
        with self._reading():
            rows = self._db.execute(
                "SELECT record_id FROM exchanges JOIN article_captures "
                "ON article_captures.id = article_capture_id WHERE import_id = ? "
                "AND record_id IS NOT NULL",
                [import_id],
            ).fetchall()
        return frozenset(str(row[0]) for row in rows)

    def add_capture(
        self, capture: Capture, postings: Iterable[SocialMediaPosting], import_id: int
    ) -> int:
        """The capture, and what was read from it, are in the archive as of that file.

        Returns its id. Raises ArchiveError as ``Archive.add_capture`` does.
        """
        with self._writing():
            row = {**capture_row(capture), "import_id": import_id}
            number = insert(self._db, "captures", row)
            if capture.asked is not None:
                insert(self._db, "aliases", alias_row(capture.asked, number))
            put_exchanges(self._db, capture.exchanges, {"capture_id": number}, self._scribe)
            add_link(self._db, "captures", number, self._scribe)
            for posting in postings:
                write_posting(self._db, posting, "capture_id", number)
        return number

    def add_article(self, exchanges: tuple[Exchange, ...], *, source: str, import_id: int) -> int:
        """The article that the last exchange holds is in the archive as of that file.

        ``source`` is the file. Returns the id of the article capture.
        """
        answer = exchanges[-1]
        kind = answer.header("Content-Type")
        row: Row = {
            "captured_at": utc_text(answer.warc_date),
            "source": source,
            "url": answer.target_uri,
        }
        with self._writing():
            digest = put_blob(self._db, answer.payload, kind, self._scribe)
            row = {**row, "payload_sha256": digest, "import_id": import_id}
            number = insert(self._db, "article_captures", row)
            put_exchanges(self._db, exchanges, {"article_capture_id": number}, self._scribe)
            add_link(self._db, "article_captures", number, self._scribe)
        return number

    def article_at(self, url: str) -> int | None:
        """Id of the newest article capture of that address that has the page, or None.

        What this program received itself goes before what was read from a file of others, of
        whatever day that says it is.
        """
        with self._reading():
            row = self._db.execute(
                "SELECT article_captures.id FROM article_captures JOIN exchanges AS answer "
                "ON answer.id = (SELECT max(id) FROM exchanges WHERE "
                "article_capture_id = article_captures.id AND route = 'article') "
                "WHERE (article_captures.url = :url OR article_captures.source = :url "
                "OR answer.url = :url) AND answer.status = 200 AND answer.error IS NULL "
                "AND answer.truncated IS NULL "
                "ORDER BY import_id IS NOT NULL, julianday(captured_at) DESC, "
                "article_captures.id DESC LIMIT 1",
                {"url": storable(url)},
            ).fetchone()
        return None if row is None else int(row[0])


def _answer(exchange: Exchange) -> tuple[object, ...]:
    """What makes it the answer that it is: from where, when, and what."""
    return (
        storable(exchange.target_uri),
        utc_text(exchange.warc_date),
        exchange.status,
        exchange.payload_sha256 or _EMPTY,
    )
