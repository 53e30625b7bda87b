"""Many posts at once: their order, their relations, aliases, faults and interruptions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.answers import addresses
from archiver.fetch.transport import Transport, digest
from archiver.hookspecs import EmbedMarkers, Extent, Platform, Route
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    ImageObject,
    Outcome,
    PostRef,
    SocialMediaPosting,
    Source,
    Witness,
)
from archiver.pipeline import ArticleSource, Desk, Visit, capture, check, visit_posts
from archiver.pipeline.pictures import fetch_pictures
from archiver.store import Archive

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
JOBS = 4
SECONDS = 5.0


class Notes(Platform):
    """Posts at notes.example/N. The answer's body says what a post answers or quotes."""

    name = "notes"
    label = "Notes"
    markers = EmbedMarkers(hints=("notes.example",))
    routes = (Route(name="page", text=Extent.FULL, time=None),)

    def match(self, url: str, /) -> PostRef | None:
        parts = addresses.split(url)
        if parts is None or parts.hostname != "notes.example":
            return None
        name = parts.path.strip("/")
        return PostRef(
            platform=self.name,
            id=name if name.isdigit() else f"~{name}",
            url=f"https://notes.example/{name}",
        )

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        return PostRef(platform=self.name, id=post_id, url=f"https://notes.example/{post_id}")

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        exchange = yield FetchRequest(url=f"https://notes.example/{ref.id.lstrip('~')}")
        if exchange.status != 200:
            return Outcome(availability=Availability.ERROR, reason=f"page: {exchange.status}")
        meant = self.match(exchange.target_uri) if ref.alias else None
        return Outcome(availability=Availability.AVAILABLE, reason="page: 200", ref=meant)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        words = [
            exchange.payload.decode()
            for exchange in capture.exchanges
            if exchange.status == 200 and exchange.request.route != "image"
        ]
        mains = [self._read(text, capture.ref) for text in words]
        # "+3cut" carries post 3, and not the whole of it.
        carried = [
            replace(self._read("part", self._other(part)), complete=not part.endswith("cut"))
            for text in words
            for part in text.split()
            if part.startswith("+")
        ]
        return (*mains, *carried)

    def _other(self, part: str) -> PostRef:
        return PostRef(platform=self.name, id=part[1:].removesuffix("cut"))

    def _read(self, text: str, ref: PostRef) -> SocialMediaPosting:
        if text == "naive":
            return replace(self._read("words", ref), created=datetime(2026, 1, 2))  # noqa: DTZ001
        parts = text.split()
        named = {part[0]: self.ref_of_id(part[1:]) for part in parts if part[0] in "<>"}
        return SocialMediaPosting(
            ref=ref,
            witness=Witness.PLATFORM,
            parser="notes/1",
            text=text,
            images=tuple(ImageObject(content_url=part) for part in parts if "://" in part),
            in_reply_to=named.get("<"),
            shared_content=named.get(">"),
        )


class Pages(Notes):
    """Takes any page, as the last resort does."""

    name = "page"
    last_resort = True

    def match(self, url: str, /) -> PostRef | None:
        return PostRef(platform=self.name, id=url, url=url)

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        yield FetchRequest(url=ref.url or "")
        return Outcome(availability=Availability.AVAILABLE, reason="page: 200")


class Web:
    """Answers from a table, notes who asks at once, and can hold or break an answer."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        self.asked: list[str] = []
        self.most = 0
        self.hold: dict[str, threading.Event] = {}
        self.breaks: dict[str, BaseException] = {}
        self.moved: dict[str, str] = {}
        self._now = 0
        self._lock = threading.Lock()

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        name = request.url.rpartition("/")[2]
        with self._lock:
            self.asked.append(name)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            if name in self.hold:
                self.hold[name].wait(SECONDS)
            if name in self.breaks:
                raise self.breaks[name]
            body = self.table.get(name)
            payload = (body or "").encode()
            made = Exchange(
                request=request,
                warc_date=NOW,
                target_uri=request.url,
                status=404 if body is None else 200,
                payload=payload,
                payload_sha256=digest(payload),
            )
            if name not in self.moved:
                return (made,)
            return (replace(made, status=302), replace(made, target_uri=self.moved[name]))
        finally:
            with self._lock:
                self._now -= 1


Open = Callable[..., AbstractContextManager[Desk]]


@pytest.fixture
def opened(tmp_path: Path, fixed_clock: Callable[[], datetime]) -> Open:
    @contextmanager
    def desk(transport: Transport | None, *, jobs: int = JOBS) -> Iterator[Desk]:
        with Archive.open(tmp_path / "archive.db", clock=fixed_clock) as archive:
            yield Desk(
                archive=archive,
                platforms=(Notes(), Pages()),
                transport=transport,
                clock=fixed_clock,
                jobs=jobs,
            )

    return desk


def refs(*numbers: int) -> list[PostRef]:
    return [PostRef(platform="notes", id=str(number)) for number in numbers]


def visited(desk: Desk, *numbers: int) -> list[Visit]:
    assert desk.transport is not None
    return list(visit_posts(refs(*numbers), desk, desk.transport))


def stored(desk: Desk) -> dict[str, list[str]]:
    return {
        ref.id: [str(seen.availability) for _, seen in desk.archive.captures_of(ref)]
        for ref in desk.archive.captured_posts()
    }


@pytest.mark.parametrize("jobs", [1, JOBS])
def test_visits_come_in_the_order_of_the_posts(opened: Open, jobs: int) -> None:
    numbers = range(1, 41)
    with opened(Web({str(n): f"words {n}" for n in numbers}), jobs=jobs) as desk:
        visits = visited(desk, *numbers)
        assert [visit.capture.ref.id for visit in visits] == [str(n) for n in numbers]
        assert [visit.postings[0].text for visit in visits] == [f"words {n}" for n in numbers]
        assert desk.archive.counts()["captures"] == 40
        assert desk.archive.audit() == ()


def test_no_more_are_fetched_at_once_than_there_are_jobs(opened: Open) -> None:
    web = Web({str(n): "words" for n in range(1, 31)})
    web.hold = {str(n): threading.Event() for n in range(1, 31)}
    release = threading.Thread(target=_release, args=(web,), daemon=True)
    release.start()
    with opened(web) as desk:
        visited(desk, *range(1, 31))
    release.join(SECONDS)
    assert web.most == JOBS


def _release(web: Web) -> None:
    while len(web.asked) < JOBS:
        time.sleep(0.001)
    for event in web.hold.values():
        event.set()


def test_a_post_named_twice_is_visited_once(opened: Open) -> None:
    with opened(web := Web({"1": "words"})) as desk:
        assert len(visited(desk, 1, 1)) == 1
    assert web.asked == ["1"]


def test_what_a_post_answers_or_quotes_comes_along_one_level_deep(opened: Open) -> None:
    web = Web({"1": "yes <2 >3", "2": "parent <4", "3": "quoted", "4": "grandparent"})
    with opened(web) as desk:
        (visit,) = visited(desk, 1)
        assert [one.capture.ref.id for one in visit.related] == ["2", "3"]
        assert stored(desk) == {"1": ["available"], "2": ["available"], "3": ["available"]}
    assert web.asked == ["1", "2", "3"]


def test_a_relation_that_is_on_the_list_itself_is_visited_once(opened: Open) -> None:
    with opened(web := Web({"1": "yes <2", "2": "parent"})) as desk:
        first, second = visited(desk, 1, 2)
        assert (first.related, second.capture.ref.id) == ((), "2")
    assert sorted(web.asked) == ["1", "2"]


def test_an_alias_is_stored_under_the_post_that_it_means(opened: Open) -> None:
    web = Web({"short": "words"})
    web.moved = {"short": "https://notes.example/7"}
    with opened(web) as desk:
        visit = capture("https://notes.example/short", desk)
        assert visit.capture.ref.id == "7"
        assert visit.capture.asked == PostRef(platform="notes", id="~short")
        assert desk.archive.meant(PostRef(platform="notes", id="~short")) == visit.capture.ref
        assert stored(desk) == {"7": ["available"]}


def test_an_address_that_leads_to_a_post_is_followed(opened: Open) -> None:
    web = Web({"AbCd": "moved", "7": "words"})
    web.moved = {"AbCd": "https://notes.example/7"}
    with opened(web) as desk:
        visit = capture("https://short.example/AbCd", desk)
        assert visit.capture.ref == PostRef(platform="notes", id="7")
        assert visit.postings[0].text == "words"
        assert visit.capture.asked is not None
        assert desk.archive.meant(visit.capture.asked) == visit.capture.ref
        assert stored(desk) == {"https://short.example/AbCd": ["available"], "7": ["available"]}


def test_a_fault_is_a_capture_and_ends_no_run(opened: Open) -> None:
    web = Web({"1": "words", "3": "words"})
    web.breaks = {"2": MemoryError("none left")}
    with opened(web) as desk:
        visits = visited(desk, 1, 2, 3)
        assert [v.capture.availability for v in visits] == ["available", "error", "available"]
        assert "none left" in visits[1].capture.reason


@pytest.mark.parametrize("jobs", [1, JOBS])
def test_what_came_before_an_interruption_is_kept(opened: Open, jobs: int) -> None:
    web = Web({str(n): "words" for n in range(1, 9)})
    web.breaks = {"3": KeyboardInterrupt()}
    with opened(web, jobs=jobs) as desk:
        with pytest.raises(KeyboardInterrupt):
            visited(desk, *range(1, 9))
        kept = stored(desk)
        assert kept["1"] == ["available"]
        assert kept["2"] == ["available"]
        assert "3" not in kept
        assert desk.archive.audit() == ()


def test_who_stops_reading_keeps_what_was_received(opened: Open) -> None:
    web = Web({str(n): "words" for n in range(1, 9)})
    with opened(web) as desk:
        assert desk.transport is not None
        with closing(visit_posts(refs(*range(1, 9)), desk, desk.transport)) as visits:
            next(visits)
        kept = stored(desk)
        assert kept["1"] == ["available"]
        assert set(kept) >= set(web.asked) - {"8"}
        assert desk.archive.audit() == ()


def test_a_post_that_came_along_in_part_is_visited(opened: Open) -> None:
    web = Web({"1": "yes <2 >3 +2cut +3", "2": "the whole parent", "3": "quoted"})
    with opened(web) as desk:
        (visit,) = visited(desk, 1)
        assert [one.capture.ref.id for one in visit.related] == ["2"]
    assert web.asked == ["1", "2"]


def test_an_interruption_at_a_relation_is_filed_under_the_relation(opened: Open) -> None:
    web = Web({"1": "yes <2", "2": "parent https://pictures.example/p"})
    web.breaks = {"p": KeyboardInterrupt()}
    with opened(web) as desk:
        with pytest.raises(KeyboardInterrupt):
            visited(desk, 1)
        assert stored(desk) == {"1": ["available"], "2": ["available"]}
    web.breaks = {"2": KeyboardInterrupt()}
    with opened(web) as desk:
        with pytest.raises(KeyboardInterrupt):
            visited(desk, 1)
        assert stored(desk) == {"1": ["available", "available"], "2": ["available"]}


def test_an_address_on_the_way_gives_no_pictures(opened: Open) -> None:
    web = Web({"AbCd": "moved https://pictures.example/p", "7": "words"})
    web.moved = {"AbCd": "https://notes.example/7"}
    with opened(web) as desk:
        capture("https://short.example/AbCd", desk)
    assert "p" not in web.asked


@pytest.mark.parametrize(
    ("witness", "gone", "sources"),
    [
        pytest.param(Witness.ARCHIVE, True, [Source.PLATFORM, Source.ARCHIVE], id="gone"),
        pytest.param(Witness.ARCHIVE, False, [Source.PLATFORM], id="still-there"),
        pytest.param(Witness.PLATFORM, True, [Source.PLATFORM], id="the-platforms-own"),
    ],
)
def test_an_archive_is_asked_for_a_picture_where_all_of_the_post_is_gone(
    witness: Witness, gone: bool, sources: list[Source]
) -> None:
    web = Web({})
    post = SocialMediaPosting(
        ref=PostRef(platform="notes", id="1"),
        witness=witness,
        parser="notes/1",
        text="",
        images=(ImageObject(content_url="https://pictures.example/p"),),
        availability=Availability.NOT_FOUND if gone else Availability.AVAILABLE,
    )
    other = replace(post, witness=Witness.EMBED, images=post.images if not gone else ())
    found = list(fetch_pictures((post, other), web, lambda: NOW))
    assert [one.request.source for one in found] == sources


def test_a_parser_that_gives_what_can_not_be_stored_ends_no_run(opened: Open) -> None:
    with opened(Web({"1": "naive", "2": "words"})) as desk:
        first, second = visited(desk, 1, 2)
        assert first.postings == ()
        assert "time zone" in (first.trouble or "")
        assert second.postings[0].text == "words"


def test_on_an_interruption_the_line_is_cut_and_nothing_more_is_asked(opened: Open) -> None:
    web = Web({str(n): "words" for n in range(1, 60)})
    web.breaks = {"2": KeyboardInterrupt()}
    cut: list[int] = []
    with opened(web) as desk:
        assert desk.transport is not None
        told = replace(desk, hang_up=lambda: cut.append(len(web.asked)))
        with pytest.raises(KeyboardInterrupt):
            list(visit_posts(refs(*range(1, 60)), told, desk.transport))
    assert len(cut) == 1
    assert len(web.asked) < 40, "32 may be under way"


def test_who_stops_reading_leaves_the_line_open(opened: Open) -> None:
    cut: list[int] = []
    with opened(Web({str(n): "words" for n in range(1, 9)})) as desk:
        assert desk.transport is not None
        told = replace(desk, hang_up=lambda: cut.append(1))
        with closing(visit_posts(refs(*range(1, 9)), told, desk.transport)) as visits:
            next(visits)
        assert visited(desk, 8)[0].capture.availability is Availability.AVAILABLE
    assert cut == []


PAGE = (
    b'<html lang="en"><article><h1>A title</h1><p>The mayor posted this on her own page today:</p>'
    b'<p><a href="https://notes.example/short">https://notes.example/short</a></p></article></html>'
)


def test_an_articles_alias_is_reported_as_the_post_that_it_means(opened: Open) -> None:
    web = Web({"short": "words"})
    web.moved = {"short": "https://notes.example/7"}
    source = ArticleSource(name="page.html", payload=PAGE, received=NOW)
    with opened(None) as desk:
        assert [one.ref.id for one in check(source, desk).report.article.embeds] == ["~short"]
    with opened(web) as desk:
        assert [one.ref.id for one in check(source, desk).report.article.embeds] == ["7"]
    with opened(None) as desk:
        report = check(source, desk).report
        assert [one.ref.id for one in report.article.embeds] == ["7"]
        assert [one.text for one in report.postings] == ["words"]
