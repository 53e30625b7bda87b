"""Keys, lines and blocks of the index."""

from __future__ import annotations

import gzip
import io
import json
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc import cdxj
from archiver.warc.cdxj import SortedLines, line_of, write_packed
from archiver.warc.surt import surt
from archiver.warc.write import Record, WarcWriter

NOON = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        pytest.param("http://www.Example.com/", "com,example)/", id="www-and-case"),
        pytest.param("https://example.com", "com,example)/", id="no-path"),
        pytest.param("https://a.example/p?b=2&a=1&", "example,a)/p?&a=1&b=2", id="query-in-order"),
        pytest.param("https://a.example/P/../Q//r/", "example,a)/q/r", id="dots-and-slashes"),
        pytest.param("https://a.example:443/", "example,a)/", id="its-own-port"),
        pytest.param("http://a.example:443/", "example,a:443)/", id="another-port"),
        pytest.param("https://me:secret@a.example/", "example,a)/", id="no-login"),
        pytest.param("https://a.example/a%2525b", "example,a)/a%25b", id="encoded-twice"),
        pytest.param("https://bücher.example/é", "example,xn--bcher-kva)/%c3%a9", id="unicode"),
        pytest.param("https://a.example/?sid=" + "0" * 32, "example,a)/", id="session"),
        pytest.param("https://a.example/#there", "example,a)/", id="fragment"),
        pytest.param("urn:archiver:post:x:AB", "urn:archiver:post:x:ab", id="urn"),
        pytest.param("", "-", id="none"),
    ],
)
def test_keys(address: str, key: str) -> None:
    assert surt(address) == key


@given(st.text(max_size=60))
def test_every_text_has_a_key(text: str) -> None:
    assert "\n" not in surt(text)
    assert " " not in surt(f"https://a.example/{text}")


@given(st.text(string.ascii_letters + "/?&=.%", max_size=30))
def test_a_key_does_not_depend_on_http_or_https_or_www(rest: str) -> None:
    keys = {surt(f"{how}a.example/{rest}") for how in ("http://", "https://", "http://www.")}
    assert len(keys) == 1


def line(content: str | None, *, kind: str = "response") -> str:
    head = b"HTTP/1.1 404 Not Found\r\n"
    if content is not None:
        head += f"Content-Type: {content}\r\n".encode()
    record = Record(
        kind=kind,
        date=NOON,
        content_type="application/http; msgtype=response",
        target="https://a.example/b",
        head=head + b"\r\n",
    )
    return line_of(WarcWriter(io.BytesIO()).write(record), "x.warc.gz").decode()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        pytest.param("text/html; charset=utf-8", "text/html", id="with-charset"),
        pytest.param("text/html charset", "text/html", id="with-space"),
        pytest.param("", "", id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_lines(content: str | None, mime: str | None) -> None:
    key, timestamp, rest = line(content).split(" ", 2)
    assert (key, timestamp) == ("example,a)/b", "20261124120000")
    fields = json.loads(rest)
    assert fields.get("mime") == mime
    assert fields["status"] == "404"
    assert fields["offset"] == "0"
    assert int(fields["length"]) > 0
    assert fields["filename"] == "x.warc.gz"


def test_a_revisit_is_known_by_its_mime() -> None:
    assert json.loads(line("text/html", kind="revisit").split(" ", 2)[2])["mime"] == "warc/revisit"


LINES = st.lists(st.text("ab ", max_size=4).map(lambda text: f"{text}\n".encode()), max_size=40)


@given(LINES, st.integers(0, 40))
def test_lines_come_out_sorted_whatever_is_held(
    tmp_path_factory: pytest.TempPathFactory, given_lines: list[bytes], held: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with SortedLines(folder, in_memory=held) as lines:
        for one in given_lines:
            lines.add(one)
        assert list(lines) == sorted(set(given_lines))


def test_what_is_on_disk_is_gone_afterwards(tmp_path: Path) -> None:
    with SortedLines(tmp_path, in_memory=10) as lines:
        for number in range(100):
            lines.add(f"{number}\n".encode())
    assert list(tmp_path.iterdir()) == []


def test_blocks_are_found_by_their_first_key() -> None:
    count = cdxj.LINES_OF_A_BLOCK * 2 + 5
    lines = [f'key{number:06} 2026 {{"url": "x"}}\n'.encode() for number in range(count)]
    out, told = io.BytesIO(), list[bytes]()
    write_packed(lines, out, "index.cdx.gz", told.append)
    assert gzip.decompress(out.getvalue()) == b"".join(lines)
    assert len(told) == 4
    for number, entry in enumerate(told[1:]):
        key, timestamp, place = entry.decode().split(" ", 2)
        found = json.loads(place)
        block = out.getvalue()[found["offset"] : found["offset"] + found["length"]]
        first = gzip.decompress(block).decode().splitlines()[0]
        assert first.startswith(f"{key} {timestamp} ")
        assert key == f"key{number * cdxj.LINES_OF_A_BLOCK:06}"
