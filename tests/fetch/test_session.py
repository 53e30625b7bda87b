from __future__ import annotations

import gzip
import hashlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
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
def test_addresses_that_cannot_be_asked(open_session: OpenSession, url: str) -> None:
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


def test_tls_that_drips_is_cut_off(open_session: OpenSession) -> None:
    done = threading.Event()

    def greet_slowly(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            for byte in b"\x16\x03\x03\x40\x00" + b"\x02" * 400:
                if done.wait(0.02):
                    return
                peer.sendall(bytes([byte]))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=greet_slowly, args=(listener,))
        server.start()
        start = time.monotonic()
        session = open_session(limits={"connect_seconds": 0.3})
        (exchange,) = ask(session, f"https://127.0.0.1:{listener.getsockname()[1]}/")
        took = time.monotonic() - start
        done.set()
        server.join(5)
    assert took < 2
    assert exchange.status == 0
    assert (exchange.error or "").startswith("timeout: ")


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\n\r\nwords"], ids=["head", "body"])
def test_a_silence_ends_with_the_whole_time(
    serve: Serve, open_session: OpenSession, begin: bytes
) -> None:
    done = threading.Event()

    def answer(handler: Handler) -> None:
        handler.wfile.write(begin)
        done.wait(5)

    server = serve(answer)
    start = time.monotonic()
    (exchange,) = ask(open_session(limits={"total_seconds": 0.3}), server.url)
    took = time.monotonic() - start
    done.set()
    assert took < 2
    assert exchange.error == "timeout: not answered within 0.3 s"
    assert (exchange.payload, exchange.truncated) == ((b"words", "time") if begin else (b"", None))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for news.example, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test")
    more = ("-addext", "subjectAltName=DNS:news.example", "-keyout", path, "-out", f"{path}.crt")
    subprocess.run([openssl, *words, *more], check=True, capture_output=True, timeout=60)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def secure(serve: Serve, reply: Reply, certificate: Path) -> Any:
    """A server that speaks TLS as news.example."""
    server = serve(lambda handler: reply(handler, handler.path.encode()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def test_tls_goes_to_the_checked_address_under_the_host_s_name(
    secure: Any, open_session: OpenSession, certificate: Path
) -> None:
    session = open_session(ca_bundle=f"{certificate}.crt", resolve=lambda *_: ["127.0.0.1"])
    base = f"https://news.example:{secure.server_address[1]}"
    for path in ("/1", "/2", "/3"):
        (exchange,) = ask(session, f"{base}{path}")
        assert (exchange.payload, exchange.error) == (path.encode(), None)
    assert secure.connections == 1


@pytest.mark.parametrize(
    ("host", "trusted"), [("other.example", True), ("news.example", False)], ids=["name", "issuer"]
)
def test_a_certificate_that_proves_nothing(
    secure: Any, open_session: OpenSession, certificate: Path, host: str, trusted: bool
) -> None:
    bundle = f"{certificate}.crt" if trusted else None
    session = open_session(ca_bundle=bundle, resolve=lambda *_: ["127.0.0.1"])
    (exchange,) = ask(session, f"https://{host}:{secure.server_address[1]}/")
    assert exchange.status == 0
    assert (exchange.error or "").startswith("TLS: ")
    assert secure.seen == []


def test_a_proxy_that_drips_is_cut_off(open_session: OpenSession) -> None:
    done = threading.Event()

    def drip_slowly(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90:
                if done.wait(0.02):
                    return
                peer.sendall(bytes([byte]))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=drip_slowly, args=(listener,))
        server.start()
        proxies = {"https": f"http://127.0.0.1:{listener.getsockname()[1]}"}
        session = open_session(limits={"total_seconds": 0.4}, proxies=proxies)
        start = time.monotonic()
        (exchange,) = ask(session, "https://news.example/")
        took = time.monotonic() - start
        done.set()
        server.join(5)
    assert took < 2
    assert exchange.error == "timeout: not answered within 0.4 s"


def drip(handler: Handler, data: bytes, done: threading.Event) -> None:
    for index in range(len(data)):
        if done.wait(0.02):
            return
        handler.wfile.write(data[index : index + 1])


@pytest.mark.parametrize("part", ["headers", "body", "unsized", "gzip", "chunk-size"])
def test_a_server_that_drips_is_cut_off(serve: Serve, open_session: OpenSession, part: str) -> None:
    done = threading.Event()

    def answer(handler: Handler) -> None:
        length = b"" if part == "unsized" else b"Content-Length: 100000\r\n"
        length = b"Transfer-Encoding: chunked\r\n" if part == "chunk-size" else length
        head = b"HTTP/1.1 200 OK\r\n" + length
        if part == "headers":
            drip(handler, head + b"X: y\r\n" * 500, done)
        encoding = b"Content-Encoding: gzip\r\n" if part == "gzip" else b""
        handler.wfile.write(head + encoding + b"\r\n")
        body = {"gzip": gzip.compress(b""), "chunk-size": b"0"}.get(part, b"word ")
        drip(handler, body * 500, done)

    server = serve(answer)
    start = time.monotonic()
    (exchange,) = ask(open_session(limits={"total_seconds": 0.4}), server.url)
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
