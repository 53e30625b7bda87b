"""One SQLite file: evidence as it was received, and what was derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.model import ArticleReport, Capture, Exchange, PostRef, SocialMediaPosting
from archiver.model.audit import AuditReport
from archiver.store import audit, chain, reports
from archiver.store.connection import (
    LOCK_SECONDS,
    connect,
    insert,
    sqlite_errors,
    transaction,
)
from archiver.store.evidence import add_picture_exchanges, put_blob, put_exchanges
from archiver.store.history import Visits
from archiver.store.holdings import Holdings
from archiver.store.imports import ImportShelf
from archiver.store.papers import Papers
from archiver.store.pictures import PictureShelf
from archiver.store.proofs import ProofShelf
from archiver.store.records import ArticleCapture, CheckSummary, summary_of
from archiver.store.rows import (
    IMPORTED,
    Row,
    alias_row,
    by_time,
    capture_of,
    capture_row,
    exchange_of,
    ref_of,
    storable,
    utc_text,
)
from archiver.store.wire import Wire
from archiver.store.words import found_by, search_of


class Archive:
    """An open archive. Leave it by ``close`` or as a context manager.

    Every write is one transaction: after a kill at any moment, all of it is in the file
    or nothing. Errors of SQLite come as ArchiverError with one line: InputError where the
    file can't be written or is in use, ArchiveError where it is damaged.
    """

    def __init__(self, db: Database, path: Path, scribe: chain.Scribe) -> None:
        self._db = db
        self._path = path
        self._scribe = scribe
        self.pictures = PictureShelf(db, reading=self._reading, writing=self._writing)
        self.holdings = Holdings(db, reading=self._reading)
        self.papers = Papers(db, path, reading=self._reading)
        self.wire = Wire(db, reading=self._reading)
        self.proofs = ProofShelf(db, reading=self._reading, writing=self._writing, scribe=scribe)
        self.visits = Visits(db, reading=self._reading)
        self.imports = ImportShelf(db, reading=self._reading, writing=self._writing, scribe=scribe)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime],
        agent: str | None = None,
        read_only: bool = False,
        lock_seconds: float = LOCK_SECONDS,
    ) -> Self:
        """The archive at ``path``, brought up to date; made where nothing or an empty file is.

        ``clock`` gives the time in UTC that the chain writes down, ``agent`` who writes. With
        ``read_only`` the file must exist and is not changed. Raises InputError for a folder, a
        missing parent folder, a file that can't be written or that another program has locked
        for ``lock_seconds``; ArchiveError for a file that is not SQLite, is another program's,
        is damaged, or is newer than this program. A refused file stays as it was.
        """
        db = connect(path, read_only=read_only, lock_seconds=lock_seconds)
        return cls(db, path, chain.Scribe(clock=clock, agent=agent))

    def __enter__(self) -> Self:
        """The archive itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The archive is closed."""
        self.close()

    @property
    def path(self) -> Path:
        """The file, as it was named."""
        return self._path

    def close(self) -> None:
        """The file alone holds everything: a plain copy of it is a whole archive."""
        self._db.close()

    def add_blob(self, data: bytes, media_type: str | None) -> str:
        """The bytes are in the archive, once. Returns their hex SHA-256."""
        with self._writing():
            return put_blob(self._db, data, media_type, self._scribe)

    def add_capture(self, capture: Capture) -> int:
        """The capture with its exchanges and payloads is in the archive. Returns its id.

        Raises ArchiveError, and stores nothing, where a payload does not have the digest
        that its exchange states.
        """
        with self._writing():
            capture_id = insert(self._db, "captures", capture_row(capture))
            if capture.asked is not None:
                insert(self._db, "aliases", alias_row(capture.asked, capture_id))
            put_exchanges(self._db, capture.exchanges, {"capture_id": capture_id}, self._scribe)
            chain.add_link(self._db, "captures", capture_id, self._scribe)
        return capture_id

    def add_article_capture(
        self,
        payload: bytes,
        *,
        source: str,
        url: str | None,
        captured_at: datetime,
        media_type: str | None,
        exchanges: tuple[Exchange, ...] = (),
    ) -> int:
        """The article's bytes, and how they came, are in the archive. Returns the id."""
        with self._writing():
            row = {
                "captured_at": utc_text(captured_at),
                "source": source,
                "url": url,
                "payload_sha256": put_blob(self._db, payload, media_type, self._scribe),
            }
            capture_id = insert(self._db, "article_captures", row)
            put_exchanges(self._db, exchanges, {"article_capture_id": capture_id}, self._scribe)
            chain.add_link(self._db, "article_captures", capture_id, self._scribe)
        return capture_id

    def add_article_pictures(self, article_capture: int, exchanges: tuple[Exchange, ...]) -> None:
        """What it took to fetch pictures of that article is in the archive, after what it has."""
        if exchanges:
            with self._writing():
                add_picture_exchanges(self._db, article_capture, exchanges, self._scribe)

    def add_report(
        self,
        report: ArticleReport,
        *,
        article_capture: int,
        read_from: Mapping[SocialMediaPosting, int],
        checked_at: datetime,
        program: str,
    ) -> int:
        """The whole report is in the archive. Returns the id of its check.

        ``read_from`` gives the capture that each posting was read from; those whose witness is
        the embed hang on the article capture. A picture that has a digest must be there
        already, by ``add_blob``. The same reading of the same bytes is stored once; each check
        is kept. Raises ArchiveError where something that the report was derived from is not
        in the archive.
        """
        check = reports.Check(
            article_capture=article_capture,
            read_from=read_from,
            checked_at=checked_at,
            program=program,
        )
        with self._writing():
            check_id = reports.write_report(self._db, report, check)
            chain.add_link(self._db, "checks", check_id, self._scribe)
        return check_id

    def add_postings(
        self, postings: Iterable[SocialMediaPosting], *, capture: int
    ) -> tuple[int, ...]:
        """What a parser read from that capture is in the archive, once. Returns the ids.

        Raises ArchiveError where a picture that has a digest is not there, by ``add_blob``.
        """
        with self._writing():
            return tuple(
                reports.write_posting(self._db, posting, "capture_id", capture)
                for posting in postings
            )

    def blob(self, sha256: str) -> bytes | None:
        """The bytes with that hex SHA-256, or None where the archive has none."""
        with self._reading():
            row = self._db.execute(
                "SELECT data FROM blobs WHERE sha256 = ?", [storable(sha256.lower())]
            ).fetchone()
        return None if row is None else bytes(row[0])

    def captures_of(self, ref: PostRef) -> tuple[tuple[int, Capture], ...]:
        """Id and capture of every visit to the post, oldest first, equal to what was added."""
        with self._reading():
            rows = self._db.query(
                f"SELECT *, {IMPORTED} FROM captures WHERE platform = ? AND post_id = ?",  # noqa: S608 - a constant
                [storable(ref.platform), storable(ref.id)],
            )
            return tuple(
                (
                    row["id"],
                    capture_of(
                        row, self._exchanges("capture_id", row["id"]), self._asked(row["id"])
                    ),
                )
                for row in sorted(rows, key=by_time)
            )

    def meant(self, ref: PostRef) -> PostRef | None:
        """The post that the newest visit under this other name of it found, or None."""
        with self._reading():
            rows = self._db.query(
                "SELECT captures.* FROM captures JOIN aliases ON aliases.capture_id = captures.id "
                "WHERE aliases.platform = ? AND aliases.post_id = ? "
                "ORDER BY julianday(captured_at) DESC, captures.id DESC",
                [storable(ref.platform), storable(ref.id)],
            )
            row = next(iter(rows), None)
        return None if row is None else ref_of(row)

    def captured_posts(self) -> tuple[PostRef, ...]:
        """Every post that was ever visited, by its newest reference, in order of first visit."""
        with self._reading():
            rows = self._db.query(
                "SELECT platform, post_id, url, handle, max(id) FROM captures "
                "GROUP BY platform, post_id ORDER BY min(id)"
            )
            return tuple(map(ref_of, rows))

    def article_capture(self, capture_id: int) -> ArticleCapture | None:
        """The article capture with that id, its bytes and exchanges among it, or None."""
        with self._reading():
            rows = self._db.query(
                f"SELECT article_captures.*, data, media_type, {IMPORTED} FROM article_captures "  # noqa: S608 - a constant
                "JOIN blobs ON blobs.sha256 = payload_sha256 WHERE id = ?",
                [capture_id],
            )
            row = next(iter(rows), None)
            if row is None:
                return None
            exchanges = self._exchanges("article_capture_id", capture_id)
            return ArticleCapture(
                id=row["id"],
                source=row["source"],
                url=row["url"],
                captured_at=datetime.fromisoformat(row["captured_at"]),
                payload=row["data"],
                media_type=row["media_type"],
                exchanges=tuple(map(exchange_of, exchanges)),
                imported=row["imported"],
            )

    def postings(self, key: str) -> tuple[tuple[int, SocialMediaPosting], ...]:
        """Id and posting for all that any parser ever read of the post, oldest first."""
        platform, _, post_id = key.partition(":")
        with self._reading():
            return reports.read_postings(
                self._db,
                "WHERE platform = ? AND post_id = ? ORDER BY id",
                [storable(platform), storable(post_id)],
            )

    def search_postings(
        self, words: str, *, any_word: bool = False, limit: int = 100
    ) -> tuple[tuple[int, SocialMediaPosting], ...]:
        """Id and posting, best first, of those with all the words, or with ``any_word`` one.

        Case and diacritics don't count (FTS5 unicode61). In scripts without spaces the words are
        the runs between marks, found inside longer ones too (FTS5 trigram). Nothing in ``words``
        is read as query syntax. Empty where ``words`` has none.
        """
        search = search_of(words, any_word=any_word)
        if search is None:
            return ()
        with self._reading():
            return reports.read_postings(self._db, *found_by(search, any_word, limit))

    def report(self, check_id: int) -> ArticleReport | None:
        """The report of that check as it was stored, or None where there is no such check.

        Its article's source is the one that the bytes were stored under.
        """
        with self._reading():
            return reports.read_report(self._db, check_id)

    def checks(self, article: str | None = None) -> tuple[CheckSummary, ...]:
        """The checks of an article, oldest first, or of all articles.

        ``article`` is its URL, the source as the user named it, or the hex SHA-256 of its
        bytes.
        """
        with self._reading():
            rows = self._db.query(
                "SELECT checks.*, title, articles.url, source, sha256 FROM checks "
                "JOIN articles ON articles.id = checks.article_id "
                "JOIN article_captures ON article_captures.id = checks.article_capture_id "
                "WHERE :name IS NULL OR articles.url = :name OR article_captures.url = :name "
                "OR source = :name OR sha256 = :name ORDER BY checks.id",
                {"name": storable(article)},
            )
            return tuple(map(summary_of, rows))

    def counts(self) -> dict[str, int]:
        """Number of rows of every table, by its name."""
        with self._reading():
            return {name: self._count(name) for name in self._tables()}

    def head(self) -> str | None:
        """Digest of the newest link of the evidence chain; None while there is no evidence.

        Noted somewhere else, it later shows that nothing before it was changed.
        """
        with self._reading():
            return chain.head(self._db)

    def examine(self, *noted_heads: str) -> AuditReport:
        """What an audit finds: every digest, the chain over them, guards, and SQLite's own checks.

        Reads the whole file. Records cut off at the end of the chain show only by a head that was
        noted elsewhere.
        """
        with self._reading():
            return audit.examine(self._db.conn, self._path, noted_heads)

    def audit(self, *, noted_head: str | None = None) -> tuple[str, ...]:
        """One line for each thing that is not as it was stored; empty where nothing changed."""
        return self.examine(*filter(None, [noted_head])).changed

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is added in the block is in the archive after it, or nothing is.

        For what is only worth keeping whole. What came over the network is not: it is added
        on its own, as it comes.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with sqlite_errors(self._path):
            if self._db.conn.in_transaction:
                yield
                return
            with transaction(self._db):
                yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with sqlite_errors(self._path):
                yield
        except (KeyError, TypeError, ValueError) as error:
            raise ArchiveError(
                f"{self._path} holds what no archiver wrote: {error}", "restore it from a copy"
            ) from error

    def _asked(self, capture_id: int) -> Row | None:
        rows = self._db.query("SELECT * FROM aliases WHERE capture_id = ?", [capture_id])
        return next(iter(rows), None)

    def _exchanges(self, owner: str, owner_id: int) -> list[Row]:
        return list(
            self._db.query(
                "SELECT exchanges.*, blobs.data AS payload FROM exchanges "  # noqa: S608 - one of two names
                "LEFT JOIN blobs ON blobs.sha256 = payload_sha256 "
                f"WHERE {owner} = ? ORDER BY seq",
                [owner_id],
            )
        )

    def _tables(self) -> list[str]:
        hidden = ("sqlite_", "_sqlite_")
        names = self._db.table_names()
        return [name for name in names if not name.startswith(hidden) and "_fts" not in name]

    def _count(self, table: str) -> int:
        return int(self._db.table(table).count)
