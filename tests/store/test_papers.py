"""Readings as bytes: what a stranger needs to make the digest of one again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from archiver.pipeline import ArticleSource, Desk, check
from archiver.plugins import build_manager, platforms
from archiver.store import Archive


@pytest.fixture
def checked(tmp_path: Path, fixtures: Path, fixed_clock: Callable[[], datetime]) -> Path:
    """An archive with one check of an article that embeds two posts."""
    path = tmp_path / "archive.db"
    page = fixtures / "articles" / "cnn-2018-09-06" / "page.html"
    with Archive.open(path, clock=fixed_clock) as archive:
        known = platforms(build_manager(load_entry_points=False))
        desk = Desk(archive=archive, platforms=known, transport=None, clock=fixed_clock)
        check(
            ArticleSource(name="page.html", payload=page.read_bytes(), received=fixed_clock()), desk
        )
    return path


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_readings_are_the_bytes_of_their_digests(
    checked: Path, fixed_clock: Callable[[], datetime]
) -> None:
    ((sha256,),) = rows(checked, "SELECT reading_sha256 FROM articles")
    postings = rows(checked, "SELECT reading_sha256, post_id FROM postings")
    assert len(postings) == 2
    with Archive.open(checked, clock=fixed_clock, read_only=True) as archive:
        data = archive.papers.article_reading(1)
        assert data is not None
        assert hashlib.sha256(data).hexdigest() == sha256
        assert json.loads(data)[0]["title"] == "Kim Kardashian West returns to the White House"
        for reading, post_id in postings:
            found = archive.papers.posting_reading(str(reading), None, 1)
            assert found is not None
            assert hashlib.sha256(found).hexdigest() == reading
            assert json.loads(found)[0]["post_id"] == post_id


def test_what_is_not_there_or_not_as_it_was_read_is_none(
    checked: Path, fixed_clock: Callable[[], datetime]
) -> None:
    ((reading,),) = rows(checked, "SELECT reading_sha256 FROM postings LIMIT 1")
    with closing(sqlite3.connect(checked)) as connection, connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'postings'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER [{name}]")
        connection.execute("UPDATE postings SET author_name = 'Another'")
    with Archive.open(checked, clock=fixed_clock, read_only=True) as archive:
        assert archive.papers.posting_reading(str(reading), None, 1) is None
        assert archive.papers.posting_reading("0" * 64, None, 1) is None
        assert archive.papers.posting_reading(str(reading), 1, None) is None
        assert archive.papers.article_reading(2) is None
