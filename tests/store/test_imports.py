"""Files of other programs on their shelf, and captures that came in long after they were made."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.errors import ArchiveError
from archiver.model import Availability, Capture, Exchange, FetchRequest
from archiver.store import Archive, Import

WHEN = datetime(2024, 5, 17, tzinfo=UTC)
FILE = Import(
    source="x.warc.gz",
    form="warc",
    software="maker/1",
    imported_at=WHEN,
    bytes=7,
    sha256="a" * 64,
    details={"records": {"response": 1}},
)


def answer(**changed: Any) -> Exchange:
    payload = b"<p>words</p>"
    made = Exchange(
        request=FetchRequest(url="https://news.example/a", route="article"),
        warc_date=WHEN,
        target_uri="https://news.example/a",
        status=200,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        record_id="urn:uuid:1",
    )
    return replace(made, **changed)


def test_a_file_and_what_is_from_it_come_back(archive: Archive, capture: Capture) -> None:
    number = archive.imports.add(FILE)
    words = archive.imports.words(number)
    assert words == "x.warc.gz, recorded by maker/1"
    exchange = answer(request=FetchRequest(url="https://news.example/a", route="page"))
    made = replace(capture, asked=None, exchanges=(exchange,), imported=words)
    archive.imports.add_capture(made, (), number)
    (found,) = [one for _, one in archive.captures_of(made.ref)]
    assert found == made
    assert archive.imports.find(FILE.sha256) == (number, WHEN)
    assert archive.imports.find("b" * 64) is None
    assert archive.imports.visits(number) == {(made.ref.key, made.captured_at)}
    assert archive.audit() == ()


def test_an_article_from_a_file_comes_back(archive: Archive) -> None:
    number = archive.imports.add(replace(FILE, software=None))
    kept = archive.imports.add_article((answer(),), source="x.warc.gz", import_id=number)
    found = archive.article_capture(kept)
    assert found is not None
    assert (found.source, found.url, found.imported) == (
        "x.warc.gz",
        "https://news.example/a",
        "x.warc.gz",
    )
    assert archive.imports.articles(number) == {"urn:uuid:1"}
    assert archive.imports.article_at("https://news.example/a") == kept
    assert archive.imports.article_at("https://news.example/b") is None
    assert archive.audit() == ()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"status": 404}, id="not-there"),
        pytest.param({"error": "timeout"}, id="failed"),
        pytest.param({"truncated": "length"}, id="cut"),
    ],
)
def test_what_is_no_page_is_no_article(archive: Archive, changed: dict[str, Any]) -> None:
    number = archive.imports.add(FILE)
    archive.imports.add_article((answer(**changed),), source="x", import_id=number)
    assert archive.imports.article_at("https://news.example/a") is None


def test_captures_count_by_when_they_were_made(archive: Archive, capture: Capture) -> None:
    gone = replace(capture, asked=None, exchanges=(), availability=Availability.NOT_FOUND)
    archive.add_capture(gone)
    number = archive.imports.add(FILE)
    old = replace(
        gone,
        availability=Availability.AVAILABLE,
        captured_at=gone.captured_at - timedelta(days=900),
        imported=archive.imports.words(number),
    )
    archive.imports.add_capture(old, (), number)
    assert [one for _, one in archive.captures_of(gone.ref)] == [old, gone]
    archive.close()
    with sqlite3.connect(archive.path) as reader:
        query = "SELECT availability, last_available_at FROM unavailable_posts"
        rows = reader.execute(query).fetchall()
    reader.close()
    assert rows == [("not_found", old.captured_at.isoformat().replace("+00:00", "Z"))]


def test_a_wrong_digest_is_refused_whole(archive: Archive) -> None:
    number = archive.imports.add(FILE)
    counts = archive.counts()
    with pytest.raises(ArchiveError, match="does not have the digest"):
        archive.imports.add_article(
            (answer(payload_sha256="b" * 64),), source="x", import_id=number
        )
    assert archive.counts() == counts
