# ruff: noqa: ARG002 - the contract names arguments that the platforms of these tests ignore
from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import FetchError, ParseError
from archiver.fetch import Live, Replay, visit
from archiver.fetch.drive import MAX_REQUESTS
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Habits, Route, TimeRules
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
    Source,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REF = PostRef(platform="p", id="1")
Plan = Generator[FetchRequest, Exchange, Outcome]


class Planned:
    """A platform that is nothing but a plan."""

    name = "p"
    label = "P"
    markers = EmbedMarkers(hints=("p",))
    routes: tuple[Route, ...] = ()
    time_rules = TimeRules()
    hosts: tuple[str, ...] = ()
    habits = Habits()
    last_resort = False

    def __init__(self, plan: Callable[[], Plan]) -> None:
        self._plan = plan

    def match(self, url: str, /) -> PostRef | None:
        return None

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        return None

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        return None

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        return None

    def plan(self, ref: PostRef, /) -> Plan:
        return self._plan()

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        return ()


def exchange(request: FetchRequest, status: int = 200, **more: Any) -> Exchange:
    return Exchange(request=request, warc_date=NOW, target_uri=request.url, status=status, **more)


class Script:
    """A transport that answers each request with the next statuses of a list."""

    def __init__(self, *answers: tuple[int, ...]) -> None:
        self.answers = list(answers)

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        moved = (("Location", "/next"),)
        return tuple(
            exchange(request, status, headers=moved if 300 <= status < 400 else (), payload=b"x")
            for status in self.answers.pop(0)
        )


def asking(*urls: str) -> Callable[[], Plan]:
    def plan() -> Plan:
        seen = []
        for url in urls:
            answer = yield FetchRequest(url=url)
            seen.append(str(answer.status))
        return Outcome(availability=Availability.AVAILABLE, reason=" ".join(seen))

    return plan


def test_a_visit_keeps_every_exchange_and_sends_the_last_of_each_answer() -> None:
    capture = visit(Planned(asking("a", "b")), REF, Script((302, 200), (404,)), lambda: NOW)
    assert [item.status for item in capture.exchanges] == [302, 200, 404]
    assert (capture.availability, capture.reason) == (Availability.AVAILABLE, "200 404")
    assert (capture.ref, capture.captured_at) == (REF, NOW)


def test_a_transport_that_fails_is_an_answer_without_one() -> None:
    class Broken:
        def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
            raise FetchError(f"no route to\n{request.url}", "wait")

    capture = visit(Planned(asking("a")), REF, Broken(), lambda: NOW)
    assert (capture.availability, capture.reason) == (Availability.AVAILABLE, "0")
    assert capture.exchanges[0].error == "no route to a; wait"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(ParseError("odd\nshape", "wait"), "odd shape; wait", id="ours"),
        pytest.param(KeyError("user"), "the plan of p failed: KeyError: 'user'", id="theirs"),
    ],
)
def test_a_plan_that_fails_is_an_error_with_the_exchanges_so_far(
    error: Exception, reason: str
) -> None:
    def plan() -> Plan:
        yield FetchRequest(url="a")
        raise error

    capture = visit(Planned(plan), REF, Script((200,)), lambda: NOW)
    assert (capture.availability, capture.reason) == (Availability.ERROR, reason)
    assert len(capture.exchanges) == 1


def test_a_plan_without_end_is_ended() -> None:
    def plan() -> Plan:
        while True:
            yield FetchRequest(url="a")

    capture = visit(Planned(plan), REF, Script(*[(200,)] * 1000), lambda: NOW)
    assert capture.availability is Availability.ERROR
    assert len(capture.exchanges) == MAX_REQUESTS


def test_ctrl_c_is_not_swallowed() -> None:
    def plan() -> Plan:
        yield FetchRequest(url="a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        visit(Planned(plan), REF, Script((200,)), lambda: NOW)


answers = st.lists(st.sampled_from([301, 302, 429, 503]), max_size=3).flatmap(
    lambda steps: st.sampled_from([0, 200, 404, 500]).map(lambda last: (*steps, last))
)


@given(st.lists(st.tuples(st.sampled_from("abc"), answers), max_size=6))
def test_a_replay_is_the_visit_again(script: list[tuple[str, tuple[int, ...]]]) -> None:
    platform = Planned(asking(*(url for url, _ in script)))
    live = visit(platform, REF, Script(*(statuses for _, statuses in script)), lambda: NOW)
    assert visit(platform, REF, Replay(live), lambda: NOW) == live


def test_a_replay_tells_the_sources_apart() -> None:
    archived = FetchRequest(url="a", source=Source.ARCHIVE)
    stored = Capture(
        ref=REF,
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=(exchange(archived),),
    )
    (nothing,) = Replay(stored).answer(FetchRequest(url="a"))
    assert (nothing.status, nothing.error) == (0, "not in the archive")
    assert Replay(stored).answer(archived) == stored.exchanges


def test_a_replay_answers_in_order_and_then_no_more() -> None:
    request = FetchRequest(url="a")
    stored = Capture(
        ref=REF,
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=(exchange(request, 500), exchange(request, 200)),
    )
    replay = Replay(stored)
    assert [replay.answer(request)[-1].status for _ in range(3)] == [500, 200, 0]


@pytest.mark.parametrize(
    ("source", "status", "error"),
    [
        pytest.param(Source.PLATFORM, 200, None, id="platform"),
        pytest.param(Source.ARCHIVE, 203, None, id="archive"),
        pytest.param(
            Source.THIRD_PARTY, 0, "not asked: third parties are not allowed", id="third-party"
        ),
    ],
)
def test_live_asks_whom_the_request_names(source: Source, status: int, error: str | None) -> None:
    live = Live(session=Script((200,)), mementos=Script((203,)), clock=lambda: NOW)
    answer = live.answer(FetchRequest(url="a", source=source))[-1]
    assert (answer.status, answer.error) == (status, error)


def test_live_asks_third_parties_where_that_is_wanted() -> None:
    live = Live(session=Script((200,)), mementos=None, clock=lambda: NOW, third_parties=True)
    assert live.answer(FetchRequest(url="a", source=Source.THIRD_PARTY))[-1].status == 200
    assert live.answer(FetchRequest(url="a", source=Source.ARCHIVE))[-1].status == 0
