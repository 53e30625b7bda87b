"""Files of other programs read in: what becomes of them, and what may not."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import InputError
from archiver.model import Availability, Capture, PostRef, Verdict, Witness
from archiver.pipeline import Desk, check, open_desk, source_of
from archiver.pipeline.evidence import gather
from archiver.pipeline.importing import Imported, import_file
from archiver.pipeline.recorded import VISIT, Span, spans
from archiver.pipeline.visits import stored_visits
from archiver.warc.index import Entry
from archiver.warc.unpack import Place
from archiver.warc.write import FIELDS, HTTP_RESPONSE, Record, WarcWriter, fields_block

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIVE = "mastodon:social.example/112042320216068660"
GONE = "mastodon:social.example/112042556146745000"
TWEET = "x:1764946452280246272"
STORY = "http://news.example/2024/03/story.html"
API = "https://social.example/api/v1/statuses/{}"
PAGE = "https://social.example/@jane/{}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "a.db", offline=True, clock=lambda: NOW) as made:
        yield made


@pytest.fixture
def warcs(fixtures: Path) -> Path:
    return fixtures / "warc"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a WARC of answers, each as address, date, status and body."""

    def made(*answers: tuple[str, str, int, bytes]) -> Path:
        out = io.BytesIO()
        writer = WarcWriter(out)
        info = fields_block((("software", "maker/1"),))
        writer.write(Record(kind="warcinfo", date=NOW, content_type=FIELDS, payload=info))
        for url, date, code, body in answers:
            where = f"Location: {body.decode()}\r\n" if code // 100 == 3 else ""
            head = f"HTTP/1.1 {code} Said\r\n{where}Content-Type: application/json\r\n\r\n"
            writer.write(
                Record(
                    kind="response",
                    date=datetime.fromisoformat(date),
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


def status(number: str, words: str) -> bytes:
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
            "id": number,
            "created_at": "2024-03-05T09:15:30.250Z",
            "uri": f"https://social.example/users/jane/statuses/{number}",
            "url": PAGE.format(number),
            "content": f"<p>{words}</p>",
            "visibility": "public",
            "account": account,
            "media_attachments": [],
        }
    ).encode()


ID = "112042320216068660"


def visits(desk: Desk, key: str) -> list[Capture]:
    platform, _, number = key.partition(":")
    ref = PostRef(platform=platform, id=number)
    return [capture for _, capture in desk.archive.captures_of(ref)]


@pytest.mark.parametrize("name", ["wget.warc.gz", "recorder.warc.gz", "crawl.wacz"])
def test_posts_are_read_by_their_platforms_own_plans(desk: Desk, warcs: Path, name: str) -> None:
    made = import_file(str(warcs / name), desk)
    found = {post.ref.key: post.availability for post in made.posts}
    assert found == {
        LIVE: Availability.AVAILABLE,
        GONE: Availability.ERROR,
        TWEET: Availability.AVAILABLE,
    }
    for key in found:
        for capture in visits(desk, key):
            assert capture.imported is not None
            assert capture.imported.startswith(str(warcs / name))
            assert f"read from {capture.imported}" in capture.reason
            assert all(one.record_id for one in capture.exchanges)
            assert all(
                one.warc_date.date() == capture.captured_at.date() for one in capture.exchanges
            )
    assert desk.archive.audit() == ()
    assert desk.archive.counts()["imports"] == 1


def test_a_file_bears_witness_as_an_archive_and_says_which(desk: Desk, warcs: Path) -> None:
    import_file(str(warcs / "wget.warc.gz"), desk)
    ref = PostRef(platform="x", id=TWEET[2:])
    (visit,) = stored_visits(ref, desk)
    (posting,) = visit.postings
    assert (posting.witness, posting.handle) == (Witness.ARCHIVE, "sampoe")
    assert posting.imported == f"{warcs / 'wget.warc.gz'}, recorded by Wget/1.21.3 (linux-gnu)"
    assert posting.text == "Nine days of rain, and the harbour is still closed."


def test_pictures_come_with_their_posts(desk: Desk, warcs: Path) -> None:
    import_file(str(warcs / "wget.warc.gz"), desk)
    (capture,) = visits(desk, LIVE)
    (picture,) = [one for one in capture.exchanges if one.request.route == "image"]
    assert picture.payload.startswith(b"\x89PNG")
    assert [image.sha256 for _, one in desk.archive.postings(LIVE) for image in one.images] == [
        picture.payload_sha256
    ]


@pytest.mark.parametrize("name", ["wget.warc.gz", "crawl.wacz"])
def test_the_same_file_adds_nothing_twice(
    desk: Desk, warcs: Path, tmp_path: Path, name: str
) -> None:
    first = import_file(str(warcs / name), desk, articles=[STORY])
    counts, head = desk.archive.counts(), desk.archive.head()
    copy = tmp_path / "copy"
    copy.write_bytes((warcs / name).read_bytes())
    again = import_file(str(copy), desk, articles=[STORY])
    assert (again.posts, again.articles) == ([], [])
    assert again.known == len(first.posts) + len(first.articles)
    assert (again.before, again.import_id) == (NOW, first.import_id)
    assert (desk.archive.counts(), desk.archive.head()) == (counts, head)


def test_an_article_of_a_file_is_checked_offline(desk: Desk, warcs: Path) -> None:
    made = import_file(str(warcs / "crawl.wacz"), desk)
    assert [one.url for one in made.articles] == [STORY, STORY]
    source = source_of(STORY, clock=desk.clock, transport=None, archive=desk.archive)
    done = check(source, desk)
    verdicts = [one.verdict for one in done.report.quotations]
    assert verdicts == [Verdict.UNVERIFIABLE, Verdict.EXACT]
    assert done.report.article.notes[-1].startswith(
        f"read from {warcs / 'crawl.wacz'}, recorded by"
    )
    first, second = done.report.quotations
    assert "judged against the post's words as the file that others made has them" in first.reasons
    assert "judged against the post's words as the file that others made has them" in second.reasons
    assert desk.archive.counts()["article_captures"] == 2
    article = replace(done.report.article, source=str(warcs / "crawl.wacz"))
    assert desk.archive.report(done.check_id) == replace(done.report, article=article)
    assert desk.archive.audit() == ()


def test_a_page_that_is_named_is_an_article_by_any_of_its_addresses(
    desk: Desk, warcs: Path
) -> None:
    short = "http://news.example/short"
    made = import_file(str(warcs / "wget.warc.gz"), desk, articles=[short])
    assert [one.url for one in made.articles] == [STORY]
    for address in (short, STORY):
        source = source_of(address, clock=desk.clock, transport=None, archive=desk.archive)
        assert source.url == STORY
    with pytest.raises(InputError, match="the network is not to be touched"):
        source_of(f"{STORY}x", clock=desk.clock, transport=None, archive=desk.archive)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://news.example/nowhere", id="not-there"),
        pytest.param("http://social.example/media/one.png", id="a-picture"),
        pytest.param(PAGE.format("112042556146745000"), id="a-404"),
    ],
)
def test_an_article_that_is_not_there_is_told(desk: Desk, warcs: Path, address: str) -> None:
    made = import_file(str(warcs / "wget.warc.gz"), desk, articles=[address])
    assert made.missing == (address,)
    assert made.articles == []


def test_an_article_can_be_added_later(desk: Desk, warcs: Path) -> None:
    path = str(warcs / "wget.warc.gz")
    assert import_file(path, desk).articles == []
    again = import_file(path, desk, articles=[STORY])
    assert (len(again.articles), again.posts) == (1, [])
    assert desk.archive.counts()["imports"] == 1


def test_pages_of_a_list_can_be_left_out(desk: Desk, warcs: Path) -> None:
    assert import_file(str(warcs / "crawl.wacz"), desk, pages=False).articles == []


def test_each_time_that_a_post_was_recorded_is_a_visit(
    desk: Desk, write: Callable[..., Path]
) -> None:
    path = write(
        (API.format(ID), "2026-03-01T10:00:00Z", 200, status(ID, "One two three")),
        (API.format(ID), "2026-03-01T10:10:00Z", 200, status(ID, "One two four")),
        (API.format(ID), "2026-05-01T10:00:00Z", 404, b'{"error":"Record not found"}'),
        (PAGE.format(ID), "2026-05-01T10:00:01Z", 404, b"<title>Not found</title>"),
    )
    import_file(str(path), desk)
    seen = [(one.captured_at, one.availability.value) for one in visits(desk, LIVE)]
    assert seen == [
        (datetime(2026, 3, 1, 10, tzinfo=UTC), "available"),
        (datetime(2026, 3, 1, 10, 10, tzinfo=UTC), "available"),
        (datetime(2026, 5, 1, 10, tzinfo=UTC), "error"),
    ]
    words = [posting.text for _, posting in desk.archive.postings(LIVE)]
    assert words == ["One two three", "One two four"]


def test_an_address_may_send_on_to_another_form_of_itself(
    desk: Desk, write: Callable[..., Path]
) -> None:
    when = "2026-03-01T10:00:00Z"
    secure = API.format(ID)
    plain = secure.replace("https:", "http:")
    path = write(
        (plain, when, 301, secure.encode()), (secure, when, 200, status(ID, "One two three"))
    )
    import_file(str(path), desk)
    (capture,) = visits(desk, LIVE)
    assert capture.availability is Availability.AVAILABLE
    assert [one.status for one in capture.exchanges] == [200]


def test_a_redirect_out_of_the_file_is_no_answer(desk: Desk, write: Callable[..., Path]) -> None:
    path = write((API.format(ID), "2026-03-01T10:00:00Z", 302, b"https://social.example/login"))
    (post,) = import_file(str(path), desk).posts
    assert post.availability is Availability.ERROR
    assert "it leads to https://social.example/login, which is not in the file" in post.words


def test_one_signal_of_absence_is_none(desk: Desk, write: Callable[..., Path]) -> None:
    path = write((API.format(ID), "2026-05-01T10:00:00Z", 404, b'{"error":"Record not found"}'))
    (post,) = import_file(str(path), desk).posts
    assert post.availability is Availability.ERROR


@pytest.mark.parametrize("code", [403, 429, 503])
def test_a_refusal_is_no_absence(desk: Desk, write: Callable[..., Path], code: int) -> None:
    path = write(
        (API.format(ID), "2026-05-01T10:00:00Z", code, b"{}"),
        (PAGE.format(ID), "2026-05-01T10:00:00Z", code, b"<title>Just a moment...</title>"),
    )
    (post,) = import_file(str(path), desk).posts
    assert post.availability in {Availability.BLOCKED_FOR_US, Availability.ERROR}


def test_an_old_file_does_not_outdo_what_is_newer(desk: Desk, write: Callable[..., Path]) -> None:
    gone = Capture(
        ref=PostRef(platform="mastodon", id=LIVE.partition(":")[2], url=PAGE.format(ID)),
        captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        availability=Availability.NOT_FOUND,
        reason="status: 404; page: 404",
    )
    desk.archive.add_capture(gone)
    words = "The bridge will not open before the ninth of May"
    import_file(str(write((API.format(ID), "2024-03-06T10:00:00Z", 200, status(ID, words)))), desk)
    assert [one.availability.value for one in visits(desk, LIVE)] == ["available", "not_found"]
    article = check(
        source_of_text(f"<p>As Jane Doe posted: “{words}”</p><a href='{PAGE.format(ID)}'>x</a>"),
        desk,
    ).report.article
    found = [one for one in gather(article, desk).versions if one.witness is Witness.ARCHIVE]
    assert [one.availability for one in found] == [Availability.NOT_FOUND]


def source_of_text(html: str) -> Any:
    from archiver.pipeline import ArticleSource

    filler = "<p>Two towns wait for it, and so does the harbour, where work stopped.</p>"
    embed = f"<iframe src='{PAGE.format(ID)}/embed' class='mastodon-embed'></iframe>"
    page = f"<html><body><article><h1>T</h1>{html}{embed}{filler}</article></body></html>"
    return ArticleSource(name="x.html", payload=page.encode(), received=NOW)


def test_another_posts_answer_is_not_taken(desk: Desk, write: Callable[..., Path]) -> None:
    """An endpoint asked about one post, and a file in which it answers with another."""
    other = status("109664324812804660", "Other words by other people")
    path = write((API.format(ID), "2026-05-01T10:00:00Z", 200, other))
    made = import_file(str(path), desk)
    assert [one for one in made.posts if one.availability is Availability.AVAILABLE] == []
    assert desk.archive.postings(LIVE) == ()


def test_nothing_in_a_file_leaves_the_archive_as_it_was(desk: Desk, warcs: Path) -> None:
    made = import_file(str(warcs / "wget-plain.warc"), desk)
    assert (made.import_id, made.posts, made.answers) == (None, [], 3)
    assert desk.archive.head() is None


def test_what_was_broken_off_goes_on(
    desk: Desk, warcs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.pipeline.importing.BATCH", 2)
    path = str(warcs / "recorder.warc.gz")

    def told(what: str) -> None:
        if "3 of 3 posts" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(path, desk, told=told)
    assert desk.archive.audit() == ()
    assert desk.archive.counts()["captures"] == 4
    again = import_file(path, desk)
    assert (len(again.posts), again.known) == (2, 4)
    assert desk.archive.counts()["captures"] == 6
    assert desk.archive.counts()["imports"] == 1


def test_a_file_that_is_cut_gives_what_was_whole(desk: Desk, warcs: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    path.write_bytes((warcs / "wget.warc.gz").read_bytes()[:4_000])
    made = import_file(str(path), desk)
    assert not made.sound
    assert "it is cut: the gzip data" in made.damage[0]
    assert next(post.ref.key for post in made.posts) == LIVE
    assert desk.archive.audit() == ()


def spoiled(warcs: Path, tmp_path: Path) -> Path:
    import gzip

    data = gzip.decompress((warcs / "wget.warc.gz").read_bytes())
    path = tmp_path / "spoiled.warc"
    path.write_bytes(data.replace(b"will not open", b"will now open"))
    return path


def test_a_wrong_digest_keeps_a_record_out(desk: Desk, warcs: Path, tmp_path: Path) -> None:
    made = import_file(str(spoiled(warcs, tmp_path)), desk)
    assert (made.wrong, made.sound) == (2, False)
    assert "does not have the digest that it states" in made.problems[0]
    assert LIVE not in {post.ref.key for post in made.posts}


def test_without_the_check_it_says_that_the_digest_is_wrong(
    desk: Desk, warcs: Path, tmp_path: Path
) -> None:
    made = import_file(str(spoiled(warcs, tmp_path)), desk, check=False)
    (post,) = [one for one in made.posts if one.ref.key == LIVE]
    assert "now open" in post.words
    (capture,) = visits(desk, LIVE)
    assert "the digest that the file states for it is wrong" in capture.reason
    assert not made.sound


def test_a_package_with_a_wrong_digest_is_refused_whole(
    desk: Desk, warcs: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(warcs / "crawl.wacz") as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, data.replace(b"A page", b"B page"))
    with pytest.raises(InputError, match=r"x\.wacz: pages/pages\.jsonl"):
        import_file(str(path), desk)
    assert desk.archive.head() is None
    made = import_file(str(path), desk, check=False)
    assert (made.sound, made.details["package"]["digests_hold"]) == (False, False)
    assert all(
        one.reason.endswith("a package whose digests are wrong") for one in visits(desk, LIVE)
    )


def test_a_file_that_changes_under_our_hands_is_refused(
    desk: Desk, warcs: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes((warcs / "wget.warc.gz").read_bytes())

    def told(what: str) -> None:
        if "of 3 posts" in what:
            with path.open("ab") as file:
                file.write(b"more")

    with pytest.raises(InputError, match="changed while it was read"):
        import_file(str(path), desk, told=told)
    assert desk.archive.head() is None


def entry(url: str, minute: int, status_code: int = 200, payload: str = "a") -> Entry:
    return Entry(
        warc=0,
        place=Place(0),
        uri=url,
        date=datetime(2026, 3, 1, minute // 60, minute % 60, tzinfo=UTC),
        record_id=f"{url}{minute}",
        status=status_code,
        media_type="text/html",
        sound=True,
        block_sha256=b"",
        payload=payload,
    )


@pytest.mark.parametrize(
    ("entries", "starts"),
    [
        pytest.param([], [], id="none"),
        pytest.param([entry("a", 5), entry("b", 6)], [5], id="one-visit"),
        pytest.param([entry("a", 5), entry("a", 6)], [5], id="the-same-twice"),
        pytest.param([entry("a", 5), entry("a", 6, 404)], [5, 6], id="another-status"),
        pytest.param([entry("a", 5), entry("a", 6, 200, "b")], [5, 6], id="another-payload"),
        pytest.param([entry("a", 70), entry("b", 5)], [5, 70], id="an-hour-and-more"),
        pytest.param([entry("http://w/a", 1, 301), entry("https://www.w/a", 1)], [1], id="sent-on"),
    ],
)
def test_visits_are_told_apart(entries: list[Entry], starts: list[int]) -> None:
    found = [one.start.hour * 60 + one.start.minute for one in spans(entries)]
    assert found == starts


def test_a_span_has_a_distance() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    span = Span(start=start, end=start + VISIT)
    assert span.distance(start + VISIT / 2).total_seconds() == 0
    assert span.distance(start - VISIT) == span.distance(start + VISIT * 2) == VISIT


def test_details_say_what_was_checked(desk: Desk, warcs: Path) -> None:
    made: Imported = import_file(str(warcs / "crawl.wacz"), desk)
    package = made.details["package"]
    assert made.details["digests"] == {"hold": 26, "wrong": 0, "none": 0}
    assert (package["digests_hold"], package["sealed"], package["signature"]) == (True, True, None)
    assert made.details["warcinfo"]["ispartof"] == "test"
