"""What an export of the wire asks of the archive beside captures: links, imports, repetitions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlite_utils import Database

from archiver.model import SocialMediaPosting
from archiver.store.reports import read_postings
from archiver.store.rows import Row

Context = Callable[[], AbstractContextManager[None]]
_OWNERS = {"captures": "capture_id", "article_captures": "article_capture_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """A link of the chain as it is stored."""

    number: int
    """Its place in the chain, from 1."""
    sha256: str
    """Its digest, which the next link names."""
    record_sha256: str
    """Digest of the record that it is of."""
    form: int
    recorded_at: str
    """By the clock of the machine that wrote it, UTC text."""
    agent: str | None
    program: str | None
    server_date: str | None
    """What the clock of the server said that answered last, UTC text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The file that a capture was read from."""

    source: str
    format: str
    sha256: str
    software: str | None
    imported_at: str
    """UTC text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeId:
    """How an exchange is known beside what it says."""

    number: int
    record_id: str | None
    """WARC-Record-ID of the answer in the file that it was read from."""


class Wire:
    """Reads, by the ids of captures and article captures."""

    def __init__(self, db: Database, *, reading: Context) -> None:
        self._db = db
        self._reading = reading

    def link(self, kind: str, record: int | str) -> ChainLink | None:
        """The link of a record of that table; None for one from before the chain."""
        return self._link("WHERE kind = ? AND record = ?", kind, str(record))

    def head(self) -> ChainLink | None:
        """The newest link, or None while there is no evidence."""
        return self._link("ORDER BY id DESC LIMIT 1")

    def provenance(self, kind: str, number: int) -> Provenance | None:
        """The file that the capture was read from; None where this program received it."""
        with self._reading():
            row = self._row(
                f"SELECT imports.* FROM imports JOIN {_table(kind)} AS owner "  # noqa: S608 - one of two names
                "ON owner.import_id = imports.id WHERE owner.id = ?",
                number,
            )
        if row is None:
            return None
        return Provenance(**{name: row[name] for name in Provenance.__slots__})

    def exchanges(self, kind: str, number: int) -> tuple[ExchangeId, ...]:
        """The ids of its exchanges, in the order in which the archive gives them."""
        with self._reading():
            rows = self._db.execute(
                f"SELECT id, record_id FROM exchanges WHERE {_OWNERS[kind]} = ? ORDER BY seq",  # noqa: S608 - one of two names
                [number],
            ).fetchall()
        return tuple(ExchangeId(number=number, record_id=record) for number, record in rows)

    def article_sha256(self, number: int) -> str | None:
        """Hex SHA-256 of the article capture's bytes, as it states it; None for no such capture."""
        with self._reading():
            row = self._row("SELECT payload_sha256 FROM article_captures WHERE id = ?", number)
        return None if row is None else str(row["payload_sha256"])

    def repeated(self, sha256: str) -> bool:
        """Whether more than one exchange has that payload."""
        with self._reading():
            rows = self._db.execute(
                "SELECT 1 FROM exchanges WHERE payload_sha256 = ? LIMIT 2", [sha256]
            ).fetchall()
        return len(rows) > 1

    def reading(self, article_capture: int) -> tuple[str | None, str] | None:
        """Headline and reader ("html/1") of the newest reading of those bytes, or None."""
        with self._reading():
            row = self._row(
                "SELECT title, reader FROM articles WHERE article_capture_id = ? ORDER BY id DESC",
                article_capture,
            )
        return None if row is None else (row["title"], row["reader"])

    def posting(self, capture: int) -> SocialMediaPosting | None:
        """The captured post as the newest parser read it from that capture, or None."""
        with self._reading():
            found = read_postings(
                self._db,
                "WHERE capture_id = ? AND (platform, post_id) = "
                "(SELECT platform, post_id FROM captures WHERE captures.id = capture_id) "
                "ORDER BY id DESC LIMIT 1",
                [capture],
            )
        return found[0][1] if found else None

    def _link(self, rest: str, *values: str) -> ChainLink | None:
        with self._reading():
            row = self._row(f"SELECT id AS number, chain.* FROM chain {rest}", *values)  # noqa: S608 - our own words
        if row is None:
            return None
        return ChainLink(**{name: row[name] for name in ChainLink.__slots__})

    def _row(self, query: str, *values: int | str) -> Row | None:
        return next(iter(self._db.query(query, list(values))), None)


def _table(kind: str) -> str:
    if kind not in _OWNERS:
        raise ValueError(f"no table of captures: {kind}")
    return kind
