"""Both ways to mementos against a real archive: pywb, serving a WARC that is made here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.fetch.cdx import CdxServer
from archiver.fetch.drive import Replay
from archiver.fetch.memento import Archives, Mementos
from archiver.fetch.session import Session
from archiver.fetch.timegate import TimeGate
from archiver.fetch.transport import Transport
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOST = "https://social.example"
LOGIN = f"{HOST}/login"
POST, MOVED, GONE, NEVER, OLD, WALL, DATA = (f"{HOST}/@min/{number}" for number in range(1, 8))
PHOTO, OTHER_PHOTO = f"{HOST}/p/AbCd1", f"{HOST}/p/aBcD1"
BODY = "<!DOCTYPE html><title>Min Test</title><p>{}</p>"
JSON = '{"id": "7", "content": "nine — long days"}'

Kinds = dict[str, Callable[[str, Session], Transport]]


def record(
    url: str, day: int, body: str = "", status: str = "200 OK", *headers: tuple[str, str]
) -> dict[str, Any]:
    kind = "application/json" if body.startswith("{") else "text/html; charset=utf-8"
    return {
        "url": url,
        "time": f"2025-03-{day:02}T10:00:00Z",
        "status": status,
        "headers": [("Content-Type", kind), *headers],
        "body": body,
    }


RECORDS = (
    record(POST, 1, BODY.format("one")),
    record(POST, 2, BODY.format("two")),
    record(POST, 3, "", "302 Found", ("Location", LOGIN)),
    record(POST, 4, "gone", "410 Gone"),
    record(MOVED, 3, "", "302 Found", ("Location", LOGIN)),
    record(LOGIN, 3, "<title>Log in</title>"),
    record(GONE, 5, "no such page", "404 Not Found"),
    record(OLD.replace("https:", "http:"), 6, "", "301 Moved Permanently", ("Location", OLD)),
    record(OLD, 7, BODY.format("old")),
    record(WALL, 8, "<html><title> Log in to Social\n| Social</title><p>Members only</html>"),
    record(DATA, 9, JSON),
    record(OTHER_PHOTO, 10, BODY.format("another's")),
)


@pytest.fixture(scope="module")
def archive(pywb: Callable[[Sequence[dict[str, Any]]], str]) -> str:
    return pywb(RECORDS)


def by_cdx(url: str, session: Session) -> Transport:
    return Mementos(
        session,
        clock=lambda: NOW,
        sleep=_no_sleep,
        cdx_url=f"{url}/cdx",
        replay_url=url,
        server=CdxServer.PYWB,
        per_minute=1000,
    )


def by_timegate(url: str, session: Session) -> Transport:
    return TimeGate(session, f"{url}/", clock=lambda: NOW, sleep=_no_sleep, per_minute=1000)


def _no_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds} s, and the test doesn't expect that")


@pytest.fixture(params=[by_cdx, by_timegate])
def transport(
    request: pytest.FixtureRequest, archive: str, open_session: Callable[..., Session]
) -> Transport:
    found: Transport = request.param(archive, open_session(clock=lambda: NOW))
    return found


def asked(url: str, day: int | None = None) -> FetchRequest:
    wanted = (("Accept-Datetime", f"{day:02} Mar 2025 10:00:00 GMT"),) if day else ()
    return FetchRequest(url=url, source=Source.ARCHIVE, route="memento", headers=wanted)


def day_of(exchange: Exchange) -> int | None:
    return exchange.memento_datetime.day if exchange.memento_datetime else None


@pytest.mark.parametrize(
    ("url", "wanted", "body", "day"),
    [
        pytest.param(POST, 1, BODY.format("one"), 1, id="the-first"),
        pytest.param(POST, 2, BODY.format("two"), 2, id="by-time"),
        pytest.param(POST, None, BODY.format("two"), 2, id="newest-that-is-a-page"),
        pytest.param(POST.replace("https:", "http:"), 1, BODY.format("one"), 1, id="other-scheme"),
        pytest.param(OLD, 6, BODY.format("old"), 7, id="redirect-to-itself"),
        pytest.param(DATA, None, JSON, 9, id="json"),
    ],
)
def test_a_page_comes_as_it_was_captured(
    transport: Transport, url: str, wanted: int | None, body: str, day: int
) -> None:
    answer = transport.answer(asked(url, wanted))[-1]
    assert answer.error is None
    assert (answer.status, answer.payload, day_of(answer)) == (200, body.encode(), day)
    assert answer.request == asked(url, wanted)


@pytest.mark.parametrize(
    ("url", "status", "error", "day"),
    [
        pytest.param(MOVED, 302, f"the archived answer is a redirect to {LOGIN}", 3, id="redirect"),
        pytest.param(GONE, 404, "the archived answer is a 404 of its time", 5, id="404"),
        pytest.param(NEVER, 404, "no archive has it", None, id="never-archived"),
        pytest.param(WALL, 200, "the archived page is a login page", 8, id="login"),
        pytest.param(PHOTO, 404, "no archive has it", None, id="an-id-in-another-case"),
    ],
)
def test_what_is_no_page_is_told_apart(
    transport: Transport, archive: str, url: str, status: int, error: str, day: int | None
) -> None:
    exchanges = transport.answer(asked(url))
    answer = exchanges[-1]
    assert (answer.status, answer.error, day_of(answer)) == (status, error, day)
    elsewhere = [hop.target_uri for hop in exchanges if not hop.target_uri.startswith(archive)]
    assert set(elsewhere) <= {url}, "the live site must not be asked"


def test_a_stored_answer_replays_whole(transport: Transport) -> None:
    requests = [asked(url) for url in (POST, MOVED, GONE, NEVER, OLD)]
    exchanges = [hop for request in requests for hop in transport.answer(request)]
    replay = Replay(
        Capture(
            ref=PostRef(platform="x", id="20"),
            captured_at=NOW,
            availability=Availability.ERROR,
            reason="",
            exchanges=tuple(exchanges),
        )
    )
    again = [hop for request in requests for hop in replay.answer(request)]
    assert again == exchanges


def test_archives_are_asked_in_turn(
    archive: str,
    serve: Callable[..., Any],
    reply: Callable[..., None],
    open_session: Callable[..., Session],
) -> None:
    empty = serve(lambda handler: reply(handler, b"[]"))
    session = open_session(clock=lambda: NOW)
    first = Mementos(
        session, clock=lambda: NOW, cdx_url=f"{empty.url}/cdx", replay_url=f"{empty.url}/web"
    )
    both = Archives([first, by_timegate(archive, session)])
    exchanges = both.answer(asked(POST, 2))
    assert exchanges[-1].payload == BODY.format("two").encode()
    assert [hop.request.route for hop in exchanges[:-1]] == ["memento.index"] * (len(exchanges) - 1)
    assert both.answer(asked(NEVER))[-1].error == "no archive has it"
