"""Evidence goes in once, comes out as it went in, and is never changed."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ArchiveError, ArchiverError, InputError
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source
from archiver.store import Archive
from archiver.store.schema import EVIDENCE

Clock = Callable[[], datetime]

MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(max_size=20)
ANY_TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)


ALIAS = PostRef(platform="x", id="~short", url="https://short.example/1", handle="mayor")


def captures(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Capture]:
    headers = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
    requests = st.builds(
        FetchRequest,
        url=texts,
        source=st.sampled_from(Source),
        route=texts,
        headers=headers,
        method=st.sampled_from(["GET", "HEAD", "POST"]),
    )
    exchanges = st.builds(
        Exchange,
        request=requests,
        warc_date=MOMENTS,
        target_uri=texts,
        status=st.integers(0, 999),
        headers=headers,
        payload=st.binary(max_size=50),
        payload_sha256=st.just("unset"),
        error=st.none() | texts,
        truncated=st.none() | st.sampled_from(["length", "time", "disconnect"]),
        memento_datetime=st.none() | MOMENTS,
    ).map(_with_digest)
    refs = st.builds(PostRef, platform=texts, id=texts, url=st.none() | texts)
    return st.builds(
        Capture,
        ref=refs,
        asked=st.none() | refs,
        captured_at=MOMENTS,
        availability=st.sampled_from(Availability),
        reason=texts,
        exchanges=st.lists(exchanges, max_size=3).map(tuple),
    )


def _with_digest(exchange: Exchange) -> Exchange:
    return replace(exchange, payload_sha256=hashlib.sha256(exchange.payload).hexdigest())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("shared") / "archive.db"
    with Archive.open(path, clock=lambda: datetime(2024, 5, 17, tzinfo=UTC)) as archive:
        yield archive


@given(capture=captures(TEXTS))
@settings(max_examples=60, deadline=None)
def test_a_capture_comes_back_as_it_was_added(shared: Archive, capture: Capture) -> None:
    added = shared.add_capture(capture)
    found = dict(shared.captures_of(capture.ref))[added]
    assert found == capture
    assert (found.ref.url, found.ref.handle) == (capture.ref.url, capture.ref.handle)


@given(capture=captures(ANY_TEXTS))
@settings(max_examples=60, deadline=None)
def test_lone_surrogates_become_replacement_characters_one_for_one(
    shared: Archive, capture: Capture
) -> None:
    added = shared.add_capture(capture)
    found = dict(shared.captures_of(capture.ref))[added]
    assert found.reason == "".join(
        "\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in capture.reason
    )
    assert [each.headers for each in found.exchanges] == [
        each.headers for each in capture.exchanges
    ]


def test_everything_the_properties_stored_passes_the_audit(shared: Archive) -> None:
    assert shared.audit() == ()


def test_captures_are_oldest_first_and_of_one_post(archive: Archive, capture: Capture) -> None:
    gone = replace(capture, availability=Availability.NOT_FOUND, exchanges=())
    other = replace(capture, ref=PostRef(platform="x", id="1002"))
    ids = [archive.add_capture(each) for each in (capture, other, gone)]
    assert archive.captures_of(capture.ref) == ((ids[0], capture), (ids[2], gone))
    assert archive.captured_posts() == (capture.ref, other.ref)


def test_what_an_alias_was_found_to_mean(archive: Archive, capture: Capture) -> None:
    assert archive.meant(ALIAS) is None
    other = PostRef(platform="x", id="1002", url="https://x.com/mayor/status/1002")
    archive.add_capture(replace(capture, ref=other, asked=ALIAS))
    archive.add_capture(replace(capture, asked=ALIAS))
    archive.add_capture(capture)
    assert archive.meant(ALIAS) == capture.ref
    assert archive.meant(capture.ref) is None
    assert [found.asked for _, found in archive.captures_of(capture.ref)] == [ALIAS, None]
    assert archive.audit() == ()


def test_an_article_capture_comes_back(archive: Archive, capture: Capture) -> None:
    at = datetime(2024, 5, 17, 8, 30, tzinfo=UTC)
    added = archive.add_article_capture(
        b"<p>\x00\xff",
        source="-",
        url=None,
        captured_at=at,
        media_type="Text/HTML; charset=x",
        exchanges=capture.exchanges,
    )
    found = archive.article_capture(added)
    assert found is not None
    assert (found.payload, found.source, found.url) == (b"<p>\x00\xff", "-", None)
    assert (found.captured_at, found.media_type) == (at, "text/html")
    assert found.exchanges == capture.exchanges
    assert archive.article_capture(added + 1) is None


def test_same_bytes_are_stored_once(archive: Archive, capture: Capture) -> None:
    payload = capture.exchanges[0].payload
    archive.add_capture(capture)
    archive.add_capture(capture)
    assert archive.add_blob(payload, "image/png") == hashlib.sha256(payload).hexdigest()
    assert archive.counts()["blobs"] == 1
    assert archive.counts()["captures"] == 2
    assert archive.blob(hashlib.sha256(payload).hexdigest().upper()) == payload
    assert archive.blob("0" * 64) is None


def test_an_exchange_without_answer_has_no_payload(archive: Archive, capture: Capture) -> None:
    silent = replace(
        capture.exchanges[0], status=0, payload=b"", payload_sha256="", error="timeout"
    )
    silence = replace(capture, availability=Availability.ERROR, exchanges=(silent,))
    archive.add_capture(silence)
    assert archive.captures_of(capture.ref)[0][1] == silence
    assert archive.counts()["blobs"] == 0


def test_a_wrong_digest_is_refused_and_nothing_is_stored(
    archive: Archive, capture: Capture
) -> None:
    forged = replace(capture.exchanges[0], payload=b"other bytes")
    with pytest.raises(ArchiveError, match="digest"):
        archive.add_capture(replace(capture, exchanges=(capture.exchanges[0], forged)))
    assert set(archive.counts().values()) == {0}


def test_a_time_without_zone_is_refused(archive: Archive, capture: Capture) -> None:
    naive = capture.captured_at.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        archive.add_capture(replace(capture, captured_at=naive))
    assert set(archive.counts().values()) == {0}


@pytest.mark.parametrize("recursive", [False, True], ids=["", "recursive_triggers"])
@pytest.mark.parametrize("table", EVIDENCE)
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE {table} SET {column} = {column}", id="update"),
        pytest.param("DELETE FROM {table}", id="delete"),
        pytest.param(
            "INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}", id="replace"
        ),
        pytest.param(
            "INSERT OR IGNORE INTO {table} ({names}) SELECT {names} FROM {table}", id="ignore"
        ),
        pytest.param("UPDATE OR REPLACE {table} SET {column} = {column}", id="update or replace"),
    ],
)
def test_evidence_is_never_changed(
    fill: Callable[[], Archive], table: str, statement: str, recursive: bool
) -> None:
    archive = fill()
    assert archive.audit() == ()
    archive.close()
    connection = sqlite3.connect(archive.path)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    before = _rows(connection, table)
    assert before
    sql = statement.format(table=table, column=columns[-1], names=", ".join(columns))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(sql)
    connection.rollback()
    assert _rows(connection, table) == before
    connection.close()


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names


def test_an_exchange_cannot_take_the_place_of_another(archive: Archive, capture: Capture) -> None:
    archive.add_capture(capture)
    archive.close()
    connection = sqlite3.connect(archive.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(
            "INSERT OR REPLACE INTO exchanges (capture_id, seq, status, source, route, method, "
            "url, target_uri, warc_date, request_headers, headers) SELECT capture_id, seq, 404, "
            "source, route, method, url, target_uri, warc_date, request_headers, headers "
            "FROM exchanges"
        )
    connection.close()


def test_use_after_close_is_our_own_mistake(archive: Archive) -> None:
    archive.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        archive.counts()


def test_two_programs_write_one_chain(path: Path, clock: Clock, capture: Capture) -> None:
    with Archive.open(path, clock=clock) as one, Archive.open(path, clock=clock) as other:
        ids = [each.add_capture(capture) for each in (one, other, one, other)]
        assert ids == [1, 2, 3, 4]
        assert one.audit() == other.audit() == ()
        assert one.head() == other.head()


@pytest.mark.parametrize(
    ("pragma", "kind", "says"),
    [
        pytest.param("max_page_count = 1", ArchiverError, "the disk is full", id="disk full"),
        pytest.param("query_only = ON", InputError, "can't be written", id="read-only"),
    ],
)
def test_a_failed_write_is_one_line_and_leaves_nothing(
    archive: Archive,
    capture: Capture,
    clock: Clock,
    pragma: str,
    kind: type[ArchiverError],
    says: str,
) -> None:
    archive._db.execute(f"PRAGMA {pragma}")
    big = replace(capture.exchanges[0], payload=b"x" * 1_000_000, payload_sha256="")
    with pytest.raises(kind, match=says) as refused:
        archive.add_capture(replace(capture, exchanges=(big,)))
    assert "\n" not in refused.value.diagnostics()
    archive.close()
    with Archive.open(archive.path, clock=clock) as reopened:
        assert set(reopened.counts().values()) == {0}


def test_a_write_waits_for_a_lock_then_gives_up(path: Path, clock: Clock, capture: Capture) -> None:
    with Archive.open(path, clock=clock, lock_seconds=0.05) as archive:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="in use by another program"):
            archive.add_capture(capture)
        other.execute("ROLLBACK")
        other.close()
        assert archive.add_capture(capture) == 1
