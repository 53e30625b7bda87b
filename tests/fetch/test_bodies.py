"""Content encodings are taken off, and a bomb ends before it grows."""

from __future__ import annotations

import gzip
import importlib
import random
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.fetch.bodies import unpackers
from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest

Handler = BaseHTTPRequestHandler
Serve = Callable[[Callable[[Handler], None]], Any]
OpenSession = Callable[..., Session]
Reply = Callable[..., None]

SLACK = 64 * 1024
"""Brotli ends at the end of a block of its own output."""
WORDS = b"words of a post " * 5_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def two_members(data: bytes) -> bytes:
    return gzip.compress(data[:1000]) + gzip.compress(data[1000:])


def brotli(data: bytes) -> bytes:
    packed: bytes = pytest.importorskip("brotli").compress(data)
    return packed


def zstd(data: bytes) -> bytes:
    packed: bytes = zstd_library().compress(data)
    return packed


def two_frames(data: bytes) -> bytes:
    return zstd(data[:1000]) + zstd(data[1000:])


def zstd_library() -> Any:
    try:
        return importlib.import_module("compression.zstd")
    except ImportError:
        return pytest.importorskip("backports.zstd")


PACKED = (
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("x-gzip", gzip.compress, id="x-gzip"),
    pytest.param("GZIP", gzip.compress, id="upper-case"),
    pytest.param("identity, gzip", gzip.compress, id="identity-and-gzip"),
    pytest.param("gzip", two_members, id="gzip-members"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", raw_deflate, id="raw-deflate"),
    pytest.param("br", brotli, id="br"),
    pytest.param("zstd", zstd, id="zstd"),
    pytest.param("zstd", two_frames, id="zstd-frames"),
)


@pytest.fixture
def fetched(serve: Serve, open_session: OpenSession, reply: Reply) -> Callable[..., Exchange]:
    """What a session makes of one body."""

    def fetch(body: bytes, encoding: str, **limits: Any) -> Exchange:
        server = serve(
            lambda handler: reply(handler, body, headers=(("Content-Encoding", encoding),))
        )
        return open_session(limits=limits).answer(FetchRequest(url=server.url))[-1]

    return fetch


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_a_content_encoding_is_taken_off(
    fetched: Callable[..., Exchange], encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    exchange = fetched(pack(WORDS), encoding)
    assert (exchange.payload, exchange.error, exchange.truncated) == (WORDS, None, None)
    assert exchange.header("content-encoding") == encoding


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_a_body_without_words_is_empty(
    fetched: Callable[..., Exchange], encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    exchange = fetched(pack(b"") if pack is not two_frames else b"", encoding)
    assert (exchange.payload, exchange.error) == (b"", None)


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_what_is_cut_before_its_end_is_not_taken_for_whole(
    fetched: Callable[..., Exchange], encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = pack(random.Random(3).randbytes(20_000))  # noqa: S311 - data, no secret
    exchange = fetched(body[:-12], encoding)
    assert exchange.error == "the content encoding ends before its end"
    assert exchange.truncated == "disconnect"


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_a_bomb_is_cut_before_it_grows(
    fetched: Callable[..., Exchange], encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b"\0" * 50_000_000)
    tracemalloc.start()
    exchange = fetched(bomb, encoding, max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(exchange.payload), exchange.truncated) == (1_000_000, "length")
    assert exchange.error == "larger than 1000000 bytes"
    assert peak < 10_000_000


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_what_is_packed_too_tightly_is_a_bomb(
    fetched: Callable[..., Exchange], encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    exchange = fetched(pack(b"\0" * 20_000_000), encoding, max_ratio=50)
    assert exchange.error == "unpacks to more than 50 times what was sent"
    assert len(exchange.payload) < 3_000_000


def test_a_page_of_ten_megabytes_is_none(fetched: Callable[..., Exchange]) -> None:
    page = b"".join(b"<p>Line %d of a long page.</p>\n" % number for number in range(300_000))
    assert len(page) > 9_000_000
    exchange = fetched(gzip.compress(page), "gzip")
    assert (exchange.payload, exchange.error) == (page, None)


@pytest.mark.parametrize(
    ("encoding", "error"),
    [
        pytest.param("gzip, gzip", "refused: packed 2 times: gzip, gzip", id="twice"),
        pytest.param("br,gzip , deflate", "refused: packed 3 times: br, gzip, deflate", id="mixed"),
        pytest.param("compress", "the content encoding 'compress' can't be decoded", id="unknown"),
        pytest.param("gzip;q=1", "the content encoding 'gzip;q=1' can't be decoded", id="odd"),
    ],
)
def test_encodings_that_are_refused(
    fetched: Callable[..., Exchange], encoding: str, error: str
) -> None:
    exchange = fetched(gzip.compress(gzip.compress(WORDS)), encoding)
    assert (exchange.status, exchange.error, exchange.payload) == (200, error, b"")
    assert exchange.truncated == "disconnect"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_of_its_encoding(fetched: Callable[..., Exchange], encoding: str) -> None:
    if encoding not in unpackers():
        pytest.skip(f"no library for {encoding} is installed")
    exchange = fetched(b"\xffnot packed at all, and long enough to tell" * 9, encoding)
    assert exchange.error == "the content encoding can't be decoded"


def test_a_window_larger_than_servers_may_ask_for_is_refused(
    fetched: Callable[..., Exchange],
) -> None:
    library = zstd_library()
    options = {library.CompressionParameter.window_log: 27}
    packer = library.ZstdCompressor(options=options)
    body = packer.compress(random.Random(3).randbytes(9_000_000)) + packer.flush()  # noqa: S311 - data, no secret
    assert fetched(body, "zstd").error == "the content encoding can't be decoded"


def test_only_what_can_be_unpacked_is_asked_for(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(reply)
    open_session().answer(FetchRequest(url=server.url))
    asked = server.seen[0][1]["Accept-Encoding"].split(", ")
    assert asked[:2] == ["gzip", "deflate"]
    assert set(asked) == set(unpackers()) - {"x-gzip"}


@given(data=st.data())
def test_pieces_make_the_whole(data: st.DataObject) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress}
    packers |= {
        name: pack for name, pack in {"br": brotli, "zstd": zstd}.items() if name in unpackers()
    }
    name = data.draw(st.sampled_from(sorted(packers)))
    body = data.draw(st.binary(max_size=300)) * data.draw(st.integers(1, 200))
    packed = packers[name](body)
    step = data.draw(st.integers(1, len(packed)))
    limit = data.draw(st.integers(1, 5000))
    unpacker = unpackers()[name]()
    out = b""
    for start in range(0, len(packed), step):
        piece = unpacker.feed(packed[start : start + step], limit)
        assert len(piece) <= limit + SLACK
        out += piece
        while unpacker.pending:
            piece = unpacker.feed(b"", limit)
            assert len(piece) <= limit + SLACK
            out += piece
    assert out == body
    assert unpacker.whole


def test_headers_without_end(serve: Serve, open_session: OpenSession) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n")

    (exchange,) = open_session().answer(FetchRequest(url=serve(answer).url))
    assert (exchange.status, exchange.error) == (0, "the answer has too many headers")


@pytest.mark.parametrize(
    ("head", "error"),
    [
        pytest.param(b"X: " + b"y" * 70_000, "a line of the answer is too long", id="line"),
        pytest.param(
            b"\r\n".join(b"X%d: " % n + b"y" * 30_000 for n in range(9)),
            "the headers are larger than 262144 bytes",
            id="all",
        ),
    ],
)
def test_headers_that_are_too_large(
    serve: Serve, open_session: OpenSession, head: bytes, error: str
) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\nContent-Length: 0\r\n\r\n")

    (exchange,) = open_session().answer(FetchRequest(url=serve(answer).url))
    assert (exchange.status, exchange.error) == (0, error)


@pytest.mark.parametrize(
    ("head", "body", "payload", "error"),
    [
        pytest.param(b"Content-Length: 5", b"words and more", b"words", None, id="too-short"),
        pytest.param(
            b"Content-Length: 50", b"words", b"words",
            "the connection broke off before the end", id="too-long",
        ),
        pytest.param(b"Content-Length: x", b"words", b"words", None, id="no-number"),
        pytest.param(b"Content-Length: -1", b"words", b"words", None, id="negative"),
        pytest.param(
            b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"3\r\nwor\r\n2\r\nds\r\n0\r\n\r\n",
            b"words", None, id="and-chunked",
        ),
        pytest.param(
            b"Transfer-Encoding: chunked", b"zz\r\nwords", b"",
            "the connection broke off", id="no-chunk-size",
        ),
    ],
)  # fmt: skip
def test_wrong_lengths(
    serve: Serve, open_session: OpenSession, head: bytes, body: bytes, payload: bytes,
    error: str | None,
) -> None:  # fmt: skip
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body)
        handler.connection.shutdown(socket.SHUT_WR)
        handler.close_connection = True

    (exchange,) = open_session().answer(FetchRequest(url=serve(answer).url))
    assert (exchange.status, exchange.payload, exchange.error) == (200, payload, error)


def test_two_lengths_that_differ(serve: Serve, open_session: OpenSession) -> None:
    def answer(handler: Handler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n"
        handler.wfile.write(head + b"words")
        handler.close_connection = True

    (exchange,) = open_session().answer(FetchRequest(url=serve(answer).url))
    assert exchange.error
    assert exchange.payload != b"words" or exchange.truncated
