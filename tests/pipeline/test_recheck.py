"""Visits to what was captured before: what changed, what is said of it, and what is not."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from archiver.errors import InputError
from archiver.fetch.transport import Transport
from archiver.model import Availability, Exchange, FetchRequest, PostRef, Source, Verdict, Witness
from archiver.model.history import ArticleHistory, Basis, Change, ChangeKind
from archiver.pipeline import ArticleSource, check, source_of
from archiver.pipeline.again import JudgedAgain
from archiver.pipeline.history import history, post_sightings
from archiver.pipeline.recheck import (
    NotJudged,
    Result,
    Revisited,
    changes_of,
    exit_code,
    listed,
    recheck,
)
from archiver.pipeline.visits import visit_posts
from archiver.verify.article_changes import verdict_changes
from archiver.verify.changes import post_changes

KIM = "1037470730156351681"
IVANKA = "1037495027760894016"
REF = PostRef(platform="x", id=KIM)
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
OEMBED = "publish.x.com/oembed"
PICTURES = "pbs.twimg.com"
SITE = "news.example"
ADDRESS = f"https://{SITE}/2026/11/story"
BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = "The committee will publish all eleven reports on its own pages before the summer break"
SECOND = "The committee will publish all twelve reports on its own pages before the summer break"


@dataclass
class Clock:
    """A clock that goes on by a second at each look, and further when it is told to."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def wait(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def fixed_clock() -> Clock:
    """In place of the clock that stands still: the bench works by this one."""
    return Clock()


def png(colour: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(stream, "PNG")
    return stream.getvalue()


def story(quotation: str, *, title: str = "Reports are to come", more: str = "") -> bytes:
    """A page of an invented newspaper that quotes and embeds the post."""
    link = f"https://twitter.com/KimKardashian/status/{KIM}"
    filler = " ".join(
        f"<p>Paragraph {n} tells at some length what else was heard in the hall that day.</p>"
        for n in range(6)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title}</title>
<meta property="og:title" content="{title}"></head><body><article><h1>{title}</h1>
<p>Kim Kardashian West tweeted on Wednesday: “{quotation}”.</p>
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{FIRST}</p>&mdash; Kim Kardashian West
(@KimKardashian) <a href="{link}">September 5, 2018</a></blockquote>
{more}{filler}</article></body></html>""".encode()


@dataclass
class World:
    """One archive, one web, one clock, and the use case under test."""

    bench: Any
    clock: Clock

    def post(self, text: str | None = None, *, post_id: str = KIM, **parts: Any) -> None:
        body = self.bench.tweet(post_id, text=text, **{"picture": None, **parts})
        self.bench.web.on(SYNDICATION, post_id, body)

    def answer(self, status: int, body: bytes = b"", *, post_id: str = KIM) -> None:
        self.bench.web.on(SYNDICATION, post_id, body, status)
        self.bench.web.on(OEMBED, post_id, body, status)

    def page(self, body: bytes, status: int = 200) -> None:
        self.bench.web.on(SITE, "/2026/11/story", body, status)

    def front(self, status: int = 200) -> None:
        self.bench.web.answers.pop((f"{SITE}/", ""), None)
        self.bench.web.on(f"{SITE}/", "", b"<html><body>Today</body></html>", status)

    def capture(self, *post_ids: str) -> None:
        with self.bench.open() as desk:
            refs = [PostRef(platform="x", id=one) for one in post_ids or (KIM,)]
            list(visit_posts(refs, desk, desk.transport))

    def check(self) -> list[Verdict]:
        with self.bench.open() as desk:
            source = source_of(ADDRESS, clock=desk.clock, transport=desk.transport)
            report = check(source, desk).report
            return [one.verdict for one in report.quotations]

    def again(self, *names: str, after: timedelta = DAY, **how: Any) -> list[Result]:
        self.clock.wait(after)
        with self.bench.open() as desk:
            results = list(recheck(listed(desk, names, **how), desk))
            assert desk.archive.audit() == ()
            return results

    def counts(self) -> dict[str, int]:
        with self.bench.open(offline=True) as desk:
            return dict(desk.archive.counts())


@pytest.fixture
def world(bench: Any, fixed_clock: Clock) -> World:
    return World(bench=bench, clock=fixed_clock)


def kinds(results: Sequence[Result]) -> list[ChangeKind]:
    return [change.kind for change in changes_of(results)]


def found_by(results: Sequence[Result]) -> Availability:
    """What the first visit found."""
    (first, *_) = (one for one in results if isinstance(one, Revisited))
    return first.availability


def only(results: Sequence[Result]) -> Change:
    (change,) = changes_of(results)
    return change


# -- posts ------------------------------------------------------------------------------


def test_nothing_changed_and_nothing_is_reported(world: World) -> None:
    world.post(FIRST)
    world.capture()
    for _ in range(3):
        results = world.again()
        assert [one.changes for one in results] == [()]
        assert exit_code(results) == 0


def test_an_edited_post(world: World) -> None:
    world.post(FIRST)
    world.capture()
    world.again()
    last_seen = world.clock.now
    world.post(SECOND)
    change = only(world.again())
    assert change.kind is ChangeKind.TEXT_EDITED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.value, change.after.value) == (FIRST, SECOND)
    assert BEGIN + DAY <= change.before.at <= last_seen < change.after.at
    assert (change.before.record, change.after.record) == ("captures/2", "captures/3")
    assert change.stated is None
    assert kinds(world.again()) == []


def test_present_on_and_absent_on(world: World) -> None:
    world.post(FIRST)
    world.capture()
    world.answer(404)
    change = only(world.again())
    assert change.kind is ChangeKind.NOT_FOUND
    assert change.before is not None
    assert change.after is not None
    assert change.before.value == "available"
    assert change.before.at < BEGIN + timedelta(minutes=5)
    assert change.after.at >= BEGIN + DAY
    assert "404" in change.after.evidence
    assert change.stated is None
    assert kinds(world.again()) == []
    world.post(FIRST)
    back = only(world.again())
    assert back.kind is ChangeKind.REAPPEARED
    assert back.before is not None
    assert back.before.value == "not_found"


@pytest.mark.parametrize(
    "status",
    [pytest.param(code, id=str(code)) for code in (403, 429, 500, 503)],
)
def test_what_says_nothing_of_the_post_changes_nothing(world: World, status: int) -> None:
    world.post(FIRST)
    world.capture()
    world.answer(status)
    results = world.again()
    assert found_by(results) in {Availability.BLOCKED_FOR_US, Availability.ERROR}
    assert kinds(results) == []
    world.post(FIRST)
    assert kinds(world.again()) == []


def test_a_block_hides_no_edit(world: World) -> None:
    world.post(FIRST)
    world.capture()
    world.answer(403)
    world.again()
    world.post(SECOND)
    change = only(world.again())
    assert change.kind is ChangeKind.TEXT_EDITED
    assert change.before is not None
    assert change.before.record == "captures/1"


def test_one_signal_is_no_absence(world: World) -> None:
    world.post(FIRST)
    world.capture()
    world.bench.web.on(SYNDICATION, KIM, b"", 404)
    world.bench.web.on(OEMBED, KIM, b"", 500)
    results = world.again()
    assert found_by(results) is not Availability.NOT_FOUND
    assert kinds(results) == []


def test_another_route_makes_no_edit(world: World) -> None:
    world.post(f"{FIRST} https://t.co/abcdefghij")
    world.capture()
    world.bench.web.on(SYNDICATION, KIM, b"", 500)
    html = (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{FIRST} '
        '<a href="https://t.co/abcdefghij">pic.twitter.com/abcdefghij</a></p>&mdash; Kim '
        f'Kardashian West (@KimKardashian) <a href="https://twitter.com/a/status/{KIM}">September '
        "5, 2018</a></blockquote>"
    )
    body = {"url": f"https://twitter.com/KimKardashian/status/{KIM}", "html": html}
    world.bench.web.on(OEMBED, KIM, json.dumps(body).encode())
    results = world.again()
    assert found_by(results) is Availability.AVAILABLE
    assert kinds(results) == []


def test_a_renamed_account(world: World) -> None:
    world.post(FIRST)
    world.capture()
    body = world.bench.tweet(KIM, text=FIRST, picture=None)
    body = body.replace(b'"KimKardashian"', b'"KimK_new"').replace(b"Kim Kardashian West", b"Kim")
    world.bench.web.on(SYNDICATION, KIM, body)
    found = {change.kind: change for change in changes_of(world.again())}
    assert set(found) == {ChangeKind.HANDLE_RENAMED, ChangeKind.NAME_CHANGED}
    renamed = found[ChangeKind.HANDLE_RENAMED]
    assert renamed.before is not None
    assert renamed.after is not None
    assert (renamed.before.value, renamed.after.value) == ("KimKardashian", "KimK_new")


def test_a_vanished_and_a_changed_picture(world: World) -> None:
    address = "https://pbs.twimg.com/media/Example1.png"
    world.bench.web.on(PICTURES, "Example1", png("red"))
    world.post(FIRST, picture=address)
    world.capture()
    world.bench.web.on(PICTURES, "Example1", png("blue"))
    assert only(world.again()).kind is ChangeKind.PICTURE_CHANGED
    world.bench.web.on(PICTURES, "Example1", b"", 404)
    gone = only(world.again())
    assert gone.kind is ChangeKind.PICTURE_GONE
    assert gone.after is not None
    assert "404" in gone.after.evidence
    assert kinds(world.again()) == []
    world.post(FIRST, picture=None)
    vanished = only(world.again())
    assert vanished.kind is ChangeKind.PICTURE_VANISHED
    assert vanished.before is not None
    assert "media/Example1" in vanished.before.value


def test_what_an_older_parser_read_is_no_edit(world: World) -> None:
    """The stored evidence is read again: only what was received counts."""
    world.post(FIRST)
    world.capture()
    with world.bench.open(offline=True) as desk:
        (_, read), *_ = desk.archive.postings(f"x:{KIM}")
        older = replace(read, parser="x.syndication/0", text=SECOND, handle="other")
        desk.archive.add_postings((older,), capture=1)
    assert kinds(world.again()) == []


def test_a_verdict_by_an_older_parser_is_not_laid_to_the_evidence(world: World) -> None:
    world.post(FIRST)
    world.page(story(FIRST).replace(f">{FIRST}<".encode(), b"><"))
    world.check()
    with world.bench.open(offline=True) as desk:
        number = desk.archive.visits.stale_checks()
        assert number == ()
        check = desk.archive.visits.judgement(1)
        assert check is not None
        read = next(one for one in check.report.versions if one.witness is Witness.PLATFORM)
        older = replace(read, parser="x.syndication/0", text=SECOND)
        versions = tuple(older if one == read else one for one in check.report.versions)
        by_older = replace(check.report, versions=versions, postings=(older,), quotations=())
        before = replace(
            check,
            report=replace(
                by_older,
                quotations=tuple(
                    replace(one, verdict=Verdict.ALTERED) for one in check.report.quotations
                ),
            ),
        )
        after = replace(check, id=2, checked_at=check.checked_at + DAY)
        (change,) = verdict_changes((before, after))
    assert change.basis is Basis.UNTOLD


# -- articles ---------------------------------------------------------------------------


def test_an_article_that_stays_as_it_is(world: World) -> None:
    world.post(FIRST)
    world.page(story(FIRST))
    assert world.check() == [Verdict.EXACT]
    before = world.counts()["checks"]
    results = world.again()
    assert [one.name for one in results if isinstance(one, Revisited)] == [f"x:{KIM}", ADDRESS]
    assert kinds(results) == []
    assert world.counts()["checks"] == before


def test_a_withdrawn_article(world: World) -> None:
    world.page(story(FIRST))
    world.front()
    world.check()
    world.page(b"", 404)
    change = only(world.again(ADDRESS))
    assert change.kind is ChangeKind.ARTICLE_WITHDRAWN
    assert change.after is not None
    assert "404" in change.after.evidence
    assert "front page with 200" in change.after.evidence
    assert kinds(world.again()) == []
    world.page(story(FIRST))
    assert kinds(world.again()) == [ChangeKind.ARTICLE_RETURNED]


@pytest.mark.parametrize(
    ("status", "front", "body"),
    [
        pytest.param(404, 503, b"", id="the-whole-site-is-away"),
        pytest.param(403, 200, b"", id="refused"),
        pytest.param(500, 200, b"", id="server-error"),
        pytest.param(200, 200, b"<html><title>Just a moment...</title></html>", id="challenge"),
        pytest.param(200, 200, b"<html><title>Page not found</title></html>", id="soft-404"),
        pytest.param(200, 200, b"   ", id="empty"),
    ],
)
def test_an_article_that_may_still_be_there(
    world: World, status: int, front: int, body: bytes
) -> None:
    world.page(story(FIRST))
    world.front(front)
    world.check()
    world.page(body, status)
    results = world.again(ADDRESS)
    assert kinds(results) == []
    assert not any(isinstance(one, JudgedAgain) for one in results)
    world.page(story(FIRST))
    assert kinds(world.again(ADDRESS)) == []


def test_a_barrier_takes_no_quotation_out(world: World) -> None:
    world.post(FIRST)
    world.page(story(FIRST))
    world.check()
    wall = "<html><body><article><h1>Reports are to come</h1><p>Subscribe to go on.</p></article>"
    world.page(wall.encode())
    results = world.again(ADDRESS)
    assert kinds(results) == [ChangeKind.ARTICLE_UNLIKE]
    assert not any(isinstance(one, JudgedAgain) for one in results)
    world.page(wall.replace("Subscribe", "Register").encode())
    assert kinds(world.again(ADDRESS)) == []
    world.page(story(FIRST))
    assert kinds(world.again(ADDRESS)) == []


def test_a_silently_corrected_quotation(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    assert world.check() == [Verdict.ALTERED]
    world.page(story(FIRST, title="Eleven reports are to come"))
    results = world.again(ADDRESS)
    found = {change.kind: change for change in changes_of(results)}
    assert set(found) == {
        ChangeKind.TITLE_CHANGED,
        ChangeKind.ARTICLE_TEXT_CHANGED,
        ChangeKind.QUOTATION_CHANGED,
    }
    corrected = found[ChangeKind.QUOTATION_CHANGED]
    assert corrected.before is not None
    assert corrected.after is not None
    assert "twelve" in corrected.before.value
    assert "eleven" in corrected.after.value
    assert "does not say when it was changed" in corrected.after.evidence
    (judged,) = (one for one in results if isinstance(one, JudgedAgain))
    assert [one.verdict for one in judged.report.quotations] == [Verdict.EXACT]
    assert exit_code(results) == 0
    assert not any(isinstance(one, JudgedAgain) for one in world.again(ADDRESS))


def test_a_quotation_and_an_embed_that_are_taken_out(world: World) -> None:
    other = "“We will wait for the other seven reports to be printed on paper,” the clerk told us."
    world.post(FIRST)
    embed = (
        '<blockquote class="twitter-tweet"><p>Great</p>&mdash; Ivanka Trump (@IvankaTrump) '
        f'<a href="https://twitter.com/IvankaTrump/status/{IVANKA}">September 6, 2018</a>'
        "</blockquote>"
    )
    world.page(story(FIRST, more=f"<p>{other}</p>{embed}"))
    world.check()
    world.page(story(FIRST))
    found = {change.kind: change for change in changes_of(world.again(ADDRESS))}
    assert ChangeKind.QUOTATION_REMOVED in found
    removed = found[ChangeKind.EMBED_REMOVED]
    assert removed.before is not None
    assert removed.before.value == f"x:{IVANKA}"


# -- verdicts ---------------------------------------------------------------------------


def test_a_verdict_that_changes_as_the_post_was_edited(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    assert world.check() == [Verdict.ALTERED]
    world.post(SECOND)
    results = world.again(f"x:{KIM}")
    changes = {change.kind: change for change in changes_of(results)}
    assert set(changes) == {ChangeKind.TEXT_EDITED, ChangeKind.VERDICT_CHANGED}
    change = changes[ChangeKind.VERDICT_CHANGED]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.value, change.after.value) == ("altered/meaning", "exact")
    assert change.basis is Basis.EVIDENCE
    assert change.subject == ADDRESS
    assert change.quotation is not None
    assert change.quotation.startswith("The committee")
    assert exit_code(results) == 0
    assert not any(isinstance(one, JudgedAgain) for one in world.again())


def test_a_verdict_that_accuses_now_is_exit_code_1(world: World) -> None:
    world.answer(403)
    world.page(
        story(SECOND).replace(b"<blockquote", b"<blockquote data-x").replace(FIRST.encode(), b"")
    )
    assert world.check() == [Verdict.UNVERIFIABLE]
    world.post(FIRST)
    results = world.again(f"x:{KIM}")
    assert kinds(results) == [ChangeKind.VERDICT_CHANGED]
    assert exit_code(results) == 1
    assert exit_code(world.again(f"x:{KIM}")) == 0


def test_a_deleted_post_leaves_the_verdict_of_its_captured_words(world: World) -> None:
    world.post(FIRST)
    world.page(story(FIRST))
    world.check()
    world.answer(404)
    results = world.again(f"x:{KIM}")
    assert kinds(results) == [ChangeKind.NOT_FOUND]
    (judged,) = (one for one in results if isinstance(one, JudgedAgain))
    assert [one.verdict for one in judged.report.quotations] == [Verdict.EXACT]
    assert not any(isinstance(one, JudgedAgain) for one in world.again(f"x:{KIM}"))


def test_a_post_that_a_changed_article_has_new_is_visited(world: World) -> None:
    world.post(FIRST)
    world.post("Great working session", post_id=IVANKA)
    world.page(story(FIRST))
    world.check()
    embed = (
        '<blockquote class="twitter-tweet"><p>Great working session</p>&mdash; Ivanka Trump '
        f'(@IvankaTrump) <a href="https://twitter.com/IvankaTrump/status/{IVANKA}">September 6, '
        "2018</a></blockquote>"
    )
    world.page(story(FIRST, more=embed))
    results = world.again(ADDRESS)
    assert ChangeKind.EMBED_ADDED in kinds(results)
    (judged,) = (one for one in results if isinstance(one, JudgedAgain))
    known = {one.ref.id for one in judged.report.versions if one.witness is Witness.PLATFORM}
    assert known == {KIM, IVANKA}


def test_judging_again_fetches_and_stores_no_picture_twice(world: World) -> None:
    world.bench.web.on(PICTURES, "Example1", png("red"))
    world.bench.web.on(SITE, "/photo.png", png("red"))
    world.post(FIRST, picture="https://pbs.twimg.com/media/Example1.png")
    world.page(
        story(
            SECOND,
            more='<figure><img src="/photo.png" width="640" height="480" alt="The hall"></figure>',
        )
    )
    world.check()
    before = world.counts()
    asked = len([path for path in world.bench.web.seen if "photo.png" in path])
    assert asked == 1
    world.post(SECOND, picture="https://pbs.twimg.com/media/Example1.png")
    (judged,) = (one for one in world.again(f"x:{KIM}") if isinstance(one, JudgedAgain))
    assert [one.posting for one in judged.report.pictures] == [f"x:{KIM}"]
    after = world.counts()
    assert after["article_captures"] == before["article_captures"]
    assert after["checks"] == before["checks"] + 1
    assert len([path for path in world.bench.web.seen if "photo.png" in path]) == asked


def test_of_an_address_that_leads_elsewhere_the_newest_check_counts(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    world.check()
    world.page(story(FIRST))
    world.again(ADDRESS)
    with world.bench.open(offline=True) as desk:
        desk.archive._db.execute("DROP TRIGGER article_captures_no_update")
        desk.archive._db.execute(
            "UPDATE article_captures SET url = 'https://news.example/moved' WHERE id > 1"
        )
        desk.archive._db.conn.commit()
    world.post(SECOND)
    world.clock.wait(DAY)
    with world.bench.open() as desk:
        list(visit_posts([REF], desk, desk.transport))
    with world.bench.open(offline=True) as desk:
        (check_id,) = desk.archive.visits.stale_checks()
        judged = desk.archive.visits.judgement(check_id)
        assert judged is not None
        assert judged.article_capture == 2


def test_one_article_that_can_not_be_judged_holds_up_no_other(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    world.check()
    world.post(SECOND)
    with world.bench.open(offline=True) as desk:
        desk.archive._db.execute("UPDATE checks SET style = 'bygone'")
        desk.archive._db.conn.commit()
    world.clock.wait(DAY)
    with world.bench.open() as desk:
        results = list(recheck(listed(desk, [f"x:{KIM}"]), desk))
    (trouble,) = (one for one in results if isinstance(one, NotJudged))
    assert "bygone" in trouble.trouble


# -- interruptions ----------------------------------------------------------------------


class Breaking:
    """A transport that is interrupted when a certain post is asked for."""

    def __init__(self, inside: Transport, holds: str) -> None:
        self._inside = inside
        self._holds = holds

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        if self._holds in request.url:
            raise KeyboardInterrupt
        return self._inside.answer(request)


def test_an_interrupted_run_goes_on_at_the_next_call(world: World) -> None:
    world.post(FIRST)
    world.post("Great working session", post_id=IVANKA)
    world.capture(KIM, IVANKA)
    world.post(SECOND)
    world.clock.wait(2 * DAY)
    done: list[Result] = []
    with world.bench.open(wrap=lambda inside: Breaking(inside, IVANKA)) as desk:
        planned = listed(desk, only_due=True)
        assert [one.name for one in planned] == [f"x:{KIM}", f"x:{IVANKA}"]
        with pytest.raises(KeyboardInterrupt):
            done.extend(recheck(planned, desk))
    with world.bench.open() as desk:
        assert desk.archive.audit() == ()
        assert [len(desk.archive.captures_of(REF))] == [2]
        assert [one.name for one in listed(desk, only_due=True)] == [f"x:{IVANKA}"]
        assert kinds(list(recheck(listed(desk, only_due=True), desk))) == []
        assert listed(desk, only_due=True) == ()


def test_what_was_not_judged_again_is_at_the_next_call(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    world.check()
    world.post(SECOND)
    world.clock.wait(2 * DAY)
    with world.bench.open() as desk:
        for result in recheck(listed(desk, [f"x:{KIM}"]), desk):
            assert isinstance(result, Revisited)
            break
    with world.bench.open(offline=True) as desk:
        assert kinds(list(recheck((), desk))) == [ChangeKind.VERDICT_CHANGED]
        assert list(recheck((), desk)) == []


def test_a_corrected_article_that_was_not_judged_is_at_the_next_call(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    world.check()
    world.page(story(FIRST))
    world.clock.wait(2 * DAY)
    with world.bench.open() as desk:
        for result in recheck(listed(desk, [ADDRESS]), desk):
            if isinstance(result, Revisited) and result.name == ADDRESS:
                break
    with world.bench.open(offline=True) as desk:
        (judged,) = recheck((), desk)
        assert isinstance(judged, JudgedAgain)
        assert [one.verdict for one in judged.report.quotations] == [Verdict.EXACT]
        assert list(recheck((), desk)) == []


# -- what is due ------------------------------------------------------------------------


def test_what_was_visited_is_not_due(world: World) -> None:
    world.post(FIRST)
    world.page(story(FIRST))
    world.check()
    with world.bench.open(offline=True) as desk:
        assert listed(desk, only_due=True) == ()
        assert len(listed(desk)) == 2
        assert [one.name for one in listed(desk, articles=False)] == [f"x:{KIM}"]
        assert len(listed(desk, limit=1)) == 1
    world.clock.wait(DAY)
    with world.bench.open() as desk:
        planned = listed(desk, only_due=True)
        assert len(planned) == 2
        list(recheck(planned, desk))
        assert listed(desk, only_due=True) == ()


def test_a_name_is_a_post_or_an_article_with_its_posts(world: World) -> None:
    world.post(FIRST)
    world.post("Great", post_id=IVANKA)
    world.page(story(FIRST))
    world.check()
    world.capture(IVANKA)
    with world.bench.open(offline=True) as desk:
        assert {one.name for one in listed(desk, [ADDRESS])} == {ADDRESS, f"x:{KIM}"}
        assert [one.name for one in listed(desk, [f"x:{IVANKA}"])] == [f"x:{IVANKA}"]
        with pytest.raises(InputError, match="has nothing of"):
            listed(desk, ["x:1"])


def test_offline_visits_nothing(world: World) -> None:
    world.post(FIRST)
    world.capture()
    with world.bench.open(offline=True) as desk, pytest.raises(InputError, match="offline"):
        list(recheck(listed(desk), desk))


# -- what is not what it looks like -----------------------------------------------------


def test_a_clock_that_was_set_back_makes_no_deleted_post_come_back(world: World) -> None:
    world.post(FIRST)
    world.capture()
    world.answer(404)
    assert kinds(world.again(after=-9 * DAY)) == [ChangeKind.NOT_FOUND]
    assert kinds(world.again()) == []
    world.post(FIRST)
    assert kinds(world.again()) == [ChangeKind.REAPPEARED]


def test_by_a_clock_that_was_set_back_the_newest_bytes_are_judged(world: World) -> None:
    world.post(FIRST)
    world.page(story(SECOND))
    assert world.check() == [Verdict.ALTERED]
    world.page(story(FIRST))
    results = world.again(ADDRESS, after=-9 * DAY)
    assert ChangeKind.QUOTATION_CHANGED in kinds(results)
    (judged,) = (one for one in results if isinstance(one, JudgedAgain))
    assert [one.verdict for one in judged.report.quotations] == [Verdict.EXACT]


CHALLENGE = b"<html><title>Just a moment...</title></html>"
LOGIN = b"<html><title>Log in</title></html>"


@pytest.mark.parametrize(
    ("page", "front"),
    [
        pytest.param(CHALLENGE, b"<html>Today</html>", id="a-challenge-with-404"),
        pytest.param(b"", CHALLENGE, id="the-front-page-is-a-challenge"),
        pytest.param(b"", LOGIN, id="the-front-page-is-a-login"),
    ],
)
def test_a_404_behind_a_wall_withdraws_nothing(world: World, page: bytes, front: bytes) -> None:
    world.page(story(FIRST))
    world.check()
    world.page(page, 404)
    world.bench.web.on(f"{SITE}/", "", front)
    assert kinds(world.again(ADDRESS)) == []
    world.page(story(FIRST))
    assert kinds(world.again(ADDRESS)) == []


def test_half_an_article_takes_no_quotation_out(world: World) -> None:
    """A barrier that shows the first paragraphs, more than half of the words."""
    late = f"<p>Kim Kardashian West also tweeted: “{SECOND}”.</p>"
    filler = "".join(
        f"<p>Paragraph {n} tells at some length what else was heard in the hall that day.</p>"
        for n in range(9)
    )
    whole = story("Hello all", more=f"{filler}{late}")
    world.page(whole)
    world.check()
    before, _, rest = whole.partition(late.encode())
    ending = rest[rest.index(b"</article>") :]
    world.page(before + b"<p>Subscribe to read on.</p>" + ending)
    results = world.again(ADDRESS)
    assert kinds(results) == [ChangeKind.ARTICLE_UNLIKE]
    assert not any(isinstance(one, JudgedAgain) for one in results)
    assert kinds(world.again(ADDRESS)) == []
    world.page(whole)
    assert kinds(world.again(ADDRESS)) == []


def test_a_file_that_the_user_names_an_address_for_was_never_seen_there(world: World) -> None:
    with world.bench.open(offline=True) as desk:
        saved = ArticleSource(
            name="saved.html", payload=story(SECOND), received=desk.clock(), url=ADDRESS
        )
        check(saved, desk)
    world.page(b"", 404)
    world.front()
    assert kinds(world.again(ADDRESS)) == []
    world.page(story(SECOND))
    assert kinds(world.again(ADDRESS)) == [ChangeKind.ARTICLE_RETURNED]
    with world.bench.open(offline=True) as desk:
        found = history(ADDRESS, desk)
    assert isinstance(found, ArticleHistory)
    assert [one.asked for one in found.sightings] == [False, True, True]
    assert [one.kind for one in found.changes] == [ChangeKind.ARTICLE_RETURNED]


def test_what_an_archive_lacks_of_a_picture_says_nothing_of_its_address(world: World) -> None:
    """The platform refuses the picture, and no web archive has one: that is an answer of 404."""
    address = "https://pbs.twimg.com/media/Example1.png"
    world.bench.web.on(PICTURES, "Example1", png("red"))
    world.post(FIRST, picture=address)
    world.capture()
    world.bench.web.on(PICTURES, "Example1", b"", 403)
    world.clock.wait(DAY)
    with world.bench.open() as desk:
        (visit,) = visit_posts([REF], desk, desk.transport)
        mine = next(one for one in visit.capture.exchanges if one.request.route == "image")
        asked = replace(mine.request, source=Source.ARCHIVE)
        absent = replace(mine, request=asked, status=404, payload=b"", payload_sha256="")
        later = replace(visit.capture, captured_at=world.clock())
        desk.archive.add_capture(
            replace(later, exchanges=(*visit.capture.exchanges, absent)),
        )
        changes = post_changes(REF.key, post_sightings(REF, desk))
    assert [one.kind for one in changes] == []
