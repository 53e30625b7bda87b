from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from archiver.errors import InputError
from archiver.fetch.cdx import CdxServer, cdx_query, parse_cdx
from archiver.fetch.drive import Replay
from archiver.fetch.memento import MAX_ROWS, Archives, Mementos
from archiver.fetch.timegate import TimeGate
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


@pytest.mark.parametrize("raw", [True, False])
def test_an_archived_redirect_to_the_same_page_stays_in_the_archive(
    archive: Build, raw: bool
) -> None:
    target = POST.replace("twitter.com", "www.twitter.com")
    where = target if raw else f"/web/20230201000003id_/{target}"
    stated = ("Memento-Datetime", "Wed, 01 Feb 2023 00:00:00 GMT")
    _, mementos = archive(
        json.dumps([HEAD, ROWS[-1]]).encode(),
        at_20230201000000=(301, b"", (("Location", where), stated)),
        at_20230201000003=(200, b"page", ()),
    )
    answer = mementos.answer(REQUEST)[-1]
    if raw:
        assert answer.error == f"the archived answer is a redirect to {target}"
    else:
        assert (answer.payload, answer.error) == (b"page", None)


@pytest.mark.parametrize("stated", [True, False])
def test_an_archived_redirect_is_not_followed_to_the_live_site(
    archive: Build, serve: Callable[..., Any], reply: Callable[..., None], stated: bool
) -> None:
    live = serve(lambda handler: reply(handler, b"live"))
    other = live.url.replace("127.0.0.1", "localhost")
    headers = [("Location", f"{other}/login")]
    if stated:
        headers.append(("Memento-Datetime", "Wed, 01 Feb 2023 00:00:00 GMT"))
    moved = (302, b"", tuple(headers))
    _, mementos = archive(json.dumps([HEAD, ROWS[-1]]).encode(), at_20230201000000=moved)
    answer = mementos.answer(REQUEST)[-1]
    assert answer.error == f"the archived answer is a redirect to {other}/login"
    assert answer.memento_datetime == datetime(2023, 2, 1, tzinfo=UTC)
    assert live.seen == []


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
        row("20190102000000", "-"),
        ["20190103000000"],
        row("20190104000000", original=""),
        row("20190105000000", None),  # type: ignore[arg-type] # servers send it all the same
    ]
    records = parse_cdx(json.dumps(rows).encode())
    assert records is not None
    assert [record.timestamp.strftime("%Y%m%d") for record in records] == [
        *("20180906", "20190101", "20190102", "20190105", "20200101")
    ]
    assert [record.statuscode for record in records] == [200, 302, None, None, 200]
    assert records[0].timestamp.tzinfo is UTC


LINE = (
    '{"timestamp": "20250301100000", "url": "https://a.example/", "mime": "text/html",'
    ' "status": "200", "digest": "X"}'
)


@pytest.mark.parametrize(
    ("payload", "years"),
    [
        pytest.param(LINE, [2025], id="one"),
        pytest.param(f"{LINE}\n{LINE.replace('2025', '2024')}\n", [2024, 2025], id="two"),
        pytest.param(f"{LINE}\n{LINE[:50]}", [2025], id="the-last-cut"),
        pytest.param(LINE.replace("20250301", "20251301"), [], id="no-such-month"),
        pytest.param('{"message": "busy"}', None, id="an-error"),
        pytest.param('"busy"', None, id="a-string"),
        pytest.param("[" * 100_000, None, id="deep"),
        pytest.param('{"a":' * 100_000, None, id="deep-object"),
        pytest.param("\ufeff<html>", None, id="html"),
        pytest.param("[[1, 2], [3, 4]]", None, id="numbers"),
    ],
)
def test_objects_a_line_are_read_too(payload: str, years: list[int] | None) -> None:
    records = parse_cdx(payload.encode())
    found = None if records is None else [record.timestamp.year for record in records]
    assert found == years


def test_each_server_is_asked_in_its_language() -> None:
    until = datetime(2020, 1, 1, tzinfo=UTC)
    wayback = parse_qs(cdx_query(POST, CdxServer.WAYBACK, 9, pages_only=True, until=until))
    assert (wayback["limit"], wayback["filter"]) == (["-9"], ["statuscode:200"])
    pywb = parse_qs(cdx_query(POST, CdxServer.PYWB, 9, pages_only=True, until=until))
    assert (pywb["limit"], pywb["sort"], pywb["filter"]) == (["9"], ["reverse"], ["=status:200"])
    assert wayback["to"] == pywb["to"] == ["20200101000000"]


def test_pages_go_before_newer_captures_of_something_else(archive: Build) -> None:
    rows = [*ROWS, row("20240101000000", "302"), row("20250101000000", "404")]
    _, mementos = archive(json.dumps(rows).encode(), at_20230201000000=(200, b"page", ()))
    assert mementos.answer(REQUEST)[-1].payload == b"page"


def test_a_capture_that_is_no_page_is_passed_over(archive: Build) -> None:
    _, mementos = archive(
        json.dumps(ROWS).encode(),
        at_20230201000000=(200, b"<title>Log in to X / X</title>", ()),
        at_20200101000000=(200, b"page", ()),
    )
    exchanges = mementos.answer(REQUEST)
    assert [hop.request.route for hop in exchanges] == ["memento.index", "memento.index", "memento"]
    assert exchanges[-1].payload == b"page"
    assert exchanges[1].error == "the archived page is a login page"


def test_the_first_choice_tells_where_no_capture_is_a_page(archive: Build) -> None:
    rows = [HEAD, *(row(f"20{year}0101000000") for year in range(10, 20))]
    login = (
        302,
        b"",
        (
            ("Location", "https://x.com/login"),
            ("Memento-Datetime", "Tue, 01 Jan 2019 00:00:00 GMT"),
        ),
    )
    server, mementos = archive(json.dumps(rows).encode(), at_20190101000000=login)
    answer = mementos.answer(REQUEST)[-1]
    assert answer.error == "the archived answer is a redirect to https://x.com/login"
    assert (answer.status, answer.memento_datetime) == (302, datetime(2019, 1, 1, tzinfo=UTC))
    assert len(server.seen) == 1 + 3, "the index, then three captures"


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        pytest.param(False, 1, id="all-listed"),
        pytest.param(True, 2, id="more-than-listed"),
    ],
)
def test_older_pages_are_asked_for_where_the_list_is_full(
    serve: Callable[..., Any],
    reply: Callable[..., None],
    open_session: Callable[..., Any],
    full: bool,
    expected: int,
) -> None:
    moved = [row(f"20230101{n // 60:02}{n % 60:02}00", "302") for n in range(MAX_ROWS)]
    newest = [HEAD, *(moved if full else moved[:5])]

    def answer(handler: Handler) -> None:
        if not handler.path.startswith("/cdx"):
            reply(handler, b"page" if "20180906010203" in handler.path else b"", 200)
        elif "filter" in handler.path:
            reply(handler, json.dumps([HEAD, row("20180906010203")]).encode())
        else:
            reply(handler, json.dumps(newest).encode())

    server = serve(answer)
    mementos = Mementos(
        open_session(clock=lambda: NOW), clock=lambda: NOW, sleep=_no_sleep,
        cdx_url=f"{server.url}/cdx", replay_url=f"{server.url}/web",
    )  # fmt: skip
    answer_ = mementos.answer(REQUEST)[-1]
    assert sum(path.startswith("/cdx") for path, _ in server.seen) == expected
    assert (answer_.payload == b"page") is full


def test_captures_of_another_id_are_none(archive: Build) -> None:
    rows = [HEAD, row("20200101000000", original="https://twitter.com/JaneDoe_Test/status/21")]
    _, mementos = archive(json.dumps(rows).encode())
    assert mementos.answer(REQUEST)[-1].error == "no archive has it"


@pytest.mark.parametrize(
    ("statuses", "status", "error"),
    [
        pytest.param([(404, None), (200, None)], 200, None, id="second-has-it"),
        pytest.param([(200, None), (404, None)], 200, None, id="first-has-it"),
        pytest.param([(404, "none"), (0, "busy")], 0, "busy", id="one-cant-be-asked"),
        pytest.param([(0, "busy"), (404, "none")], 0, "busy", id="nor-here"),
        pytest.param([(404, "none"), (404, "none, too")], 404, "none", id="nobody-has-it"),
    ],
)
def test_archives_in_turn(
    statuses: list[tuple[int, str | None]], status: int, error: str | None
) -> None:
    class One:
        def __init__(self, status: int, error: str | None) -> None:
            self.status = status
            self.error = error

        def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
            return (
                Exchange(request=request, warc_date=NOW, target_uri=request.url,
                         status=self.status, error=self.error),
            )  # fmt: skip

    exchanges = Archives([One(*pair) for pair in statuses]).answer(REQUEST)
    assert (exchanges[-1].status, exchanges[-1].error) == (status, error)
    assert exchanges[-1].request.route == "memento"
    assert {hop.request.route for hop in exchanges[:-1]} <= {"memento.index"}


def test_archives_need_one() -> None:
    with pytest.raises(ValueError, match="no archive"):
        Archives([])


class Named:
    """A transport that answers by address; None stands for no such page."""

    def __init__(self, answers: dict[str, tuple[int, dict[str, str], bytes] | None]) -> None:
        self.answers = answers
        self.asked: list[FetchRequest] = []

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        self.asked.append(request)
        status, headers, payload = self.answers.get(request.url) or (404, {}, b"")
        return (
            Exchange(
                request=request,
                warc_date=NOW,
                target_uri=request.url,
                status=status,
                headers=tuple(headers.items()),
                payload=payload,
            ),
        )


GATE = "https://gate.example/tg"
WHEN = "Wed, 01 Feb 2023 00:00:00 GMT"


def by_gate(answers: dict[str, Any]) -> tuple[Named, Exchange]:
    named = Named(answers)
    gate = TimeGate(named, f"{GATE}/", clock=lambda: NOW, sleep=_no_sleep)
    return named, gate.answer(REQUEST)[-1]


def test_an_aggregator_leads_to_the_archive_that_has_it() -> None:
    elsewhere = f"https://archive.example/20230201000000/{POST}"
    raw = elsewhere.replace("0000/", "0000id_/")
    named, answer = by_gate(
        {
            f"{GATE}/{POST}": (302, {"Location": elsewhere, "Vary": "accept-datetime"}, b""),
            raw: (200, {"Memento-Datetime": WHEN}, b"page"),
        }
    )
    assert (answer.payload, answer.error) == (b"page", None)
    assert [request.url for request in named.asked] == [f"{GATE}/{POST}", raw]


def test_a_memento_whose_address_tells_nothing_is_known_by_its_links() -> None:
    memento = "https://archive.example/m/7"
    headers = {"Memento-Datetime": WHEN, "Link": f'<{POST}>; rel="original"'}
    _, answer = by_gate(
        {
            f"{GATE}/{POST}": (302, {"Location": memento}, b""),
            memento: (200, headers, b"page"),
        }
    )
    assert (answer.payload, answer.error) == (b"page", None)
    assert answer.memento_datetime == datetime(2023, 2, 1, tzinfo=UTC)
    headers["Link"] = '<https://twitter.com/login>; rel="original"'
    _, answer = by_gate(
        {
            f"{GATE}/{POST}": (302, {"Location": memento}, b""),
            memento: (200, headers, b"page"),
        }
    )
    assert answer.error == "the replay leads to another page: https://twitter.com/login"
    assert answer.memento_datetime is None


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        pytest.param(None, 404, "no archive has it", id="404"),
        pytest.param((410, {}, b""), 404, "no archive has it", id="410"),
        pytest.param((200, {}, b"frame"), 0, "its answer is no memento", id="a-frame"),
        pytest.param((503, {}, b""), 0, "status 503", id="busy"),
        pytest.param((403, {}, b""), 0, "status 403", id="forbidden"),
        pytest.param((302, {}, b""), 0, "status 302", id="to-nowhere"),
        pytest.param((200, {"Memento-Datetime": "some day"}, b""), 0, "no memento", id="odd-time"),
    ],
)
def test_a_timegate_that_has_nothing(
    answer: tuple[int, dict[str, str], bytes] | None, status: int, error: str
) -> None:
    _, found = by_gate({f"{GATE}/{POST}": answer})
    assert found.status == status
    assert error in (found.error or "")
    assert (found.request, found.memento_datetime) == (REQUEST, None)


@pytest.mark.parametrize("url", ["", "archive.example/web", "ftp://archive.example/", "http://"])
def test_what_is_no_timegate(url: str) -> None:
    with pytest.raises(InputError, match="TimeGate"):
        TimeGate(Named({}), url, clock=lambda: NOW)
