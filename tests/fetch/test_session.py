from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest
from archiver.version import __version__

Handler = BaseHTTPRequestHandler
Serve = Callable[[Callable[[Handler], None]], Any]
OpenSession = Callable[..., Session]
Reply = Callable[..., None]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ask(session: Session, url: str, **more: Any) -> tuple[Exchange, ...]:
    return session.answer(FetchRequest(url=url, route="test", **more))


def test_an_answer_is_recorded_as_it_came(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    body = "Ünïcode\r\n".encode()
    twice = (
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Odd", "é".encode().decode("latin-1")),
    )
    server = serve(lambda handler: reply(handler, body, headers=twice))
    (exchange,) = ask(open_session(clock=lambda: NOW), f"{server.url}/page?q=ü#part")
    assert exchange.target_uri == f"{server.url}/page?q=ü"
    assert exchange.request.url == f"{server.url}/page?q=ü#part"
    assert (exchange.status, exchange.payload, exchange.error) == (200, body, None)
    assert exchange.payload_sha256 == hashlib.sha256(body).hexdigest()
    assert exchange.warc_date == NOW
    assert [item for item in exchange.headers if item[0] in {"Set-Cookie", "X-Odd"}] == list(twice)
    assert exchange.truncated is None


def test_it_names_itself_and_nothing_else(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(lambda handler: reply(handler, headers=(("Set-Cookie", "id=1; Path=/"),)))
    session = open_session()
    ask(session, f"{server.url}/1")
    ask(session, f"{server.url}/2", headers=(("Accept", "application/json"),))
    (_, first), (_, second) = server.seen
    assert first["User-Agent"] == f"archiver/{__version__}"
    assert second["Accept"] == "application/json"
    assert "Cookie" not in second


def test_a_user_agent_can_be_given(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    server = serve(reply)
    ask(open_session(user_agent="desk/1 (+mailto:desk@news.example)"), server.url)
    assert server.seen[0][1]["User-Agent"] == "desk/1 (+mailto:desk@news.example)"


def test_nothing_is_read_from_the_environment(
    serve: Serve,
    open_session: OpenSession,
    reply: Reply,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = serve(lambda handler: reply(handler, b"direct"))
    assert ask(open_session(), server.url)[-1].payload == b"direct"
    assert "Authorization" not in server.seen[0][1]


def test_a_proxy_can_be_given(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    proxy = serve(lambda handler: reply(handler, b"by proxy"))
    session = open_session(proxies={"http": proxy.url})
    assert ask(session, "http://news.example/story")[-1].payload == b"by proxy"
    assert proxy.seen[0][0] == "http://news.example/story"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_content_encoding_is_taken_off(
    serve: Serve, open_session: OpenSession, reply: Reply, encoding: str
) -> None:
    body = b"words " * 50_000
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    server = serve(
        lambda handler: reply(handler, packed, headers=(("Content-Encoding", encoding),))
    )
    (exchange,) = ask(open_session(), server.url)
    assert exchange.payload == body
    assert exchange.header("content-encoding") == encoding


@pytest.mark.parametrize("status", [201, 204, 403, 404, 500, 502])
def test_every_status_is_an_answer(
    serve: Serve, open_session: OpenSession, reply: Reply, status: int
) -> None:
    server = serve(lambda handler: reply(handler, status=status))
    exchanges = ask(open_session(), server.url)
    assert [exchange.status for exchange in exchanges] == [status]
    assert exchanges[0].error is None


def test_redirects_are_followed_hop_by_hop(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    def answer(handler: Handler) -> None:
        moves = {"/a": (301, "/b?x=1"), "/b?x=1": (302, "c#part"), "/c": (308, "/ü")}
        status, target = moves.get(handler.path, (200, ""))
        location = target.encode().decode("latin-1")
        reply(handler, b"here", status, (("Location", location),) if target else ())

    server = serve(answer)
    exchanges = ask(open_session(), f"{server.url}/a")
    assert [exchange.status for exchange in exchanges] == [301, 302, 308, 200]
    assert [exchange.target_uri.removeprefix(server.url) for exchange in exchanges] == [
        "/a", "/b?x=1", "/c", "/ü",
    ]  # fmt: skip
    assert {exchange.request.url for exchange in exchanges} == {f"{server.url}/a"}
    assert {exchange.payload for exchange in exchanges} == {b"here"}


def test_cookies_last_from_hop_to_hop_alone(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    def answer(handler: Handler) -> None:
        if handler.path == "/in":
            reply(handler, status=302, headers=(("Location", "/"), ("Set-Cookie", "consent=1")))
        else:
            reply(handler)

    server = serve(answer)
    session = open_session()
    ask(session, f"{server.url}/in")
    ask(session, f"{server.url}/")
    cookies = [headers.get("Cookie") for _, headers in server.seen]
    assert cookies == [None, "consent=1", None]


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Proxy-Authorization"])
def test_secrets_stay_with_the_host_they_were_meant_for(
    serve: Serve, open_session: OpenSession, reply: Reply, name: str
) -> None:
    other = serve(reply)
    first = serve(lambda handler: reply(handler, status=302, headers=(("Location", other.url),)))
    ask(open_session(), first.url, headers=((name, "secret=1"), ("Accept", "*/*")))
    assert first.seen[0][1][name] == "secret=1"
    assert name not in other.seen[0][1]


def test_redirects_without_end(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    server = serve(lambda handler: reply(handler, status=302, headers=(("Location", "/again"),)))
    exchanges = ask(open_session(), server.url)
    assert [exchange.status for exchange in exchanges] == [302] * 11 + [0]
    assert exchanges[-1].error == "redirects without end"


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://["],
)
def test_a_redirect_leads_nowhere_else(
    serve: Serve, open_session: OpenSession, reply: Reply, target: str
) -> None:
    server = serve(lambda handler: reply(handler, status=302, headers=(("Location", target),)))
    exchanges = ask(open_session(), server.url)
    assert [exchange.status for exchange in exchanges] == [302, 0]
    assert exchanges[-1].target_uri == target
    assert exchanges[-1].error


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "data:,x",
        "127.0.0.1",
        "",
        "http://",
        "http://[::",
    ],
)
def test_only_http_is_spoken(open_session: OpenSession, url: str) -> None:
    (exchange,) = ask(open_session(), url)
    assert (exchange.status, exchange.payload) == (0, b"")
    assert exchange.error


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999/", "http://a b/", "http://*.x/", "http://.x/"]
)
def test_addresses_that_cant_be_asked(open_session: OpenSession, url: str) -> None:
    (exchange,) = ask(open_session(), url)
    assert exchange.status == 0
    assert exchange.error
    assert "\n" not in exchange.error


def test_a_silent_server(serve: Serve, open_session: OpenSession) -> None:
    done = threading.Event()
    server = serve(lambda _: (done.wait(5), None)[1])
    (exchange,) = ask(open_session(limits={"read_seconds": 0.1}), server.url)
    done.set()
    assert (exchange.status, exchange.error) == (0, "timeout: the server fell silent")


def drip(handler: Handler, data: bytes, done: threading.Event) -> None:
    for index in range(len(data)):
        if done.wait(0.02):
            return
        handler.wfile.write(data[index : index + 1])


@pytest.mark.parametrize("part", ["headers", "body", "unsized", "gzip"])
def test_a_server_that_drips_is_cut_off(serve: Serve, open_session: OpenSession, part: str) -> None:
    done = threading.Event()

    def answer(handler: Handler) -> None:
        length = b"" if part == "unsized" else b"Content-Length: 100000\r\n"
        head = b"HTTP/1.1 200 OK\r\n" + length
        if part == "headers":
            drip(handler, head + b"X: y\r\n" * 500, done)
        encoding = b"Content-Encoding: gzip\r\n" if part == "gzip" else b""
        handler.wfile.write(head + encoding + b"\r\n")
        drip(handler, (gzip.compress(b"") if part == "gzip" else b"word ") * 500, done)

    server = serve(answer)
    start = time.monotonic()
    proxies = {"http": server.url} if part == "proxy" else None
    session = open_session(limits={"total_seconds": 0.4}, proxies=proxies)
    (exchange,) = ask(session, "http://news.example/" if proxies else server.url)
    took = time.monotonic() - start
    done.set()
    assert took < 2
    assert exchange.error == "timeout: not answered within 0.4 s"
    assert exchange.truncated == (None if part == "headers" else "time")
    if part in {"body", "unsized"}:
        assert exchange.payload.startswith(b"word word ")


@pytest.mark.parametrize("status", [b"200 OK", b"302 Found\r\nLocation: /next"])
def test_a_body_without_end_is_cut(serve: Serve, open_session: OpenSession, status: bytes) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2147483648\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 65536)

    server = serve(answer)
    (exchange,) = ask(open_session(limits={"max_bytes": 100_000}), server.url)
    assert len(exchange.payload) == 100_000
    assert (exchange.truncated, exchange.error) == ("length", "larger than 100000 bytes")
    assert exchange.payload_sha256 == hashlib.sha256(b"x" * 100_000).hexdigest()


def test_a_body_of_exactly_the_limit_is_whole(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(lambda handler: reply(handler, b"x" * 1000))
    (exchange,) = ask(open_session(limits={"max_bytes": 1000}), server.url)
    assert (len(exchange.payload), exchange.truncated) == (1000, None)


def test_a_bomb_is_cut_before_it_grows(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, compresslevel=9)
    server = serve(lambda handler: reply(handler, bomb, headers=(("Content-Encoding", "gzip"),)))
    session = open_session(limits={"max_bytes": 1_000_000})
    tracemalloc.start()
    (exchange,) = ask(session, server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(exchange.payload), exchange.truncated) == (1_000_000, "length")
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("head", "body", "error"),
    [
        pytest.param(
            b"Content-Length: 100\r\n",
            b"short",
            "the connection broke off before the end",
            id="short",
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n",
            b"5\r\nshort",
            "the connection broke off",
            id="no-last-chunk",
        ),
        pytest.param(
            b"Content-Encoding: gzip\r\nContent-Length: 5\r\n",
            b"short",
            "the content encoding can't be decoded",
            id="no-gzip",
        ),
    ],
)
def test_broken_bodies(
    serve: Serve, open_session: OpenSession, head: bytes, body: bytes, error: str
) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body)
        handler.close_connection = True

    (exchange,) = ask(open_session(), serve(answer).url)
    assert (exchange.status, exchange.error) == (200, error)
    assert exchange.truncated == "disconnect"


def test_what_is_no_http(serve: Serve, open_session: OpenSession) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        handler.close_connection = True

    (exchange,) = ask(open_session(), serve(answer).url)
    assert (exchange.status, exchange.error) == (0, "the connection broke off")


def test_nobody_listens(open_session: OpenSession) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (exchange,) = ask(open_session(), f"http://127.0.0.1:{port}/")
    assert (exchange.status, exchange.error) == (0, "connection refused")


def test_tls_that_is_none(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    server = serve(reply)
    (exchange,) = ask(open_session(), server.url.replace("http:", "https:"))
    assert exchange.status == 0
    assert (exchange.error or "").startswith("TLS: ")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (requests.ConnectionError(socket.gaierror(-2, "Name or service not known")),
         "the host's name can't be resolved"),
        (requests.ConnectTimeout("slow"), "timeout: no connection"),
        (requests.ReadTimeout("slow"), "timeout: the server fell silent"),
        (requests.exceptions.ProxyError("no\nway"), "the proxy doesn't answer"),
        (requests.RequestException("odd\nthing"), "RequestException: odd thing"),
    ],
)  # fmt: skip
def test_failures_are_one_line(
    open_session: OpenSession, error: requests.RequestException, line: str
) -> None:
    with responses.RequestsMock() as mock:
        mock.get("http://news.example/", body=error)
        (exchange,) = ask(open_session(), "http://news.example/")
    assert (exchange.status, exchange.error) == (0, line)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "waits"),
    [
        pytest.param("7", [7.0], id="seconds"),
        pytest.param("60", [60.0], id="as-long-as-allowed"),
        pytest.param("Tue, 24 Nov 2026 12:00:05 GMT", [5.0], id="date"),
        pytest.param("Tue, 24 Nov 2026 11:00:00 GMT", [0.0], id="date-passed"),
        pytest.param("61", [], id="too-long"),
        pytest.param("Thu, 24 Dec 2026 12:00:00 GMT", [], id="date-too-far"),
        pytest.param("soon", [], id="unreadable"),
        pytest.param("-1", [], id="negative"),
        pytest.param(None, [], id="absent"),
    ],
)
def test_retry_after(
    serve: Serve,
    open_session: OpenSession,
    reply: Reply,
    status: int,
    value: str | None,
    waits: list[float],
) -> None:
    def answer(handler: Handler) -> None:
        if len(server.seen) == 1:
            reply(handler, b"wait", status, (("Retry-After", value),) if value else ())
        else:
            reply(handler, b"now")

    server = serve(answer)
    slept: list[float] = []
    exchanges = ask(open_session(clock=lambda: NOW, sleep=slept.append), server.url)
    assert slept == waits
    assert [exchange.status for exchange in exchanges] == ([status, 200] if waits else [status])


def test_it_asks_three_times_at_most(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    server = serve(lambda handler: reply(handler, status=429, headers=(("Retry-After", "3"),)))
    slept: list[float] = []
    exchanges = ask(open_session(sleep=slept.append), server.url)
    assert slept == [3.0, 3.0]
    assert [exchange.status for exchange in exchanges] == [429] * 3


def test_one_host_is_asked_at_a_pace(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    session = open_session(limits={"pace_seconds": 2.0}, monotonic=lambda: now[0], sleep=sleep)
    first, second = serve(reply), serve(reply)
    ask(session, first.url)
    ask(session, second.url)
    now[0] += 0.5
    ask(session, first.url)
    now[0] += 10
    ask(session, first.url)
    assert slept == [1.5]
