"""A file is somebody's word: what it can't make anybody say, whatever stands in it."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    FindingKind,
    PostRef,
    QuotationReview,
    Source,
    Verdict,
    Witness,
)
from archiver.pipeline import ArticleSource, Desk, check, open_desk, source_of
from archiver.pipeline.again import newer_bytes
from archiver.pipeline.evidence import gather
from archiver.pipeline.importing import import_file
from archiver.pipeline.recheck import listed
from archiver.report.facts import independent_witnesses
from archiver.report.text import render
from archiver.warc.write import FIELDS, HTTP_RESPONSE, Record, WarcWriter, fields_block

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
THEN = datetime(2024, 3, 5, 10, tzinfo=UTC)
ID = "112042320216068660"
API = f"https://social.example/api/v1/statuses/{ID}"
PAGE = f"https://social.example/@jane/{ID}"
STORY = "https://news.example/story"
SAID = "Nine days of rain and the harbour is still not closed to ships"
TURNED = "Nine days of rain and the harbour is still closed to ships"
OTHER = "Quite another thing stands in this one, about lamps and a broken gate"

Answer = tuple[str, datetime, int, str, bytes]
Write = Callable[..., Path]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "a.db", offline=True, clock=lambda: NOW) as made:
        yield made


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a WARC of answers: address, date, status, media type, body."""

    def made(*answers: Answer, software: str = "maker/1") -> Path:
        out = io.BytesIO()
        writer = WarcWriter(out)
        info = fields_block((("software", software),))
        writer.write(Record(kind="warcinfo", date=NOW, content_type=FIELDS, payload=info))
        for url, date, code, kind, body in answers:
            head = f"HTTP/1.1 {code} Said\r\nContent-Type: {kind}\r\n\r\n"
            writer.write(
                Record(
                    kind="response",
                    date=date,
                    content_type=HTTP_RESPONSE,
                    target=url,
                    head=head.encode(),
                    payload=body,
                )
            )
        path = tmp_path / f"made-{hashlib.sha256(out.getvalue()).hexdigest()[:8]}.warc.gz"
        path.write_bytes(out.getvalue())
        return path

    return made


def status(words: str) -> bytes:
    account = {
        "id": "1",
        "username": "jane",
        "acct": "jane",
        "display_name": "Jane Doe",
        "url": "https://social.example/@jane",
        "uri": "https://social.example/users/jane",
    }
    return json.dumps(
        {
            "id": ID,
            "created_at": "2024-03-05T09:15:30.250Z",
            "uri": f"https://social.example/users/jane/statuses/{ID}",
            "url": PAGE,
            "content": f"<p>{words}</p>",
            "visibility": "public",
            "account": account,
            "media_attachments": [],
        }
    ).encode()


def shown(words: str, at: datetime = THEN) -> Answer:
    return API, at, 200, "application/json", status(words)


def own_visit(desk: Desk, words: str, at: datetime, source: Source = Source.PLATFORM) -> None:
    """A visit of the archiver's own that got the post from its platform, or from a web archive."""
    payload = status(words)
    exchange = Exchange(
        request=FetchRequest(url=API, route="status", source=source),
        memento_datetime=at if source is Source.ARCHIVE else None,
        warc_date=at,
        target_uri=API,
        status=200,
        headers=(("Content-Type", "application/json"),),
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
    )
    capture = Capture(
        ref=ref(desk),
        captured_at=at,
        availability=Availability.AVAILABLE,
        reason="status: 200",
        exchanges=(exchange,),
    )
    desk.archive.add_capture(capture)


def ref(desk: Desk) -> PostRef:
    found = [platform.match(PAGE) for platform in desk.platforms]
    return next(one for one in found if one is not None)


def page(said: str = SAID, copy: str = "") -> bytes:
    embed = f"<iframe src='{PAGE}/embed' class='mastodon-embed'></iframe>"
    filler = "<p>Two towns wait for it, and so does the harbour, where work stopped.</p>"
    said = f"<p>Jane Doe posted on Mastodon: “{said}”</p>"
    return (
        "<html lang='en'><head><title>T</title></head><body><article><h1>T</h1>"
        f"{said}{copy or embed}{filler}</article></body></html>"
    ).encode()


def reviewed(desk: Desk, payload: bytes | None = None) -> QuotationReview:
    source = ArticleSource(name="x.html", payload=payload or page(), received=NOW)
    (review,) = check(source, desk).report.quotations
    return review


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(TURNED, id="altered"),
        pytest.param(OTHER, id="not-found"),
    ],
)
def test_a_file_alone_convicts_nobody(desk: Desk, write: Write, words: str) -> None:
    import_file(str(write(shown(words))), desk)
    review = reviewed(desk)
    assert review.verdict is Verdict.UNVERIFIABLE
    assert "Only a file that others made has the post in full" in review.reasons[0]


def test_the_difference_is_shown_all_the_same(desk: Desk, write: Write) -> None:
    import_file(str(write(shown(TURNED))), desk)
    review = reviewed(desk)
    assert review.alignment is not None
    assert [str(edit.kind) for edit in review.alignment.edits] == ["negation_changed"]


def test_two_files_convict_no_more_than_one(desk: Desk, write: Write) -> None:
    import_file(str(write(shown(TURNED))), desk)
    import_file(str(write(shown(TURNED, THEN + timedelta(days=3)), software="other/2")), desk)
    assert reviewed(desk).verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("days", [-300, 300], ids=["file-before", "file-after"])
def test_with_the_platforms_own_words_a_file_takes_nothing_away(
    desk: Desk, write: Write, days: int
) -> None:
    """The same words from both: the platform's convict, and are not lost among the file's."""
    own_visit(desk, TURNED, THEN + timedelta(days=350))
    import_file(str(write(shown(TURNED, THEN + timedelta(days=350 + days)))), desk)
    assert reviewed(desk).verdict is Verdict.ALTERED


def test_an_own_memento_is_not_lost_among_a_files_words(desk: Desk, write: Write) -> None:
    own_visit(desk, TURNED, THEN, Source.ARCHIVE)
    import_file(str(write(shown(TURNED, THEN + timedelta(days=1)))), desk)
    assert reviewed(desk).verdict is Verdict.ALTERED
    source = ArticleSource(name="x.html", payload=page(), received=NOW)
    versions = gather(check(source, desk).report.article, desk).versions
    told = {(one.witness, one.imported is None) for one in versions if one.text}
    assert told == {(Witness.ARCHIVE, True), (Witness.ARCHIVE, False)}


def test_it_is_no_witness_that_is_counted(desk: Desk, write: Write) -> None:
    import_file(str(write(shown(SAID))), desk)
    source = ArticleSource(name="x.html", payload=page(), received=NOW)
    report = check(source, desk).report
    assert [review.verdict for review in report.quotations] == [Verdict.EXACT]
    assert independent_witnesses(report.versions) == ()
    told = render(report, width=100, color=False)
    assert "a file that others made · available · 0 independent witnesses" in told
    assert "web archive" not in told


def unavailable(folder: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "a.db")) as db:
        return db.execute("SELECT availability FROM unavailable_posts").fetchall()


GONE = (
    (API, THEN, 404, "application/json", b'{"error":"Record not found"}'),
    (PAGE, THEN, 404, "text/html", b"<title>Not found</title>"),
)


def test_a_file_makes_no_post_deleted(desk: Desk, write: Write, tmp_path: Path) -> None:
    """Two answers of two records say so; whoever made the file wrote them."""
    made = import_file(str(write(*GONE)), desk)
    assert [post.availability for post in made.posts] == [Availability.ERROR]
    assert made.posts[0].words.startswith("by the answers in the file it was not found (")
    assert unavailable(tmp_path) == []


@pytest.mark.parametrize("code", [401, 403, 429, 999])
def test_who_was_let_in_was_not_us(desk: Desk, write: Write, code: int) -> None:
    made = import_file(str(write((API, THEN, code, "application/json", b"<p>No"))), desk)
    assert [post.availability for post in made.posts] == [Availability.ERROR]


def test_a_later_file_does_not_outdo_a_visit_of_our_own(
    desk: Desk, write: Write, tmp_path: Path
) -> None:
    gone = Capture(
        ref=ref(desk),
        captured_at=THEN,
        availability=Availability.NOT_FOUND,
        reason="status: 404; page: 404",
    )
    desk.archive.add_capture(gone)
    import_file(str(write(shown(SAID, NOW))), desk)
    source = ArticleSource(name="x.html", payload=page(), received=NOW)
    versions = gather(check(source, desk).report.article, desk).versions
    assert {one.availability for one in versions} == {Availability.NOT_FOUND}
    assert unavailable(tmp_path) == [("not_found",)]


def test_a_conflict_names_the_file(desk: Desk, fixtures: Path) -> None:
    tweet = "https://twitter.com/sampoe/status/1764946452280246272"
    copy = (
        f"<blockquote class='twitter-tweet'><p lang='en'>{OTHER}</p>&mdash; Sam Poe (@sampoe) "
        f"<a href='{tweet}'>March 5, 2024</a></blockquote>"
    )
    import_file(str(fixtures / "warc" / "wget.warc.gz"), desk)
    source = ArticleSource(name="x.html", payload=page(copy=copy), received=NOW)
    found = check(source, desk).report.findings
    conflicts = [one for one in found if one.kind is FindingKind.WITNESS_CONFLICT]
    assert [set(one.sides) for one in conflicts] == [{"embed", "import"}]
    assert "the one that a file that others made has" in conflicts[0].message


# -- articles ---------------------------------------------------------------------------


def own_article(desk: Desk) -> None:
    """The story, as its own address answered."""
    payload = page()
    exchange = Exchange(
        request=FetchRequest(url=STORY, route="article"),
        warc_date=THEN,
        target_uri=STORY,
        status=200,
        headers=(("Content-Type", "text/html"),),
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
    )
    desk.archive.add_article_capture(
        payload,
        source=STORY,
        url=STORY,
        captured_at=THEN,
        media_type="text/html",
        exchanges=(exchange,),
    )


def test_an_article_of_ours_goes_before_a_files(desk: Desk, write: Write) -> None:
    own_article(desk)
    forged = write((STORY, NOW, 200, "text/html", page("Words that the paper never printed")))
    made = import_file(str(forged), desk, articles=[STORY])
    assert len(made.articles) == 1
    source = source_of(STORY, clock=desk.clock, transport=None, archive=desk.archive)
    assert source.payload == page()


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "application/javascript"])
def test_an_endpoints_data_are_no_article(desk: Desk, write: Write, kind: str) -> None:
    made = import_file(str(write((STORY, THEN, 200, kind, page()))), desk, articles=[STORY])
    assert (made.articles, made.missing) == ([], (STORY,))


def test_xhtml_is_an_article(desk: Desk, write: Write) -> None:
    path = write((STORY, THEN, 200, "application/xhtml+xml", page()))
    assert len(import_file(str(path), desk, articles=[STORY]).articles) == 1


# -- the same answers in other files ------------------------------------------------------


def test_the_same_answers_in_another_file_are_one_observation(desk: Desk, write: Write) -> None:
    answers = (shown(SAID), (STORY, THEN, 200, "text/html", page()))
    import_file(str(write(*answers)), desk, articles=[STORY])
    counts, head = desk.archive.counts(), desk.archive.head()
    again = import_file(str(write(*answers, software="packer/9")), desk, articles=[STORY])
    assert (again.posts, again.articles, again.known, again.before) == ([], [], 2, None)
    assert (desk.archive.counts(), desk.archive.head()) == (counts, head)


def test_our_own_visit_is_not_read_in_again(desk: Desk, write: Write) -> None:
    own_visit(desk, SAID, THEN)
    made = import_file(str(write(shown(SAID))), desk)
    assert (made.posts, made.known, made.import_id) == ([], 1, None)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(shown(TURNED), id="other-words"),
        pytest.param(shown(SAID, THEN + timedelta(microseconds=1)), id="another-time"),
    ],
)
def test_what_differs_is_another(desk: Desk, write: Write, other: Answer) -> None:
    import_file(str(write(shown(SAID))), desk)
    assert len(import_file(str(write(other)), desk).posts) == 1


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://[::1/api/v1/statuses/1", id="half-an-address"),
        pytest.param("https://social.example:port/api/v1/statuses/1", id="no-port"),
        pytest.param("https:///api/v1/statuses/1", id="no-host"),
    ],
)
def test_an_address_that_is_none_ends_nothing(desk: Desk, write: Write, url: str) -> None:
    made = import_file(str(write((url, THEN, 200, "application/json", b"{}"), shown(SAID))), desk)
    assert [post.words for post in made.posts] == [SAID]


def test_nothing_was_recorded_before_there_was_a_web(desk: Desk, write: Write) -> None:
    made = import_file(str(write(shown(SAID, datetime(1989, 12, 31, tzinfo=UTC)))), desk)
    assert (made.posts, made.refused) == ([], 1)
    assert "dated 1989-12-31, when there was no web" in made.problems[0]


@pytest.mark.parametrize("asked", [True, False], ids=["asked-ourselves", "never-asked"])
def test_a_later_file_is_no_newer_answer_of_an_address_that_was_asked(
    desk: Desk, write: Write, *, asked: bool
) -> None:
    if asked:
        own_article(desk)
    else:
        first = (STORY, THEN, 200, "text/html", page())
        import_file(str(write(first)), desk, articles=[STORY])
    check(source_of(STORY, clock=desk.clock, transport=None, archive=desk.archive), desk)
    later = page().replace(b"Two towns wait", b"Three towns wait")
    import_file(str(write((STORY, NOW, 200, "text/html", later))), desk, articles=[STORY])
    before = desk.archive.visits.judgement(1)
    assert before is not None
    assert (newer_bytes(before, desk) is None) is asked


def test_an_import_is_no_visit_of_ours(desk: Desk, write: Write) -> None:
    import_file(str(write(shown(SAID, NOW - timedelta(minutes=5)))), desk)
    (due,) = listed(desk, only_due=True, articles=False)
    assert isinstance(due.subject, PostRef)
    assert due.last is None
