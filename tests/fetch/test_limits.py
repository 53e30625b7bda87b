"""Pace, pauses, quotas and places: with clocks of our own, and with real threads."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from archiver.fetch.gate import Gate
from archiver.fetch.limits import Pace, Quota
from archiver.fetch.wishes import retry_after, wait_asked_for
from archiver.model import Exchange, FetchRequest

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Time:
    """A clock that sleeping threads push forward, each on from its own moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        with self._lock:
            return self.now

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.monotonic() - 100)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            self.slept.append(round(seconds, 6))


def test_a_host_is_asked_at_a_pace() -> None:
    time = Time()
    pace = Pace(2, time.monotonic, time.sleep)
    starts = []
    for host in ("a", "b", "a", "a"):
        assert pace.wait(host) is None
        starts.append(time.now - 100)
    assert starts == [0, 0, 2, 4]


def test_a_pause_holds_for_its_host_alone() -> None:
    time = Time()
    pace = Pace(1, time.monotonic, time.sleep)
    pace.pause("a", 30)
    pace.pause("a", 5)
    assert pace.wait("b") is None
    assert time.slept == []
    assert pace.wait("a") is None
    assert time.slept == [30]
    assert pace.wait("a") is None
    assert time.slept == [30, 1]


def test_a_pause_that_comes_while_waiting_is_waited_for_too() -> None:
    time = Time()
    pace: Pace

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.slept) == 1:
            pace.pause("a", 7)

    pace = Pace(0, time.monotonic, sleep)
    pace.pause("a", 3)
    assert pace.wait("a") is None
    assert time.slept == [3, 7]


def test_too_long_a_pause_is_not_waited_for() -> None:
    time = Time()
    pace = Pace(0, time.monotonic, time.sleep, longest_wait=60)
    pace.pause("a", 3600)
    assert pace.wait("a") == "the host asks to be left alone for 3600 s more"
    assert time.slept == []
    time.now += 3541
    assert pace.wait("a") is None
    assert time.slept == [59]


def test_threads_start_one_after_the_other() -> None:
    time = Time()
    pace = Pace(0.5, time.monotonic, time.sleep)
    gate = Gate(pace, 8)
    starts: list[float] = []

    def go(_number: int) -> None:
        with gate.through("a") as refusal:
            assert refusal is None
            starts.append(time.monotonic())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(go, range(24)))
    starts.sort()
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert len(starts) == 24
    assert min(gaps) >= 0.5 - 1e-9


@pytest.mark.parametrize("places", [1, 2, 5])
def test_no_more_are_inside_than_there_are_places(places: int) -> None:
    gate = Gate(Pace(0, lambda: 0.0, lambda _: None), places)
    lock = threading.Lock()
    full = threading.Barrier(places)
    inside, most = 0, 0

    def go(_number: int) -> None:
        nonlocal inside, most
        with gate.through("a"):
            with lock:
                inside += 1
                most = max(most, inside)
            full.wait(5)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(places * 4) as threads:
        list(threads.map(go, range(places * 6)))
    assert most == places


def test_who_waits_for_one_host_holds_no_place_at_another() -> None:
    gate = Gate(Pace(0, lambda: 0.0, lambda _: None), 1)
    leave, waiting = threading.Event(), threading.Event()

    def occupy() -> None:
        with gate.through("a"):
            waiting.set()
            leave.wait(5)

    def queue() -> None:
        with gate.through("a"):
            pass

    threads = [threading.Thread(target=target) for target in (occupy, queue, queue)]
    for thread in threads:
        thread.start()
        waiting.wait(5)
    with gate.through("b") as refusal:
        assert refusal is None
    leave.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_a_place_is_given_back_whatever_happens() -> None:
    def broken(_seconds: float) -> None:
        raise KeyboardInterrupt

    pace = Pace(9, lambda: 0.0, broken)
    gate = Gate(pace, 1)
    with pytest.raises(RuntimeError), gate.through("a"):
        raise RuntimeError
    with pytest.raises(KeyboardInterrupt), gate.through("a"):
        pytest.fail("the pace was not kept")
    with pytest.raises(KeyboardInterrupt), gate.through("a"):
        pytest.fail("the pace was not kept")


def test_a_quota_holds_across_threads() -> None:
    starts: list[float] = []
    own = threading.local()
    begun = threading.Barrier(6)

    def sleep(seconds: float) -> None:
        own.now += seconds

    quota = Quota(5, 60, lambda: NOW + timedelta(seconds=own.now), sleep)

    def go(_number: int) -> None:
        own.now = 0.0
        begun.wait(5)
        for _ in range(5):
            quota.wait()
            starts.append(own.now)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(go, range(6)))
    starts.sort()
    assert len(starts) == 30
    spans = [later - earlier for earlier, later in zip(starts, starts[5:], strict=False)]
    assert min(spans) >= 60 - 1e-6


def exchange(status: int, *headers: tuple[str, str]) -> Exchange:
    request = FetchRequest(url="https://a.example/")
    return Exchange(
        request=request, warc_date=NOW, target_uri=request.url, status=status, headers=headers
    )


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        pytest.param(200, {}, None, id="nothing"),
        pytest.param(429, {}, None, id="429-without"),
        pytest.param(429, {"retry-after": "7"}, 7, id="retry-after"),
        pytest.param(503, {"Retry-After": "Tue, 24 Nov 2026 12:00:05 GMT"}, 5, id="date"),
        pytest.param(200, {"Retry-After": "7"}, None, id="retry-after-of-an-answer"),
        pytest.param(
            429,
            {"Retry-After": "7", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"},
            7,
            id="retry-after-first",
        ),
        pytest.param(
            200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"}, 90, id="x-seconds"
        ),
        pytest.param(
            200, {"RateLimit-Remaining": "0.0", "RateLimit-Reset": "9.5"}, 9.5, id="fractions"
        ),
        pytest.param(
            200,
            {
                "ratelimit-remaining": "0",
                "ratelimit-reset": str(int(NOW.timestamp()) + 30),
            },
            30,
            id="epoch",
        ),
        pytest.param(
            200,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-24T12:04:00.000Z"},
            240,
            id="iso",
        ),
        pytest.param(
            200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "12"}, 12, id="now-and-then"
        ),
        pytest.param(
            200, {"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "90"}, None, id="some-left"
        ),
        pytest.param(200, {"X-RateLimit-Remaining": "0"}, None, id="no-reset"),
        pytest.param(
            200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, None, id="odd-reset"
        ),
        pytest.param(200, {"RateLimit": '"default";r=0;t=30'}, 30, id="structured"),
        pytest.param(200, {"RateLimit": '"a";t=30;r=0'}, 30, id="structured-other-order"),
        pytest.param(200, {"RateLimit": '"default";r=5;t=30'}, None, id="structured-some-left"),
    ],
)
def test_what_a_server_wishes(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert wait_asked_for(exchange(status, *headers.items()), NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *((text, None) for text in ("", "soon", "-1", "1.5", "٧", "Tue, 99 Nov 2026")),
        ("0", 0.0),
        (" 12 ", 12.0),
        ("9" * 30, 999_999_999.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 13:00:00 +0100", 0.0),
        ("Tuesday, 24-Nov-26 12:01:00 GMT", 60.0),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
