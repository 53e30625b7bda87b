"""The main job with a network: every route over real HTTP, to a server on this machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archiver.errors import FetchError
from archiver.fetch.transport import Transport
from archiver.model import (
    ArticleReport,
    Availability,
    Exchange,
    FetchRequest,
    FindingKind,
    ImageObject,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.pipeline import capture, check
from archiver.pipeline.pictures import with_pictures

KIM = "1037470730156351681"
IVANKA = "1037495027760894016"
KIM_WORDS = (
    "It started with Ms. Alice, but looking at her and seeing the faces and learning the stories "
    "of the men and women I’ve met inside prisons I knew I couldn’t stop at just one. It’s time "
    "for REAL systemic change https://t.co/kdKr8s6lJW"
)
URL = f"https://x.com/KimKardashian/status/{KIM}"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
OEMBED = "publish.x.com/oembed"
CDX = "web.archive.org/cdx"
PICTURE = "pbs.twimg.com/media/Example1"


@pytest.fixture
def picture(fixtures: Path) -> bytes:
    return (fixtures / "media" / "square.png").read_bytes()


@pytest.fixture
def posted(bench: Any, picture: bytes) -> Any:
    """Both posts and the picture that they share are there."""
    for post_id in (KIM, IVANKA):
        bench.web.on(SYNDICATION, post_id, bench.tweet(post_id))
    bench.web.on(PICTURE, "", picture)
    return bench


def posting_of(report: ArticleReport, post_id: str) -> SocialMediaPosting:
    return next(item for item in report.postings if item.ref.id == post_id)


def verdicts(report: ArticleReport) -> list[Verdict]:
    return [r.verdict for r in report.quotations if r.verdict is not Verdict.OUT_OF_SCOPE]


def test_the_platform_is_the_witness(posted: Any, picture: bytes) -> None:
    with posted.open() as desk:
        checked = check(posted.page, desk)
        assert checked.exit_code == 0
        assert checked.troubles == ()
        assert verdicts(checked.report) == [Verdict.CONVENTIONAL, Verdict.EXACT]
        for post_id in (KIM, IVANKA):
            posting = posting_of(checked.report, post_id)
            assert posting.witness is Witness.PLATFORM
            assert posting.availability is Availability.AVAILABLE
        sha256 = hashlib.sha256(picture).hexdigest()
        (image,) = posting_of(checked.report, KIM).images
        assert image.sha256 == sha256
        assert image.phash is not None
        assert image.dhash is not None
        assert len(image.phash) == len(image.dhash) == 16
        assert desk.archive.blob(sha256) == picture
        kinds = [f.kind for f in checked.report.findings]
        assert FindingKind.WITNESS_CONFLICT not in kinds


def test_the_embed_and_the_platform_are_both_kept(posted: Any) -> None:
    with posted.open() as desk:
        report = check(posted.page, desk).report
        stored = desk.archive.report(1)
    witnesses = [(v.ref.id, v.witness) for v in report.versions]
    assert sorted(witnesses) == sorted(
        (post_id, witness)
        for post_id in (KIM, IVANKA)
        for witness in (Witness.EMBED, Witness.PLATFORM)
    )
    assert stored is not None
    assert [r.verdict for r in stored.quotations] == [r.verdict for r in report.quotations]
    assert stored.versions == report.versions


def test_one_picture_of_two_posts_is_stored_once(posted: Any, picture: bytes) -> None:
    with posted.open() as desk:
        check(posted.page, desk)
        before = desk.archive.counts()
        check(posted.page, desk)
        after = desk.archive.counts()
        assert desk.archive.audit() == ()
    assert after["captures"] == before["captures"] + 2
    assert after["blobs"] == before["blobs"]
    requests = [path for path in posted.web.seen if path.startswith(f"/{PICTURE}")]
    assert len(requests) == 4, "each visit looks at the picture again"
    assert picture


def test_witnesses_that_differ_are_a_finding(posted: Any) -> None:
    other = "It started with Ms. Alice, and I will never stop. https://t.co/kdKr8s6lJW"
    posted.web.on(SYNDICATION, KIM, posted.tweet(KIM, text=other))
    with posted.open() as desk:
        checked = check(posted.page, desk)
    conflicts = [f for f in checked.report.findings if f.kind is FindingKind.WITNESS_CONFLICT]
    assert [f.posting for f in conflicts] == [f"x:{KIM}"]
    assert conflicts[0].sides["platform"] == other
    assert "REAL systemic change" in conflicts[0].sides["embed"]
    kim = next(r for r in checked.report.quotations if "Ms. Alice" in r.quotation.quote.exact)
    assert kim.verdict is Verdict.CONVENTIONAL
    assert kim.posting is not None
    assert kim.posting.witness is Witness.EMBED


def test_a_deleted_post_is_shown_as_deleted(posted: Any) -> None:
    posted.web.on(SYNDICATION, KIM, status=404)
    posted.web.on(OEMBED, KIM, status=404)
    with posted.open() as desk:
        checked = check(posted.page, desk)
        assert posting_of(checked.report, KIM).availability is Availability.NOT_FOUND
        assert posting_of(checked.report, IVANKA).availability is Availability.AVAILABLE
        assert checked.exit_code == 0
        assert desk.archive.audit() == ()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(403, b"", id="403"),
        pytest.param(429, b"", id="429"),
        pytest.param(200, b"<!DOCTYPE html><title>Just a moment...</title>", id="challenge"),
    ],
)
def test_a_blocked_post_is_never_called_deleted(posted: Any, status: int, body: bytes) -> None:
    for route in (SYNDICATION, OEMBED):
        posted.web.on(route, KIM, body, status)
    with posted.open() as desk:
        report = check(posted.page, desk).report
    assert posting_of(report, KIM).availability is Availability.BLOCKED_FOR_US
    assert posting_of(report, KIM).witness is Witness.EMBED


def test_a_post_deleted_since_is_judged_by_the_archive(posted: Any) -> None:
    with posted.open() as desk:
        check(posted.page, desk)
        posted.web.on(SYNDICATION, KIM, status=404)
        posted.web.on(OEMBED, KIM, status=404)
        again = check(posted.page, desk)
    kim = posting_of(again.report, KIM)
    assert kim.witness is Witness.PLATFORM
    assert kim.availability is Availability.NOT_FOUND
    assert verdicts(again.report) == [Verdict.CONVENTIONAL, Verdict.EXACT]


def test_every_version_of_an_edited_post_is_a_witness(posted: Any) -> None:
    earlier = KIM_WORDS.replace("Ms. Alice", "Ms. Alice Johnson")
    posted.web.on(SYNDICATION, KIM, posted.tweet(KIM, text=earlier))
    with posted.open() as desk:
        check(posted.page, desk)
        posted.web.on(SYNDICATION, KIM, posted.tweet(KIM))
        # The first place is the quotation; the embed has the words of today.
        payload = posted.page.payload.replace(b"Ms. Alice", b"Ms. Alice Johnson", 1)
        report = check(replace(posted.page, payload=payload), desk).report
        stored = dict(desk.archive.captures_of(posting_of(report, KIM).ref))
    assert {v.text for v in report.versions if v.ref.id == KIM} > {earlier, KIM_WORDS}
    kim = next(r for r in report.quotations if "Ms. Alice" in r.quotation.quote.exact)
    assert kim.verdict is Verdict.CONVENTIONAL
    assert kim.posting is not None
    assert kim.posting.text == earlier
    assert posting_of(report, KIM).text == KIM_WORDS, "the newest answer stands for the post"
    assert len(stored) == 2


def test_each_version_hangs_on_its_own_capture(posted: Any) -> None:
    earlier = KIM_WORDS.replace("Ms. Alice", "Ms. Alice Johnson")
    posted.web.on(SYNDICATION, KIM, posted.tweet(KIM, text=earlier))
    with posted.open() as desk:
        first = capture(URL, desk)
        posted.web.on(SYNDICATION, KIM, posted.tweet(KIM))
        second = check(posted.page, desk)
        known = len(desk.archive.postings(f"x:{KIM}"))
        stored = desk.archive.report(second.check_id)
    assert first.postings[0].text == earlier
    assert known == 3, "embed, first and second answer: no reading is stored twice"
    assert stored is not None
    assert stored.versions == second.report.versions


def test_offline_the_archive_is_the_witness(posted: Any) -> None:
    with posted.open() as desk:
        check(posted.page, desk)
    asked = len(posted.web.seen)
    with posted.open(offline=True) as desk:
        offline = check(posted.page, desk)
    assert len(posted.web.seen) == asked
    assert offline.exit_code == 0
    kim = posting_of(offline.report, KIM)
    assert kim.witness is Witness.PLATFORM
    assert kim.images[0].sha256 is not None


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(404, Availability.NOT_FOUND, id="deleted"),
        pytest.param(403, Availability.AVAILABLE, id="blocked-says-nothing-of-the-post"),
    ],
)
def test_offline_the_newest_statement_counts(
    posted: Any, later: int, expected: Availability
) -> None:
    with posted.open() as desk:
        check(posted.page, desk)
        for route in (SYNDICATION, OEMBED):
            posted.web.on(route, KIM, status=later)
        check(posted.page, desk)
    with posted.open(offline=True) as desk:
        report = check(posted.page, desk).report
    assert posting_of(report, KIM).availability is expected


def test_an_unknown_shape_is_told_and_the_report_still_comes(posted: Any) -> None:
    posted.web.on(SYNDICATION, KIM, b'{"a": "new shape"}')
    posted.web.on(OEMBED, KIM, b'{"another": "new shape"}')
    with posted.open() as desk:
        checked = check(posted.page, desk)
        assert desk.archive.report(checked.check_id) is not None
    assert checked.exit_code == 4
    assert len(checked.troubles) == 1
    assert verdicts(checked.report) == [Verdict.CONVENTIONAL, Verdict.EXACT]
    assert posting_of(checked.report, KIM).witness is Witness.EMBED
    with posted.open(offline=True) as desk:
        assert check(posted.page, desk).exit_code == 4


def test_an_old_answer_that_can_not_be_read_is_no_trouble_any_more(posted: Any) -> None:
    for route in (SYNDICATION, OEMBED):
        posted.web.on(route, KIM, b'{"a": "new shape"}')
    with posted.open() as desk:
        assert check(posted.page, desk).exit_code == 4
        posted.web.on(SYNDICATION, KIM, posted.tweet(KIM))
        again = check(posted.page, desk)
    assert (again.exit_code, again.troubles) == (0, ())


def test_a_refusal_does_not_hide_an_answer_that_can_not_be_read(posted: Any) -> None:
    for status, body in ((200, b'{"a": "new shape"}'), (403, b"")):
        for route in (SYNDICATION, OEMBED):
            posted.web.on(route, KIM, body, status)
        with posted.open() as desk:
            checked = check(posted.page, desk)
        assert checked.exit_code == 4


def test_a_post_speaks_for_itself_before_one_that_quotes_it(posted: Any) -> None:
    bare = posted.tweet(IVANKA, picture=None)
    posted.web.on(SYNDICATION, KIM, posted.tweet(KIM, quoted=bare))
    with posted.open() as desk:
        report = check(posted.page, desk).report
    readings = [v for v in report.versions if v.ref.id == IVANKA]
    assert [v.witness for v in readings] == [Witness.EMBED, Witness.PLATFORM]
    (image,) = readings[1].images
    assert image.sha256 is not None


def test_an_accusation_goes_before_a_parse_error(posted: Any) -> None:
    posted.web.on(SYNDICATION, IVANKA, b'{"a": "new shape"}')
    posted.web.on(OEMBED, IVANKA, b'{"another": "new shape"}')
    page = replace(
        posted.page,
        payload=posted.page.payload.replace(b"stop at just one", b"stop at just two", 1),
    )
    with posted.open() as desk:
        checked = check(page, desk)
    assert checked.exit_code == 1
    assert checked.troubles


def test_a_parser_that_crashes_loses_nothing(posted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError("user")

    with posted.open() as desk:
        monkeypatch.setattr("archiver.platforms.x.routes.parse", crash)
        visit = capture(URL, desk)
        assert visit.trouble is not None
        assert "KeyError" in visit.trouble
        ((_, stored),) = desk.archive.captures_of(visit.capture.ref)
        assert json.loads(stored.exchanges[0].payload)["id_str"] == KIM


# -- interrupted ------------------------------------------------------------------------


class Breaking:
    """A transport that breaks where a request's address holds a string."""

    def __init__(self, inner: Transport, at: str, error: BaseException) -> None:
        self._inner = inner
        self._at = at
        self._error = error

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        if self._at in request.url:
            raise self._error
        return self._inner.answer(request)


def breaking(at: str, error: BaseException) -> Callable[[Transport], Transport]:
    return lambda inner: Breaking(inner, at, error)


def test_what_was_captured_before_an_interruption_stays(posted: Any) -> None:
    stop = breaking(IVANKA, KeyboardInterrupt())
    with posted.open(wrap=stop) as desk, pytest.raises(KeyboardInterrupt):
        check(posted.page, desk)
    with posted.open() as desk:
        assert [ref.id for ref in desk.archive.captured_posts()] == [KIM]
        assert desk.archive.counts()["checks"] == 0
        assert desk.archive.audit() == ()
        checked = check(posted.page, desk)
        assert checked.exit_code == 0
        assert [ref.id for ref in desk.archive.captured_posts()] == [KIM, IVANKA]


def test_a_post_interrupted_at_its_picture_is_kept_whole(posted: Any) -> None:
    stop = breaking("Example1", KeyboardInterrupt())
    with posted.open(wrap=stop) as desk, pytest.raises(KeyboardInterrupt):
        capture(URL, desk)
    with posted.open(offline=True) as desk:
        (ref,) = desk.archive.captured_posts()
        ((_, stored),) = desk.archive.captures_of(ref)
        assert stored.availability is Availability.AVAILABLE
        assert desk.archive.audit() == ()
        report = check(posted.page, desk).report
    assert posting_of(report, KIM).witness is Witness.PLATFORM


def test_answers_before_an_interruption_are_kept(posted: Any) -> None:
    posted.web.on(SYNDICATION, KIM, status=404)
    stop = breaking("publish.x.com", KeyboardInterrupt())
    with posted.open(wrap=stop) as desk:
        with pytest.raises(KeyboardInterrupt):
            capture(URL, desk)
        (ref,) = desk.archive.captured_posts()
        ((_, stored),) = desk.archive.captures_of(ref)
    assert [exchange.status for exchange in stored.exchanges] == [404]
    assert stored.availability is Availability.ERROR
    assert "interrupted" in stored.reason


def test_a_picture_that_fails_leaves_the_post(posted: Any) -> None:
    with posted.open(wrap=breaking("Example1", FetchError("no way"))) as desk:
        visit = capture(URL, desk)
    (image,) = visit.postings[0].images
    assert image.sha256 is None
    assert visit.capture.exchanges[-1].error == "no way"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(404, b"", id="gone"),
        pytest.param(200, b"no picture at all", id="no-picture"),
        pytest.param(200, b"\x89PNG\r\n\x1a\n cut", id="cut"),
        pytest.param(200, b"", id="empty"),
    ],
)
def test_a_picture_that_is_none_has_no_digest(posted: Any, status: int, body: bytes) -> None:
    posted.web.on(PICTURE, "", body, status)
    with posted.open() as desk:
        checked = check(posted.page, desk)
        assert desk.archive.audit() == ()
    (image,) = posting_of(checked.report, KIM).images
    assert image.sha256 is None
    assert checked.exit_code == 0


def test_a_picture_that_came_with_an_error_has_no_digest(posted: Any) -> None:
    with posted.open() as desk:
        visit = capture(URL, desk)
    assert visit.postings[0].images[0].sha256 is not None
    exchanges = tuple(
        replace(one, error="the content encoding can't be decoded")
        for one in visit.capture.exchanges
    )
    (posting,) = with_pictures(
        (replace(visit.postings[0], images=(ImageObject(content_url=exchanges[-1].target_uri),)),),
        replace(visit.capture, exchanges=exchanges),
    )
    assert posting.images[0].sha256 is None


@pytest.mark.parametrize(
    ("claimed", "taken"),
    [
        pytest.param("the-digest", True, id="the-digest-of-the-record"),
        pytest.param("0" * 64, False, id="another-digest"),
        pytest.param(None, True, id="none-stated"),
    ],
)
def test_other_bytes_than_a_record_names_are_not_its_picture(
    posted: Any, claimed: str | None, taken: bool
) -> None:
    with posted.open() as desk:
        visit = capture(URL, desk)
    (image,) = visit.postings[0].images
    stated = image.sha256 if claimed == "the-digest" else claimed
    bare = ImageObject(content_url=image.content_url, claimed_sha256=stated)
    (posting,) = with_pictures((replace(visit.postings[0], images=(bare,)),), visit.capture)
    assert (posting.images[0].sha256 is not None) is taken


# -- nothing reached --------------------------------------------------------------------


class Dead:
    """A transport that reaches nobody."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        raise FetchError(f"connection refused by {urlsplit(request.url).hostname}")


def test_without_a_network_the_embeds_still_judge(posted: Any) -> None:
    with posted.open(wrap=Dead) as desk:
        checked = check(posted.page, desk)
    assert checked.exit_code == 0
    assert len(checked.troubles) == 1
    assert "none of the 2 posts could be fetched" in checked.troubles[0]
    assert posting_of(checked.report, KIM).availability is Availability.ERROR


def test_what_only_the_network_could_tell_is_exit_3(posted: Any) -> None:
    markup = (
        f'<html><body><article><p>Kim Kardashian West tweeted: "Not a word of it is here, dear '
        f'reader." <a href="{URL}">the tweet</a></p></article></body></html>'
    )
    page = replace(posted.page, payload=markup.encode())
    with posted.open(wrap=Dead) as desk:
        checked = check(page, desk)
    assert verdicts(checked.report) == [Verdict.UNVERIFIABLE]
    assert checked.exit_code == 3


def test_a_post_embedded_twice_is_visited_once(posted: Any) -> None:
    payload = posted.page.payload
    start = payload.index(b'<div class="embed')
    end = payload.index(b"</div>", start) + len(b"</div>")
    twice = payload[:end] + payload[start:end] + payload[end:]
    with posted.open() as desk:
        check(replace(posted.page, payload=twice), desk)
        assert desk.archive.counts()["captures"] == 2


# -- posts that the article does not show -----------------------------------------------

QUOTING = (
    "Kim Kardashian West spoke out on prisons this week, as she has often done before now.\n\n"
    "Kardashian West tweeted: “{}”\n\nThe White House did not comment on the matter at all.\n"
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param("I knew I couldn’t stop at just one.", Verdict.EXACT, id="borne-out"),
        pytest.param(
            "I knew I couldn’t stop at just two.", Verdict.UNVERIFIABLE, id="never-convicted"
        ),
        pytest.param(
            "It’s time for systemic change.", Verdict.UNVERIFIABLE, id="a-dropped-word-neither"
        ),
        pytest.param("knew I couldn’t", Verdict.UNVERIFIABLE, id="too-few-words"),
    ],
)
def test_a_captured_post_bears_out_a_quotation(posted: Any, words: str, verdict: Verdict) -> None:
    with posted.open() as desk:
        capture(URL, desk)
    source = replace(posted.page, name="a.txt", payload=QUOTING.format(words).encode())
    with posted.open(offline=True) as desk:
        report = check(source, desk).report
        assert verdicts(report) == [verdict]
        assert desk.archive.audit() == ()


def test_a_captured_post_of_another_does_not_convict(posted: Any) -> None:
    with posted.open() as desk:
        capture(URL, desk)
    words = "I knew I couldn’t stop at just one."
    text = QUOTING.format(words).replace("Kardashian West tweeted", "@IvankaTrump tweeted")
    source = replace(posted.page, name="a.txt", payload=text.encode())
    with posted.open(offline=True) as desk:
        report = check(source, desk).report
    assert verdicts(report) == [Verdict.UNVERIFIABLE]
    assert report.versions == ()
