"""An archive that can't be reached costs its waits once, not for every post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.fetch.memento import Mementos
from archiver.fetch.timegate import TimeGate
from archiver.fetch.transport import unanswered
from archiver.model import Exchange, FetchRequest, Source

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUEST = FetchRequest(
    url="https://x.com/janedoe_test/status/20", source=Source.ARCHIVE, route="memento"
)
REFUSED = "connection refused"


@dataclass
class Net:
    """A network that fails in the given way, and a clock that sleeping moves on."""

    error: str = REFUSED
    now: datetime = START
    slept: float = 0
    asked: list[str] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += timedelta(seconds=seconds)

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        self.asked.append(request.url)
        return (unanswered(request, self.now, self.error),)


def mementos(net: Net) -> Any:
    return Mementos(net, clock=net.clock, sleep=net.sleep)


def timegate(net: Net) -> Any:
    return TimeGate(net, "https://archive.example/", clock=net.clock, sleep=net.sleep)


both = pytest.mark.parametrize(
    "build", [pytest.param(mementos, id="index"), pytest.param(timegate, id="timegate")]
)


@both
def test_an_archive_out_of_reach_is_asked_three_times_a_minute(build: Callable[..., Any]) -> None:
    net = Net()
    archive = build(net)
    answers = [archive.answer(REQUEST)[-1] for _ in range(100)]
    assert len(net.asked) == 3
    assert net.slept == 0
    assert answers[-1].status == 0
    assert answers[-1].error == "the archive can't be reached: connection refused"
    net.now += timedelta(seconds=60)
    archive.answer(REQUEST)
    archive.answer(REQUEST)
    assert len(net.asked) == 4


@both
def test_an_archive_that_answers_late_or_again_is_asked_on(build: Callable[..., Any]) -> None:
    net = Net()
    archive = build(net)
    for error in (REFUSED, REFUSED, "timeout: the server fell silent", REFUSED, REFUSED, "x"):
        net.error = error
        archive.answer(REQUEST)
    assert len(net.asked) == 6
