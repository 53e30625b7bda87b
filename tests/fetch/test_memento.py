from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from archiver.fetch.drive import Replay
from archiver.fetch.memento import Mementos, parse_cdx
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POST = "https://twitter.com/janedoe_test/status/20"
REQUEST = FetchRequest(url=POST, source=Source.ARCHIVE, route="memento")
HEAD = ["timestamp", "original", "mimetype", "statuscode", "digest"]
Handler = BaseHTTPRequestHandler


def row(timestamp: str, status: str = "200", original: str = POST) -> list[str]:
    return [timestamp, original, "text/html", status, "SHA1"]


ROWS = [HEAD, row("20180906010203"), row("20200101000000"), row("20230201000000")]


class Archive:
    """What the server of a test does: an index, and replays by timestamp."""

    def __init__(self, reply: Callable[..., None], index: bytes | int, **replays: Any) -> None:
        self.reply = reply
        self.index = index
        self.replays = replays

    def __call__(self, handler: Handler) -> None:
        path = handler.path
        if path.startswith("/cdx"):
            if isinstance(self.index, int):
                self.reply(handler, status=self.index)
            else:
                self.reply(handler, self.index)
            return
        timestamp = path.split("/")[2]
        status, body, headers = self.replays.get(
            f"at_{timestamp.removesuffix('id_')}", (404, b"", ())
        )
        self.reply(handler, body, status, headers)


Build = Callable[..., tuple[Any, Mementos]]


def _no_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds} s, and the test doesn't expect that")


@pytest.fixture
def archive(
    serve: Callable[..., Any], reply: Callable[..., None], open_session: Callable[..., Any]
) -> Build:
    """A server with an index and replays, and a transport that asks it."""

    def build(index: bytes | int, **replays: Any) -> tuple[Any, Mementos]:
        server = serve(Archive(reply, index, **replays))
        mementos = Mementos(
            open_session(clock=lambda: NOW),
            clock=lambda: NOW,
            sleep=_no_sleep,
            cdx_url=f"{server.url}/cdx",
            replay_url=f"{server.url}/web/",
        )
        return server, mementos

    return build


def test_the_newest_capture_is_replayed_as_it_was(archive: Build) -> None:
    server, mementos = archive(
        json.dumps(ROWS).encode(),
        at_20230201000000=(200, b"page", (("Memento-Datetime", "Wed, 01 Feb 2023 00:00:07 GMT"),)),
    )
    index, memento = mementos.answer(REQUEST)
    assert (memento.payload, memento.status, memento.request) == (b"page", 200, REQUEST)
    assert memento.target_uri == f"{server.url}/web/20230201000000id_/{POST}"
    assert memento.memento_datetime == datetime(2023, 2, 1, 0, 0, 7, tzinfo=UTC)
    assert (index.request.url, index.request.route) == (POST, "memento.index")
    query = parse_qs(urlsplit(index.target_uri).query)
    assert query["url"] == [POST]
    assert query["filter"] == ["statuscode:200"]
    assert int(query["limit"][0]) < 0
    assert query["fl"] == ["timestamp,original,mimetype,statuscode,digest"]


@pytest.mark.parametrize(
    ("wanted", "timestamp"),
    [
        ("Mon, 01 Jun 2020 00:00:00 GMT", "20200101000000"),
        ("Thu, 01 Jan 2015 00:00:00 GMT", "20180906010203"),
        ("no date", "20230201000000"),
    ],
)
def test_a_time_can_be_wanted(archive: Build, wanted: str, timestamp: str) -> None:
    _, mementos = archive(json.dumps(ROWS).encode(), **{f"at_{timestamp}": (200, b"page", ())})
    request = FetchRequest(
        url=POST, source=Source.ARCHIVE, route="memento", headers=(("accept-datetime", wanted),)
    )
    memento = mementos.answer(request)[-1]
    assert memento.payload == b"page"
    assert f"{memento.memento_datetime:%Y%m%d%H%M%S}" == timestamp


@pytest.mark.parametrize("index", [b"[]", b"", b"\n", json.dumps([HEAD]).encode()])
def test_no_archive_has_it(archive: Build, index: bytes) -> None:
    _, mementos = archive(index)
    answer = mementos.answer(REQUEST)[-1]
    assert (answer.status, answer.request, answer.memento_datetime) == (404, REQUEST, None)
    assert answer.error == "no archive has it"


@pytest.mark.parametrize(
    ("index", "why"),
    [
        pytest.param(429, "status 429", id="too-often"),
        pytest.param(500, "status 500", id="broken"),
        pytest.param(b"<html>Busy</html>", "an unknown shape", id="a-page"),
        pytest.param(b'{"error": 1}', "an unknown shape", id="an-object"),
        pytest.param(b'[["urlkey"], ["x"]]', "an unknown shape", id="other-fields"),
    ],
)
def test_an_index_that_fails_says_nothing_of_the_post(
    archive: Build, index: bytes | int, why: str
) -> None:
    _, mementos = archive(index)
    answer = mementos.answer(REQUEST)[-1]
    assert answer.status == 0
    assert why in (answer.error or "")


def test_a_replay_may_lead_to_a_near_capture(archive: Build) -> None:
    near = f"/web/20230131000000id_/{POST.replace('https', 'http')}"
    _, mementos = archive(
        json.dumps(ROWS).encode(),
        at_20230201000000=(302, b"", (("Location", near),)),
        at_20230131000000=(200, b"page", ()),
    )
    answer = mementos.answer(REQUEST)[-1]
    assert (answer.payload, answer.error) == (b"page", None)
    assert answer.memento_datetime == datetime(2023, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "target",
    [
        "/web/20230201000001id_/https://twitter.com/login",
        "/web/20230201000001id_/https://twitter.com/janedoe_test/status/21",
        "/elsewhere/20230201000001/page",
    ],
)
def test_a_replay_that_leads_to_another_page_is_not_accepted(archive: Build, target: str) -> None:
    _, mementos = archive(
        json.dumps(ROWS).encode(),
        at_20230201000000=(302, b"", (("Location", target),)),
        at_20230201000001=(200, b"other", ()),
    )
    answer = mementos.answer(REQUEST)[-1]
    assert "leads to another page" in (answer.error or "")
    assert answer.memento_datetime is None


def test_a_stored_answer_replays_whole(archive: Build) -> None:
    _, mementos = archive(json.dumps(ROWS).encode(), at_20230201000000=(200, b"page", ()))
    exchanges = (*mementos.answer(REQUEST), *mementos.answer(REQUEST))
    capture = Capture(
        ref=PostRef(platform="x", id="20"),
        captured_at=NOW,
        availability=Availability.ERROR,
        reason="",
        exchanges=exchanges,
    )
    replay = Replay(capture)
    assert (*replay.answer(REQUEST), *replay.answer(REQUEST)) == exchanges
    assert replay.answer(REQUEST)[-1].error == "not in the archive"


def test_the_index_is_asked_24_times_a_minute_at_most() -> None:
    now = [NOW]
    starts: list[datetime] = []

    def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    class Empty:
        def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
            starts.append(now[0])
            now[0] += timedelta(seconds=0.5)
            return (
                Exchange(
                    request=request,
                    warc_date=now[0],
                    target_uri=request.url,
                    status=200,
                    payload=b"[]",
                ),
            )

    mementos = Mementos(Empty(), clock=lambda: now[0], sleep=sleep)
    for _ in range(60):
        mementos.answer(REQUEST)
    spans = [later - earlier for earlier, later in zip(starts, starts[24:], strict=False)]
    assert spans
    assert min(spans) >= timedelta(seconds=60)


def test_records_come_oldest_first_without_what_cant_be_read() -> None:
    rows = [
        HEAD,
        row("20200101000000"),
        row("20180906010203"),
        row("2018"),
        row("20190101000000", "302"),
        ["20190101000000"],
        row("20190101000000", original=""),
    ]
    records = parse_cdx(json.dumps(rows).encode())
    assert records is not None
    assert [record.timestamp.year for record in records] == [2018, 2020]
    assert records[0].timestamp.tzinfo is UTC
