"""What a session sends with a body, and how much of the answer it reads."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from archiver.errors import InputError
from archiver.fetch.authorities import ask, authority_of, known, look_up, submit
from archiver.fetch.session import Session
from archiver.model import Exchange

Reply = Callable[..., None]
HEADERS = {"Content-Type": "application/x-made-up"}


def post(session: Session, url: str, body: bytes = b"\x00body", most: int = 1000) -> Any:
    return session.post(url, body, headers=HEADERS, route="made-up", max_bytes=most)


def body_of(handler: BaseHTTPRequestHandler) -> bytes:
    return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))


@pytest.fixture
def echo(reply: Reply) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with method, type and body of the request, in words."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        kind = handler.headers.get("Content-Type", "-")
        reply(handler, f"{handler.command} {kind} {body_of(handler)!r}".encode())

    return answer


def test_a_body_is_sent_and_recorded(
    serve: Callable[..., Any], open_session: Callable[..., Session], echo: Any
) -> None:
    url = serve(echo).url
    (exchange,) = post(open_session(), url)
    assert isinstance(exchange, Exchange)
    assert exchange.payload == b"POST application/x-made-up b'\\x00body'"
    assert (exchange.request.method, exchange.request.route) == ("POST", "made-up")
    assert exchange.request.headers == tuple(HEADERS.items())


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        pytest.param(307, b"POST application/x-made-up b'\\x00body'", id="307"),
        pytest.param(308, b"POST application/x-made-up b'\\x00body'", id="308"),
        pytest.param(302, b"GET - b''", id="302"),
        pytest.param(303, b"GET - b''", id="303"),
    ],
)
def test_redirects(
    serve: Callable[..., Any],
    open_session: Callable[..., Session],
    reply: Reply,
    echo: Any,
    status: int,
    sent: bytes,
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/":
            body_of(handler)
            reply(handler, b"", status, (("Location", "/there"),))
        else:
            echo(handler)

    first, last = post(open_session(), serve(answer).url + "/")
    assert first.status == status
    assert last.payload == sent


def test_no_more_is_read_than_asked_for(
    serve: Callable[..., Any], open_session: Callable[..., Session], reply: Reply
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body_of(handler)
        reply(handler, b"x" * 1001)

    url, session = serve(answer).url, open_session()
    (cut,) = post(session, url)
    assert (cut.truncated, len(cut.payload)) == ("length", 1000)
    (whole,) = post(session, url, most=1001)
    assert (whole.truncated, len(whole.payload)) == (None, 1001)


def test_what_is_refused_is_not_sent_again(
    serve: Callable[..., Any], open_session: Callable[..., Session], reply: Reply
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body_of(handler)
        reply(handler, b"later", 503)

    server = serve(answer)
    (exchange,) = post(open_session(), server.url)
    assert exchange.status == 503
    assert server.methods == ["POST"]


def test_a_private_address_is_refused(open_session: Callable[..., Session]) -> None:
    (exchange,) = post(open_session(allow_private=False), "http://127.0.0.1:9/")
    assert exchange.status == 0
    assert "refused" in (exchange.error or "")


# -- authorities ------------------------------------------------------------------------


def test_an_authority_is_asked_as_the_standard_has_it(
    serve: Callable[..., Any], open_session: Callable[..., Session], echo: Any
) -> None:
    server = serve(echo)
    found = ask(open_session(), server.url, b"\x30\x00")
    assert found.trouble is None
    assert found.body == b"POST application/timestamp-query b'0\\x00'"
    assert server.seen[0][1]["Accept"] == "application/timestamp-reply"


def test_a_calendar_is_asked_as_others_ask_it(
    serve: Callable[..., Any], open_session: Callable[..., Session], reply: Reply
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body_of(handler)
        found = handler.path == "/digest" or handler.path.endswith("ab")
        reply(handler, b"path", 200 if found else 404)

    server, session = serve(answer), open_session()
    assert submit(session, server.url, b"\xab").body == b"path"
    assert look_up(session, f"{server.url}/", b"\xab").body == b"path"
    missing = look_up(session, server.url, b"\xcd")
    assert (missing.body, missing.trouble) == (b"", None)
    assert [path for path, _ in server.seen] == ["/digest", "/timestamp/ab", "/timestamp/cd"]
    accepted = {headers["Accept"] for _, headers in server.seen}
    assert accepted == {"application/vnd.opentimestamps.v1"}


def test_a_calendar_that_says_too_much(
    serve: Callable[..., Any], open_session: Callable[..., Session], reply: Reply
) -> None:
    url = serve(lambda handler: reply(handler, b"x" * 10_001)).url
    found = look_up(open_session(), url, b"\xab")
    assert found.body == b""
    assert "more than 10000 bytes" in (found.trouble or "")


@pytest.mark.parametrize(
    ("word", "url", "calendar"),
    [
        pytest.param("http://tsa.example/tsr", "http://tsa.example/tsr", False, id="address"),
        pytest.param("https://tsa.example/", "https://tsa.example/", False, id="with-slash"),
        pytest.param("ots:https://c.example/", "https://c.example", True, id="calendar"),
        pytest.param(" FreeTSA ", "https://freetsa.org/tsr", False, id="name"),
        pytest.param(
            "opentimestamps", "https://a.pool.opentimestamps.org", True, id="name-of-a-calendar"
        ),
    ],
)
def test_who_is_meant(word: str, url: str, calendar: bool) -> None:
    found = authority_of(word)
    assert (found.url, found.calendar) == (url, calendar)


@pytest.mark.parametrize("word", ["", "tsa", "ftp://tsa.example", "ots:", "ots:tsa", "http://"])
def test_who_can_t_be_meant(word: str) -> None:
    with pytest.raises(InputError, match="no time stamping authority"):
        authority_of(word)


def test_known_authorities_can_be_asked() -> None:
    listed = known()
    assert len({one.name for one in listed}) == len(listed) > 5
    assert len({authority_of(one.name).url for one in listed}) == len(listed)
    assert {one.name for one in listed if one.root} == {"freetsa"}
