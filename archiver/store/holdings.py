"""What the archive holds, by its own numbers: for exports and for whoever reads all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archiver.model import Capture, PostRef
from archiver.store.rows import IMPORTED, Row, capture_of, storable

Context = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A part of the archive, by ids, each oldest first."""

    article_captures: tuple[int, ...] = ()
    captures: tuple[int, ...] = ()
    checks: tuple[int, ...] = ()


class Holdings:
    """Reads records by id, and finds the ids of what people name."""

    def __init__(self, db: Database, *, reading: Context) -> None:
        self._db = db
        self._reading = reading

    def everything(self) -> Selection:
        """All article captures, captures and checks."""
        with self._reading():
            return Selection(
                article_captures=self._ids("SELECT id FROM article_captures ORDER BY id"),
                captures=self._ids("SELECT id FROM captures ORDER BY id"),
                checks=self._ids("SELECT id FROM checks ORDER BY id"),
            )

    def of_article(self, name: str) -> Selection:
        """Every capture and check of the article, and all visits to the posts of those checks.

        ``name`` is its URL, the source as the user named it, or the hex SHA-256 of its bytes.
        Empty where the archive has no such article.
        """
        with self._reading():
            owners = self._ids(
                "SELECT DISTINCT article_captures.id FROM article_captures "
                "LEFT JOIN articles ON articles.article_capture_id = article_captures.id "
                "WHERE article_captures.url = :name OR source = :name OR payload_sha256 = :name "
                "OR articles.url = :name ORDER BY article_captures.id",
                {"name": storable(name)},
            )
            checks = self._among(
                "SELECT id FROM checks WHERE article_capture_id = ? ORDER BY id", owners
            )
            posts = self._posts(checks)
            return Selection(article_captures=owners, checks=checks, captures=self._visits(posts))

    def of_post(self, ref: PostRef) -> Selection:
        """Every visit to the post. Empty where there was none."""
        with self._reading():
            return Selection(captures=self._visits([(ref.platform, ref.id)]))

    def capture(self, capture_id: int) -> Capture | None:
        """The capture with that id, equal to what was added, or None."""
        with self._reading():
            row = self._row(f"SELECT *, {IMPORTED} FROM captures WHERE id = ?", capture_id)  # noqa: S608 - a constant
            if row is None:
                return None
            asked = self._row("SELECT * FROM aliases WHERE capture_id = ?", capture_id)
            exchanges = self._db.query(
                "SELECT exchanges.*, blobs.data AS payload FROM exchanges "
                "LEFT JOIN blobs ON blobs.sha256 = payload_sha256 "
                "WHERE capture_id = ? ORDER BY seq",
                [capture_id],
            )
            return capture_of(row, list(exchanges), asked)

    def _posts(self, checks: Sequence[int]) -> list[tuple[str, str]]:
        found: dict[tuple[str, str], None] = {}
        for check in checks:
            rows = self._db.execute(
                "SELECT DISTINCT platform, post_id FROM check_postings "
                "JOIN postings ON postings.id = posting_id WHERE check_id = ?",
                [check],
            )
            found.update(dict.fromkeys((str(one), str(other)) for one, other in rows))
        return list(found)

    def _visits(self, posts: Iterable[tuple[str, str]]) -> tuple[int, ...]:
        query = "SELECT id FROM captures WHERE platform = ? AND post_id = ?"
        ids = (
            each
            for platform, post_id in posts
            for each in self._ids(query, [storable(platform), storable(post_id)])
        )
        return tuple(sorted(ids))

    def _among(self, query: str, values: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(one for value in values for one in self._ids(query, [value])))

    def _ids(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> tuple[int, ...]:
        return tuple(int(row[0]) for row in self._db.execute(query, values))

    def _row(self, query: str, number: int) -> Row | None:
        rows: Iterator[Row] = iter(self._db.query(query, [number]))
        return next(rows, None)
