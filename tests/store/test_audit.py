"""The audit names what was changed, taken out, put in or moved, and what it can't tell."""

import hashlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archiver.custody.links import digest_1
from archiver.errors import InputError
from archiver.model import ArticleReport, Capture, PostRef, SocialMediaPosting
from archiver.model.audit import State
from archiver.store import Archive, audit, audit_readings, examine_file, reports, schema
from archiver.store.connection import connect_to_audit, insert, transaction
from archiver.store.posting_rows import image_row, posting_row
from archiver.store.rows import stored

Clock = Callable[[], datetime]
Tamper = Callable[..., None]
ALIAS = PostRef(platform="x", id="~short", url="https://short.example/1", handle="mayor")


@pytest.fixture
def reopened(clock: Clock) -> Callable[[Archive], Archive]:
    return lambda archive: Archive.open(archive.path, clock=clock, read_only=True)


def test_what_was_looked_at_is_counted(fill: Callable[..., Archive], report: ArticleReport) -> None:
    archive = fill(report)
    found = archive.examine(archive.head() or "")
    assert (found.state, found.found, found.changed) == (State.OK, (), ())
    assert found.head == archive.head()
    assert found.links == archive.counts()["chain"]
    assert found.recorded_at == "2024-05-17T12:00:00Z"
    assert [(each.sha256, each.link) for each in found.noted] == [(archive.head(), found.links)]
    counts = archive.counts()
    counts["exchanges"] = 1  # the one with a link of its own
    tallies = {each.kind: each.ok for each in found.tallies}
    assert tallies.pop("file") == 1
    assert tallies.pop("schema") > 100
    assert tallies == {kind: counts[kind] for kind in tallies}
    assert set(tallies) == {
        *schema.EVIDENCE,
        *("checks", "articles", "postings"),
    } - {"aliases"}
    assert all(each.changed == each.unknown == 0 for each in found.tallies)
    assert found.blob_bytes == sum(
        size for (size,) in archive._db.execute("SELECT bytes FROM blobs")
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            "UPDATE captures SET availability = 'not_found' WHERE id = 1",
            ["captures 1: is not as it was stored: availability was “available”, is “not_found”"],
            id="a value of a closed list",
        ),
        pytest.param(
            "UPDATE captures SET reason = replace(reason, 'post', 'posu') WHERE id = 1",
            [
                (
                    "captures 1: is not as it was stored: reason was “syndication answered with "
                    "the post”, is “syndication answered with the posu”"
                )
            ],
            id="one bit",
        ),
        pytest.param(
            "UPDATE captures SET handle = 'mayor2' WHERE id = 1",
            ["captures 1: is not as it was stored: handle was “mayor”, is “mayor2”"],
            id="a value that stands in another row",
        ),
        pytest.param(
            "UPDATE captures SET reason = 'in quite other words'",
            ["captures 1: is not as it was stored", "captures 2: is not as it was stored"],
            id="words that are gone for good",
        ),
        pytest.param(
            "UPDATE exchanges SET status = 404 WHERE id = 1",
            ["captures 1: is not as it was stored: exchanges 1 status was 200, is 404"],
            id="an answer",
        ),
        pytest.param(
            "UPDATE exchanges SET payload_sha256 = "
            "(SELECT payload_sha256 FROM article_captures WHERE id = 1) WHERE id = 1",
            [
                (
                    "captures 1: is not as it was stored: exchanges 1 payload_sha256 was "
                    "“{payload}”, is “{article}”"
                )
            ],
            id="a swapped blob",
        ),
        pytest.param(
            "DELETE FROM exchanges WHERE id = 1",
            ["captures 1: is not as it was stored", "exchanges 1: is gone: it was deleted"],
            id="a deleted answer",
        ),
        pytest.param(
            "INSERT INTO exchanges SELECT 9, 2, NULL, 5, status, source, route, method, url, "
            "target_uri, warc_date, payload_sha256, error, truncated, memento_datetime, "
            "request_headers, headers, record_id FROM exchanges WHERE id = 1",
            [
                "captures 2: is not as it was stored: exchanges 9 was put in",
                "exchanges 4 to 8: is gone: it was deleted",
            ],
            id="an answer put in",
        ),
        pytest.param(
            "UPDATE aliases SET post_id = '~other'",
            ["captures 1: is not as it was stored"],
            id="another name, changed",
        ),
        pytest.param(
            "DELETE FROM aliases", ["captures 1: is not as it was stored"], id="another name, gone"
        ),
        pytest.param(
            "INSERT INTO aliases (capture_id, platform, post_id) VALUES (2, 'x', '~slipped-in')",
            ["captures 2: is not as it was stored: aliases 2 was put in"],
            id="another name, put in",
        ),
        pytest.param(
            "DELETE FROM imports",
            ["imports 1: is gone: link 6 of the chain has it"],
            id="a deleted import",
        ),
        pytest.param(
            "UPDATE timestamps SET proof = x'00'",
            ["timestamps 1: is not as it was stored"],
            id="a proof of time",
        ),
        pytest.param(
            "INSERT INTO captures (platform, post_id, availability, captured_at, reason) "
            "VALUES ('x', '1', 'available', '2024-01-01T00:00:00Z', 'slipped in')",
            ["captures 3: is not in the chain: it was put in"],
            id="a capture put in",
        ),
        pytest.param(
            "UPDATE blobs SET data = zeroblob(bytes) WHERE sha256 = '{payload}'",
            ["blobs {payload}: its bytes have another digest, {zeros}"],
            id="bytes",
        ),
        pytest.param(
            "UPDATE blobs SET media_type = 'text/html' WHERE sha256 = '{payload}'",
            [
                (
                    "blobs {payload}: is not as it was stored: media_type was “application/json”, "
                    "is “text/html”"
                )
            ],
            id="what bytes are said to be",
        ),
        pytest.param(
            "UPDATE reviews SET verdict = 'exact' WHERE verdict = 'altered'",
            ["checks 1: is not as it was stored: reviews 0 verdict was “altered”, is “exact”"],
            id="a verdict",
        ),
        pytest.param(
            "UPDATE edits SET original = 'now '",
            ["checks 1: is not as it was stored"],
            id="an edit",
        ),
        pytest.param("DELETE FROM findings", ["checks 1: is not as it was stored"], id="a finding"),
        pytest.param(
            "UPDATE postings SET text = 'We will close the Straße café.' WHERE id = 1",
            ["postings 1: is not as it was read: it has another digest"],
            id="words of a posting",
        ),
        pytest.param(
            "UPDATE embeds SET text = 'other'",
            ["articles 1: is not as it was read: it has another digest"],
            id="an embed",
        ),
        pytest.param(
            "DELETE FROM chain WHERE id = 2",
            [
                "link 2: is missing: it was deleted",
                (
                    "link 3: does not follow from the one before: it was changed, or what stood "
                    "before it was changed or taken out"
                ),
                "captures 1: is not in the chain: it was put in",
            ],
            id="a link taken out",
        ),
        pytest.param(
            "UPDATE chain SET recorded_at = '2020' WHERE id = 2",
            [
                (
                    "link 2: does not follow from the one before: it was changed, or what stood "
                    "before it was changed or taken out"
                )
            ],
            id="a link changed",
        ),
        pytest.param(
            "UPDATE chain SET id = 99 WHERE id = 2; UPDATE chain SET id = 2 WHERE id = 3; "
            "UPDATE chain SET id = 3 WHERE id = 99",
            [
                (
                    "link 2: does not follow from the one before: it was made after link 3, and "
                    "stands in another place"
                ),
                (
                    "link 3: does not follow from the one before: it was made after link 1, and "
                    "link 2 put in between"
                ),
                (
                    "link 4: does not follow from the one before: it was made after link 2, and "
                    "link 3 put in between"
                ),
            ],
            id="two links swapped",
        ),
        pytest.param(
            "UPDATE chain SET form = 3 WHERE id = 2",
            [
                "link 2: does not follow from the one before: it says to be of form 3",
                "captures 1: is not as it was stored",
            ],
            id="an unknown form",
        ),
        pytest.param(
            "UPDATE chain SET kind = 'posts' WHERE id = 2",
            [
                (
                    "link 2: does not follow from the one before: it was changed, or what stood "
                    "before it was changed or taken out"
                ),
                "link 2: names an unknown table, 'posts'",
                "captures 1: is not in the chain: it was put in",
            ],
            id="an unknown table",
        ),
        pytest.param("DROP VIEW problems", ["the view problems: is missing"], id="a view dropped"),
        pytest.param(
            "CREATE TRIGGER quiet BEFORE INSERT ON captures BEGIN SELECT RAISE(IGNORE);END",
            [
                (
                    "the trigger quiet: was put on captures, and can change or refuse evidence as "
                    "it comes in"
                )
            ],
            id="a trigger on evidence",
        ),
        pytest.param(
            "CREATE TRIGGER more AFTER INSERT ON CAPTURES BEGIN "
            "INSERT INTO aliases (capture_id, platform, post_id) VALUES (NEW.id, 'x', '~a');END",
            [
                (
                    "the trigger more: was put on CAPTURES, and can change or refuse evidence as "
                    "it comes in"
                )
            ],
            id="a trigger on evidence in capitals",
        ),
        pytest.param(
            "CREATE TRIGGER more AFTER INSERT ON checks BEGIN "
            "INSERT INTO'aliases' (capture_id, platform, post_id) VALUES (1, 'x', '~a');END",
            [
                (
                    "the trigger more: was put on checks, and can change or refuse evidence as "
                    "it comes in"
                )
            ],
            id="a trigger elsewhere that writes evidence",
        ),
        pytest.param(
            "INSERT INTO images (posting_id, seq, content_url) VALUES (9, 0, 'https://i.example')",
            ["images 2: points at a missing row of postings"],
            id="a row that hangs in the air",
        ),
    ],
)
def test_it_names_the_row_and_what_changed(
    fill: Callable[..., Archive],
    report: ArticleReport,
    capture: Capture,
    tamper: Tamper,
    reopened: Callable[[Archive], Archive],
    change: str,
    says: list[str],
) -> None:
    archive = fill(report)
    head = archive.head()
    rows = archive._db.execute("SELECT payload_sha256 FROM article_captures WHERE id = 1")
    known = {
        "payload": capture.exchanges[0].payload_sha256,
        "article": rows.fetchone()[0],
        "zeros": hashlib.sha256(bytes(len(capture.exchanges[0].payload))).hexdigest(),
    }
    archive.close()
    tamper(archive.path, *change.format(**known).split("; "))
    with reopened(archive) as spoilt:
        found = spoilt.examine()
    assert list(found.changed) == [line.format(**known) for line in says]
    assert found.state is State.CHANGED
    assert (found.head == head) == ("chain" not in change or "id = 2" in change)


def test_a_guard_that_is_gone_or_changed(
    fill: Callable[..., Archive], reopened: Callable[[Archive], Archive]
) -> None:
    archive = fill()
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("DROP TRIGGER blobs_no_update")
        connection.execute("DROP TRIGGER chain_no_delete")
        connection.execute(
            "CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT 1; END"
        )
    with reopened(archive) as spoilt:
        assert spoilt.audit() == (
            "the guard blobs_no_update: is missing",
            "the guard chain_no_delete: is not as this program makes it",
        )


def test_a_table_or_view_of_somebody_else_is_no_damage(
    fill: Callable[..., Archive], tamper: Tamper, reopened: Callable[[Archive], Archive]
) -> None:
    archive = fill()
    archive.close()
    tamper(archive.path, "CREATE VIEW mine AS SELECT 1", "CREATE TABLE notes (text TEXT)")
    with reopened(archive) as used:
        found = used.examine()
    assert found.state is State.UNKNOWN
    assert [each.line for each in found.found] == [
        "the table notes: is not this program's: what it holds or shows is its own",
        "the view mine: is not this program's: what it holds or shows is its own",
    ]


def test_an_older_archive_gets_the_views_of_today_and_keeps_the_user_s(
    older: Callable[[int], Path], clock: Clock
) -> None:
    path = older(7)
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='view'")
        ]
        for name in names:
            connection.execute(f"DROP VIEW {name}")
            connection.execute(f"CREATE VIEW {name} AS SELECT 1 AS older")
        connection.execute("CREATE VIEW mine AS SELECT 1")
    assert len(names) > 3
    Archive.open(path, clock=clock).close()
    report = examine_file(path)
    assert report.changed == ()
    assert [each.subject for each in report.found] == ["the view mine"]


def test_a_check_that_is_gone_only_in_part(
    fill: Callable[..., Archive], report: ArticleReport
) -> None:
    archive = fill(report)
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM checks")
    told = [each for each in examine_file(archive.path).changed if each.startswith("checks 1")]
    assert told == ["checks 1: is gone: link 11 of the chain has it"]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        pytest.param(
            [[("Date", "Fri, 17 May 2024 11:59:58 GMT")]], "2024-05-17T11:59:58Z", id="one"
        ),
        pytest.param(
            [[("dAtE", "Fri, 17 May 2024 11:59:58 GMT")]], "2024-05-17T11:59:58Z", id="case"
        ),
        pytest.param(
            [
                [("Date", "Fri, 17 May 2024 10:00:00 GMT")],
                [("Date", "Fri, 17 May 2024 11:00:00 GMT")],
                [("Date", "soon")],
            ],
            "2024-05-17T11:00:00Z",
            id="the last that can be read",
        ),
        pytest.param([[("Date", "soon")], []], None, id="none"),
    ],
)
def test_a_link_has_the_server_s_own_time(
    archive: Archive, capture: Capture, dates: list[list[tuple[str, str]]], said: str | None
) -> None:
    (answer,) = capture.exchanges
    answers = tuple(replace(answer, headers=tuple(each)) for each in dates)
    archive.add_capture(replace(capture, exchanges=answers))
    newest = archive._db.execute("SELECT server_date FROM chain ORDER BY id DESC").fetchone()
    assert newest == (said,)


def test_an_answer_that_belongs_to_nothing(
    archive: Archive, capture: Capture, reopened: Callable[[Archive], Archive]
) -> None:
    archive.add_capture(capture)
    archive._db.execute("PRAGMA ignore_check_constraints = ON")
    archive._db.execute(
        "INSERT INTO exchanges (seq, status, source, route, method, url, target_uri, warc_date, "
        "request_headers, headers) SELECT 0, status, source, route, method, url, target_uri, "
        "warc_date, request_headers, headers FROM exchanges"
    )
    archive.close()
    with reopened(archive) as spoilt:
        assert spoilt.audit() == ("exchanges 2: belongs to no capture, or to two",)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_a_link_with_a_number_at_the_edge(archive: Archive, capture: Capture, number: int) -> None:
    archive.add_capture(capture)
    archive._db.execute("PRAGMA ignore_check_constraints = ON")
    archive._db.execute(
        "INSERT INTO chain (id, kind, record, recorded_at, record_sha256, sha256) "
        "VALUES (?, 'captures', '77', 'x', 'y', 'z')",
        [number],
    )
    assert "captures 77: is gone" in "; ".join(archive.audit())
    assert f"link {number}: does not follow" in "; ".join(archive.audit())


def test_an_index_for_search_of_the_user_is_no_damage(
    fill: Callable[..., Archive], capture: Capture, clock: Clock
) -> None:
    archive = fill()
    archive.close()
    database = Database(archive.path)
    database.table("captures").enable_fts(["reason"], create_triggers=True)
    database.close()
    with Archive.open(archive.path, clock=clock) as used:
        used.add_capture(capture)
        found = used.examine()
    assert found.state is State.UNKNOWN
    assert "the trigger captures_ai" in {each.subject for each in found.found}


@pytest.mark.parametrize("column", ["agent", "program", "server_date"])
def test_a_link_of_form_1_names_nobody(
    older: Callable[[int], Path], clock: Clock, tamper: Tamper, column: str
) -> None:
    path = older(7)
    with Archive.open(path, clock=clock) as upgraded:
        assert upgraded.audit() == ()
    tamper(path, f"UPDATE chain SET {column} = 'put in' WHERE id = 2")  # noqa: S608 - a column of ours
    (told,) = examine_file(path).changed
    assert told == (
        "link 2: does not follow from the one before: an agent, program or server's date was put "
        "in, which links of form 1 don't have"
    )


def test_no_link_of_form_1_comes_after_one_of_form_2(archive: Archive) -> None:
    archive.add_blob(b"first", None)
    blob = {"sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1, "media_type": None}
    link = {
        "kind": "blobs",
        "record": blob["sha256"],
        "recorded_at": "2024-05-17T12:00:00Z",
        "record_sha256": digest_1([blob]),
    }
    with transaction(archive._db):
        insert(archive._db, "blobs", {**blob, "data": b"x"})
        sha256 = digest_1([archive.head(), link])
        insert(archive._db, "chain", {**link, "form": 1, "sha256": sha256})
    assert archive.audit() == ("link 2: is of form 1, after links of form 2: none is made so",)


def test_a_reading_that_hangs_on_another_capture(
    fill: Callable[..., Archive], report: ArticleReport, tamper: Tamper
) -> None:
    archive = fill(report)
    archive.close()
    tamper(archive.path, "UPDATE articles SET article_capture_id = 1")
    assert examine_file(archive.path).changed == (
        "articles 1: hangs on an article capture with other bytes than it was read from",
    )


def test_a_check_whose_rows_are_gone_can_be_made_again(
    fill: Callable[..., Archive],
    report: ArticleReport,
    tamper: Tamper,
    reopened: Callable[[Archive], Archive],
) -> None:
    archive = fill(report)
    archive.close()
    derived = (
        *("edits", "reviews", "findings", "check_postings", "checks", "images", "postings"),
        *("quotations", "embeds", "articles"),
    )
    tamper(archive.path, *map("DELETE FROM {}".format, derived))
    with reopened(archive) as emptied:
        found = emptied.examine()
    assert found.changed == ()
    assert [each.line for each in found.found] == [
        "checks 1: its rows are gone, link 11 alone is left of it"
    ]


def test_what_a_running_transaction_has_is_seen(archive: Archive, capture: Capture) -> None:
    archive.add_capture(capture)
    db = archive._db
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("BEGIN")
    db.execute("DROP TRIGGER blobs_no_update")
    db.execute("UPDATE blobs SET bytes = 1")
    db.execute("PRAGMA ignore_check_constraints = OFF")
    assert db.conn.in_transaction
    found = archive.audit()
    assert "SQLite: CHECK constraint failed in blobs" in found
    assert any("bytes was" in line for line in found) or any(
        line.endswith("is not as it was stored") for line in found
    )


def test_records_cut_off_at_the_end_show_by_a_noted_head(
    archive: Archive, capture: Capture, tamper: Tamper, reopened: Callable[[Archive], Archive]
) -> None:
    archive.add_capture(replace(capture, exchanges=()))
    first = archive.head()
    archive.add_capture(replace(capture, exchanges=()))
    noted = archive.head()
    assert archive.audit(noted_head=first) == archive.audit(noted_head=noted) == ()
    archive.close()
    tamper(archive.path, "DELETE FROM captures WHERE id = 2", "DELETE FROM chain WHERE id = 2")
    with reopened(archive) as cut:
        assert cut.audit() == ()
        assert cut.audit(noted_head=noted) == (
            f"the noted head {noted}: is no link of the chain any more",
        )
        both = cut.examine(f" {first} ".upper(), noted or "")
        assert [(each.sha256, each.link) for each in both.noted] == [(first, 1), (noted, None)]


def test_one_flipped_byte_in_the_file_is_found(
    archive: Archive, capture: Capture, reopened: Callable[[Archive], Archive]
) -> None:
    archive.add_capture(capture)
    archive.close()
    data = archive.path.read_bytes()
    payload = capture.exchanges[0].payload
    assert data.count(payload) == 1
    archive.path.write_bytes(data.replace(payload, payload.replace(b"not", b"now")))
    with reopened(archive) as flipped:
        (line,) = flipped.audit()
    assert line.startswith(f"blobs {capture.exchanges[0].payload_sha256}: its bytes have another")


def test_text_that_is_no_utf_8_is_told_and_put_back(
    archive: Archive, capture: Capture, reopened: Callable[[Archive], Archive]
) -> None:
    archive.add_capture(capture)
    archive.close()
    data = archive.path.read_bytes()
    archive.path.write_bytes(data.replace(b"syndication answered", b"s\xf9ndication answered"))
    with reopened(archive) as flipped:
        (line,) = flipped.audit()
    assert line.startswith("captures 1: is not as it was stored: reason was “syndication answered")


def test_an_archive_can_be_written_after_its_audit(archive: Archive, capture: Capture) -> None:
    archive.add_capture(capture)
    assert archive.audit() == ()
    archive.add_capture(capture)
    assert archive.audit() == ()


def test_the_path_of_the_archive_is_told(archive: Archive, path: Path) -> None:
    assert archive.examine().path == str(path)


def test_an_archive_that_is_in_use_is_not_damaged(archive: Archive, capture: Capture) -> None:
    archive.add_capture(capture)
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match="in use by another program"):
            connect_to_audit(archive.path, lock_seconds=0.05)


def test_a_writer_that_waits_is_not_waited_for(
    archive: Archive, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add_capture(capture)
    reading, writing = (
        sqlite3.connect(archive.path, isolation_level=None, timeout=0) for _ in range(2)
    )
    reading.execute("BEGIN")
    reading.execute("SELECT 1 FROM blobs").fetchone()
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("CREATE TABLE mine (x)")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        writing.execute("COMMIT")
    with ExitStack() as stack:
        assert audit._helpers(f"file:{archive.path}?mode=ro", stack) == []
    writing.close()
    reading.close()
    monkeypatch.setattr(audit, "_helpers", lambda *_: [])
    alone = archive.examine()
    monkeypatch.undo()
    assert alone == archive.examine()
    assert alone.state is State.OK


def test_many_changed_records_are_told_in_little_time(
    archive: Archive, capture: Capture, tamper: Tamper
) -> None:
    with archive.together():
        for number in range(400):
            archive.add_capture(replace(capture, reason=f"visit {number}"))
    archive.close()
    tamper(archive.path, "UPDATE captures SET reason = reason || '!'")
    begin = time.process_time()
    found = examine_file(archive.path, jobs=1)
    assert len(found.changed) == 400
    assert time.process_time() - begin < 30


# -- what can't be told, and what older archivers wrote -----------------------------------


def test_a_check_from_before_checks_had_links(
    older: Callable[[int], Path], clock: Clock, report: ArticleReport, payload: bytes
) -> None:
    with Archive.open(older(7), clock=clock) as archive:
        owner = archive.add_article_capture(
            payload, source="a", url=None, captured_at=clock(), media_type=None
        )
        posting = archive.captures_of(PostRef(platform="x", id="1001"))[0][0]
        judged = [each.posting for each in report.quotations if each.posting]
        read_from = dict.fromkeys([*report.postings, *report.versions, *judged], posting)
        with transaction(archive._db):
            check = reports.Check(
                article_capture=owner, read_from=read_from, checked_at=clock(), program="old"
            )
            assert reports.write_report(archive._db, report, check) == 1
        found = archive.examine()
        assert found.changed == ()
        assert [each.line for each in found.found] == [
            "checks 1: was stored before such records had links"
        ]
        archive.add_report(
            report, article_capture=owner, read_from=read_from, checked_at=clock(), program="new"
        )
        assert archive.examine().found == found.found
        with transaction(archive._db):
            reports.write_report(archive._db, report, check)
        assert archive.audit() == ("checks 3: is not in the chain: it was put in",)


def with_reading(archive: Archive, capture: Capture, posting: SocialMediaPosting) -> int:
    (number,) = archive.add_postings([posting], capture=archive.add_capture(capture))
    return number


@pytest.mark.parametrize(
    "without",
    [
        pytest.param(frozenset(), id="today"),
        pytest.param(audit_readings._POSTINGS.younger[0], id="before platforms"),
    ],
)
def test_a_reading_by_an_older_parser_has_the_digest_of_its_time(
    archive: Archive, capture: Capture, report: ArticleReport, without: frozenset[str]
) -> None:
    number = with_reading(archive, capture, report.postings[0])
    row = stored(posting_row(report.postings[0]))
    image = stored(image_row(report.postings[0].images[0], 0))
    parts = [
        {name: value for name, value in row.items() if name not in without},
        [{name: value for name, value in image.items() if name not in without}],
    ]
    archive._db.execute(
        "UPDATE postings SET reading_sha256 = ? WHERE id = ?", [digest_1(parts), number]
    )
    assert archive.audit() == ()
    archive._db.execute("UPDATE images SET claimed_sha256 = 'put in'")
    archive._db.execute("UPDATE postings SET was_edited = 1")
    assert archive.audit() == (f"postings {number}: is not as it was read: it has another digest",)


def test_a_digest_from_before_signs_were_replaced_cannot_be_made_again(
    archive: Archive, capture: Capture, report: ArticleReport
) -> None:
    broken = replace(report.postings[0], text="half a sign: \ud83d")
    number = with_reading(archive, capture, broken)
    assert archive.examine().found == ()
    archive._db.execute("UPDATE postings SET reading_sha256 = 'x' WHERE id = ?", [number])
    (only,) = archive.examine().found
    assert (only.state, only.subject) == (State.UNKNOWN, f"postings {number}")


# -- pages that can't be read -------------------------------------------------------------


@pytest.mark.parametrize("table", ["captures", "exchanges", "chain", "blobs"])
def test_what_stands_on_other_pages_is_still_looked_at(
    archive: Archive, capture: Capture, table: str
) -> None:
    for number in range(150):
        payload = f"{number}".encode() * 20
        exchange = replace(
            capture.exchanges[0],
            payload=payload,
            payload_sha256=hashlib.sha256(payload).hexdigest(),
        )
        archive.add_capture(replace(capture, reason=f"visit {number}", exchanges=(exchange,)))
    query = "SELECT pgoffset, pgsize FROM dbstat WHERE name = ? AND pagetype = 'leaf'"
    try:
        pages = archive._db.execute(query, [table]).fetchall()
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no dbstat")
    archive.close()
    data = bytearray(archive.path.read_bytes())
    offset, size = pages[len(pages) // 2]
    data[offset : offset + size] = b"\xa5" * size
    archive.path.write_bytes(data)
    found = examine_file(archive.path)
    tallies = {each.kind: each for each in found.tallies}
    assert found.state is State.CHANGED
    assert sum(each.changed for each in found.tallies) < 300
    for kind in {"blobs", "captures", "chain"} - {table}:
        if not (table == "exchanges" and kind == "captures"):
            assert tallies[kind].ok >= 100, kind
    spoilt = "captures" if table == "exchanges" else table
    assert 50 < tallies[spoilt].ok < 290
    assert any("can't" in line for line in found.changed)
