"""One session in many threads, and what servers ask of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest, Source

Handler = BaseHTTPRequestHandler
Serve = Callable[[Callable[[Handler], None]], Any]
OpenSession = Callable[..., Session]
Reply = Callable[..., None]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ask(session: Session, url: str, **more: Any) -> tuple[Exchange, ...]:
    return session.answer(FetchRequest(url=url, route="test", **more))


class Busy:
    """A server that counts how many requests it has at a time."""

    def __init__(self, reply: Reply, seconds: float) -> None:
        self._reply = reply
        self._seconds = seconds
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def __call__(self, handler: Handler) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(self._seconds)
        with self._lock:
            self._now -= 1
        self._reply(handler, handler.path.encode())


@pytest.mark.parametrize("places", [1, 3])
def test_a_host_never_has_more_requests_than_allowed(
    serve: Serve, open_session: OpenSession, reply: Reply, places: int
) -> None:
    busy = Busy(reply, 0.01)
    server = serve(busy)
    session = open_session(limits={"per_host_concurrency": places})
    with ThreadPoolExecutor(12) as threads:
        answers = list(
            threads.map(lambda number: ask(session, f"{server.url}/{number}")[-1], range(40))
        )
    assert [answer.payload for answer in answers] == [b"/%d" % number for number in range(40)]
    assert busy.most == places
    assert server.connections <= places, "connections are used again"


def test_hosts_don_t_wait_for_each_other(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    leave = threading.Event()

    def slow_answer(handler: Handler) -> None:
        leave.wait(5)
        reply(handler)

    slow = serve(slow_answer)
    quick = serve(lambda handler: reply(handler, b"quick"))
    session = open_session(limits={"per_host_concurrency": 1})
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(ask, session, slow.url) for _ in range(3)]
        assert ask(session, quick.url)[-1].payload == b"quick"
        leave.set()
        assert [future.result()[-1].status for future in waiting] == [200] * 3


def test_one_threads_cookies_are_not_another_s(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    def answer(handler: Handler) -> None:
        name = handler.path.strip("/")
        if handler.path.count("/") == 1:
            headers = (("Location", f"/{name}/in"), ("Set-Cookie", f"who={name}; Path=/"))
            reply(handler, status=302, headers=headers)
        else:
            reply(handler, (handler.headers["Cookie"] or "").encode())

    server = serve(answer)
    session = open_session(limits={"per_host_concurrency": 8})
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda number: ask(session, f"{server.url}/{number}"), range(30))
        assert [hops[-1].payload for hops in answers] == [b"who=%d" % n for n in range(30)]


@pytest.mark.parametrize("drop", ["between", "at-once"])
def test_a_connection_closed_meanwhile_is_no_failure(
    serve: Serve, open_session: OpenSession, reply: Reply, drop: str
) -> None:
    served: list[socket.socket] = []

    def answer(handler: Handler) -> None:
        if handler.connection in served and drop == "at-once":
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
            return
        served.append(handler.connection)
        reply(handler, b"page")
        handler.close_connection = drop == "between"

    server = serve(answer)
    session = open_session()
    for _ in range(3):
        (exchange,) = ask(session, server.url)
        assert (exchange.payload, exchange.error) == (b"page", None)
    assert server.connections == 3


def test_a_server_that_never_answers_is_asked_once(serve: Serve, open_session: OpenSession) -> None:
    def answer(handler: Handler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    server = serve(answer)
    (exchange,) = ask(open_session(), server.url)
    assert (exchange.status, len(server.seen)) == (0, 1)
    assert exchange.error in {"the connection broke off", "connection reset"}


# -- when to ask again --------------------------------------------------------------------


class Clock:
    """A monotonic clock that only sleep moves."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        with self.lock:
            return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds
            self.slept.append(round(seconds, 6))

    def open(self, open_session: OpenSession, **limits: Any) -> Session:
        return open_session(
            clock=lambda: NOW, monotonic=self.monotonic, sleep=self.sleep, limits=limits,
            jitter=lambda: 0.25,
        )  # fmt: skip


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "waits"),
    [
        pytest.param("7", [7.0], id="seconds"),
        pytest.param("60", [60.0], id="as-long-as-allowed"),
        pytest.param("Tue, 24 Nov 2026 12:00:05 GMT", [5.0], id="date"),
        pytest.param("Tue, 24 Nov 2026 11:00:00 GMT", [], id="date-passed"),
        pytest.param("61", None, id="too-long"),
        pytest.param("Thu, 24 Dec 2026 12:00:00 GMT", None, id="date-too-far"),
        pytest.param("soon", [3.0], id="unreadable"),
        pytest.param("-1", [3.0], id="negative"),
        pytest.param(None, [3.0], id="absent"),
    ],
)
def test_a_refusal_is_waited_for(
    serve: Serve, open_session: OpenSession, reply: Reply,
    status: int, value: str | None, waits: list[float] | None,
) -> None:  # fmt: skip
    def answer(handler: Handler) -> None:
        if len(server.seen) == 1:
            reply(handler, b"wait", status, (("Retry-After", value),) if value else ())
        else:
            reply(handler, b"now")

    server = serve(answer)
    clock = Clock()
    exchanges = ask(clock.open(open_session, backoff_seconds=4), server.url)
    assert clock.slept == (waits or [])
    assert [exchange.status for exchange in exchanges] == (
        [status] if waits is None else [status, 200]
    )


def test_it_asks_three_times_at_most_and_waits_longer_each_time(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(lambda handler: reply(handler, status=429))
    clock = Clock()
    exchanges = ask(clock.open(open_session, backoff_seconds=4), server.url)
    assert clock.slept == [3.0, 6.0]
    assert [exchange.status for exchange in exchanges] == [429] * 3


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_may_have_had_an_effect_is_not_repeated(
    serve: Serve, open_session: OpenSession, reply: Reply, method: str
) -> None:
    server = serve(lambda handler: reply(handler, status=503, headers=(("Retry-After", "0"),)))
    assert len(ask(open_session(), server.url, method=method)) == 1
    assert server.methods == [method]


def test_all_threads_leave_a_host_alone_that_asks_for_it(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    times: list[float] = []

    def answer(handler: Handler) -> None:
        if handler.path == "/first":
            times.append(0)
            reply(handler, status=429, headers=(("Retry-After", "30"),))
        else:
            times.append(clock.monotonic() - 100)
            reply(handler)

    server, other = serve(answer), serve(reply)
    clock = Clock()
    session = clock.open(open_session, max_retries=0)
    assert ask(session, f"{server.url}/first")[-1].status == 429
    assert ask(session, other.url)[-1].status == 200
    assert clock.slept == []
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: ask(session, server.url)[-1].status, range(6)))
    assert answers == [200] * 6
    assert times == [0] + [30.0] * 6
    assert clock.slept == [30.0]


def test_a_host_that_asks_for_long_is_not_asked_meanwhile(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(lambda handler: reply(handler, status=429, headers=(("Retry-After", "3600"),)))
    clock = Clock()
    session = clock.open(open_session)
    assert [hop.status for hop in ask(session, server.url)] == [429]
    (exchange,) = ask(session, f"{server.url}/other")
    assert exchange.error == "the host asks to be left alone for 3600 s more"
    assert (exchange.status, len(server.seen), clock.slept) == (0, 1, [])
    clock.now += 3590
    ask(session, server.url)
    assert (len(server.seen), clock.slept) == (2, [10.0])


@pytest.mark.parametrize(("reset", "waits"), [("20", [20.0]), ("600", [60.0]), ("odd", [])])
def test_a_spent_allowance_is_waited_for(
    serve: Serve, open_session: OpenSession, reply: Reply, reset: str, waits: list[float]
) -> None:
    spent = (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset))
    server = serve(lambda handler: reply(handler, headers=spent))
    clock = Clock()
    session = clock.open(open_session)
    assert [ask(session, server.url)[-1].status for _ in range(2)] == [200, 200]
    assert clock.slept == waits


def test_one_host_is_asked_at_a_pace(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    clock = Clock()
    session = clock.open(open_session, pace_seconds=2)
    first, second = serve(reply), serve(reply)
    ask(session, first.url)
    ask(session, second.url)
    clock.now += 0.5
    ask(session, first.url)
    clock.now += 10
    ask(session, first.url)
    assert clock.slept == [1.5]


def test_waiting_for_ones_turn_is_not_counted_as_the_server_s_time(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(reply)
    clock = Clock()
    session = clock.open(open_session, pace_seconds=100, total_seconds=1)
    assert [ask(session, server.url)[-1].status for _ in range(3)] == [200] * 3
    assert clock.slept == [100.0, 100.0]


# -- the end ------------------------------------------------------------------------------


def test_closing_ends_what_is_under_way(serve: Serve, open_session: OpenSession) -> None:
    begun, done = threading.Semaphore(0), threading.Event()

    def answer(handler: Handler) -> None:
        if handler.path == "/body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nwords")
        begun.release()
        done.wait(5)

    server = serve(answer)
    session = open_session(limits={"per_host_concurrency": 2})
    start = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        paths = ("/head", "/body", "/waiting", "/waiting")
        futures = [threads.submit(ask, session, server.url + path) for path in paths]
        for _ in range(2):
            assert begun.acquire(timeout=5)
        time.sleep(0.05)
        session.close()
        answers = [future.result(5)[-1] for future in futures]
    done.set()
    assert time.monotonic() - start < 3
    assert {answer.error for answer in answers} == {"the session was closed"}
    assert ask(session, server.url)[-1].error == "the session was closed"


def test_closing_ends_a_wait(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    refused = threading.Event()

    def answer(handler: Handler) -> None:
        reply(handler, status=429, headers=(("Retry-After", "50"),))
        refused.set()

    session = open_session(sleep=None)
    server = serve(answer)
    start = time.monotonic()
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(ask, session, server.url)
        assert refused.wait(5)
        time.sleep(0.05)
        session.close()
        assert future.result(5)[-1].error in {"the session was closed", None}
    assert time.monotonic() - start < 3


# -- redirects ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"),
        (308, "POST", "POST"), (303, "PUT", "GET"), (302, "PUT", "PUT"), (303, "HEAD", "HEAD"),
        (302, "GET", "GET"),
    ],
)  # fmt: skip
def test_the_method_after_a_redirect(
    serve: Serve, open_session: OpenSession, reply: Reply, status: int, method: str, then: str
) -> None:
    def answer(handler: Handler) -> None:
        if handler.path == "/":
            reply(handler, status=status, headers=(("Location", "/next"),))
        else:
            reply(handler)

    server = serve(answer)
    sent = (("Content-Type", "text/plain"), ("Accept", "*/*"))
    exchanges = ask(open_session(), server.url, method=method, headers=sent)
    assert [exchange.status for exchange in exchanges] == [status, 200]
    assert server.methods == [method, then]
    assert ("Content-Type" in server.seen[1][1]) is (method == then)


@pytest.mark.parametrize("source", [Source.PLATFORM, Source.ARCHIVE])
def test_only_an_archive_s_redirect_may_be_the_answer(
    serve: Serve, open_session: OpenSession, reply: Reply, source: Source
) -> None:
    def answer(handler: Handler) -> None:
        stated = ("Memento-Datetime", "Wed, 01 Feb 2023 00:00:00 GMT")
        if handler.path == "/":
            reply(handler, status=302, headers=(("Location", "/next"), stated))
        else:
            reply(handler)

    server = serve(answer)
    statuses = [hop.status for hop in ask(open_session(), server.url, source=source)]
    assert statuses == ([302] if source is Source.ARCHIVE else [302, 200])
