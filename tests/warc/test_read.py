"""Records out of WARC files of every packing, and files that are cut, damaged or bombs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import struct
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from backports import zstd

from archiver.errors import InputError
from archiver.warc import digests, unpack
from archiver.warc.http import answer_of, method_of
from archiver.warc.read import moment_of, records
from archiver.warc.unpack import Stream, WarcError, packing_of
from archiver.warc.volume import Volume

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = b"<p>Nine days of rain, and the harbour is still closed.</p>"


def sha1(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"


def http(body: bytes = BODY, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html",))]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(block: bytes, number: int = 1, *extra: str, **changed: str | None) -> bytes:
    fields: dict[str, str | None] = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": "2026-03-01T10:00:00Z",
        "WARC-Target-URI": f"https://news.example/{number}",
        "Content-Type": "application/http; msgtype=response",
        "WARC-Block-Digest": sha1(block),
        "WARC-Payload-Digest": sha1(block.partition(b"\r\n\r\n")[2]),
        "Content-Length": str(len(block)),
    }
    fields |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    head = "\r\n".join(["WARC/1.0", *lines, *extra]).encode()
    return head + b"\r\n\r\n" + block + b"\r\n\r\n"


THREE = tuple(record(http(BODY * number), number) for number in (1, 2, 3))


def members(parts: Iterable[bytes]) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def across(data: bytes) -> bytes:
    """Members that end wherever they like, as pigz and bgzip make them."""
    return members(data[at : at + 100] for at in range(0, len(data), 100))


def with_dictionary(parts: Iterable[bytes], *, packed: bool) -> bytes:
    samples = [record(http(f"<p>{number} days</p>".encode() * 9), number) for number in range(200)]
    dictionary = zstd.train_dict(samples, 4_000)
    content = dictionary.dict_content
    frame = zstd.compress(content) if packed else content
    head = b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(frame)) + frame
    return head + b"".join(zstd.compress(part, zstd_dict=dictionary) for part in parts)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "file.warc"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"".join(THREE), id="plain"),
        pytest.param(members(THREE), id="a-gzip-member-each"),
        pytest.param(gzip.compress(b"".join(THREE)), id="one-gzip-stream"),
        pytest.param(members([THREE[0], THREE[1] + THREE[2]]), id="members-of-one-and-two"),
        pytest.param(across(b"".join(THREE)), id="members-across-records"),
        pytest.param(zstd.compress(b"".join(THREE)), id="one-zstd-frame"),
        pytest.param(b"".join(map(zstd.compress, THREE)), id="a-zstd-frame-each"),
        pytest.param(b"".join(THREE).replace(b"WARC/1.0", b"WARC/1.1"), id="warc-1.1"),
        pytest.param(b"\r\n\r\n".join(THREE), id="more-empty-lines"),
    ],
)
def test_every_packing_gives_the_same_records(put: Callable[[bytes], Path], data: bytes) -> None:
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
        assert found.damage == []
        assert found.digests == {"hold": 3}
        assert [entry.uri for entry in found.entries] == [
            f"https://news.example/{number}" for number in (1, 2, 3)
        ]
        answers = [volume.recorded(entry) for entry in reversed(found.entries)]
        bodies = [each.answer.body for each in answers if each]
        assert bodies == [BODY * number for number in (3, 2, 1)]


@pytest.mark.parametrize("packed", [True, False])
def test_a_zstd_dictionary_is_used(put: Callable[[bytes], Path], *, packed: bool) -> None:
    with Volume(put(with_dictionary(THREE, packed=packed))) as volume:
        found = volume.scan(NOW)
    assert (len(found.entries), found.damage) == (3, [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "there is no WARC record in it", id="empty"),
        pytest.param(b"<html>", "there is no WARC record at byte 0", id="html"),
        pytest.param(b"\x9a\x00\xff" * 64, "there is no WARC record", id="noise"),
        pytest.param(
            THREE[0][:100], "cut inside the headers of the record at byte 0", id="headers"
        ),
        pytest.param(THREE[0][:-20], "cut inside the record at byte 0", id="cut-in-the-block"),
        pytest.param(THREE[0][:-3], "cut behind the record at byte 0", id="cut-behind"),
        pytest.param(b"WARC/1.", "cut inside the record at byte 0", id="cut-in-the-first-line"),
        pytest.param(
            record(http(), Content_Length="5"),
            "does not end where its Content-Length says",
            id="length-too-small",
        ),
        pytest.param(
            record(http(), Content_Length="500000"), "cut inside the record", id="length-too-large"
        ),
        pytest.param(record(http(), Content_Length="-1"), "no Content-Length", id="negative"),
        pytest.param(record(http(), Content_Length="9" * 30), "no Content-Length", id="huge"),
        pytest.param(record(http(), Content_Length=None), "no Content-Length", id="no-length"),
        pytest.param(record(http(), 1, "Content-Length: 5"), "no Content-Length", id="two-lengths"),
        pytest.param(b"WARC/1.0\r\nno colon\r\n\r\n", "a header that is none", id="no-colon"),
        pytest.param(b"WARC/1.0\r\nA: " + b"a" * 70_000, "a header without end", id="long-line"),
        pytest.param(b"WARC/1.0\r\n" + b"A: a\r\n" * 9_000, "headers without end", id="many"),
        pytest.param(b"WARC/9.9\r\n\r\n", "no WARC record at byte 0", id="another-version"),
        pytest.param(gzip.compress(THREE[0])[:-20], "have no end", id="gzip-cut"),
        pytest.param(gzip.compress(THREE[0])[:4] + b"rubbish" * 9, "damaged", id="gzip-damaged"),
        pytest.param(zstd.compress(THREE[0])[:-20], "have no end", id="zstd-cut"),
        pytest.param(b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", "dictionary", id="zstd-no-dictionary"),
    ],
)
def test_what_is_no_warc_is_named(put: Callable[[bytes], Path], data: bytes, why: str) -> None:
    with Volume(put(data)) as volume, pytest.raises(WarcError, match=why):
        volume.scan(NOW)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"".join(THREE)[:-40], "cut inside the record at byte", id="plain"),
        pytest.param(members(THREE)[:-30], "it is cut: the gzip data at byte", id="members"),
        pytest.param(
            members(THREE[:2]) + b"\x1f\x8b\x08\x00" + b"\xff" * 60,
            "damaged at byte",
            id="bad-gzip",
        ),
        pytest.param(
            b"".join(THREE[:2]) + b"rubbish\n" * 9, "no WARC record at byte", id="rubbish"
        ),
        pytest.param(b"".join(map(zstd.compress, THREE))[:-30], "zstd data", id="zstd"),
    ],
)
def test_what_is_whole_before_a_cut_is_kept(
    put: Callable[[bytes], Path], data: bytes, why: str
) -> None:
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
        assert [entry.uri[-1] for entry in found.entries] == ["1", "2"]
        assert [why in line for line in found.damage] == [True]
        assert all(volume.recorded(entry) for entry in found.entries)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"WARC_Block_Digest": sha1(b"x")}, "does not have the digest", id="block"),
        pytest.param({"WARC_Payload_Digest": sha1(b"x")}, "not have the digest", id="payload"),
        pytest.param({"WARC_Block_Digest": "sha1:ABC"}, "not have the digest", id="short-digest"),
        pytest.param({"WARC_Date": "2027-01-01T00:00:00Z"}, "still to come", id="the-future"),
        pytest.param({"WARC_Date": "2026"}, "no time to the second", id="a-year"),
        pytest.param({"WARC_Date": "2026-02-30T00:00:00Z"}, "no time", id="no-such-day"),
        pytest.param({"WARC_Date": None}, "no time to the second", id="no-date"),
        pytest.param({"WARC_Record_ID": None}, "can't be named", id="no-id"),
        pytest.param(
            {"WARC_Target_URI": "https://a.example/" + "a" * 20_000}, "without end", id="address"
        ),
    ],
)
def test_a_record_that_is_not_sound_is_left_out(
    put: Callable[[bytes], Path], changed: dict[str, str | None], why: str
) -> None:
    data = record(http(), 1, **changed) + THREE[1]
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
    assert [entry.uri[-1] for entry in found.entries] == ["2"]
    assert (found.refused, found.damage) == (1, [])
    assert why in found.problems[0]


def test_two_headers_that_say_what_it_is_are_one_too_many(put: Callable[[bytes], Path]) -> None:
    data = record(http(), 1, "WARC-Target-URI: https://other.example/") + THREE[1]
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
    assert "says twice what it is" in found.problems[0]
    assert len(found.entries) == 1


def test_what_has_a_wrong_digest_can_be_let_in_and_is_marked(put: Callable[[bytes], Path]) -> None:
    data = record(http(), 1, WARC_Block_Digest=sha1(b"x"))
    with Volume(put(data)) as volume:
        (entry,) = volume.scan(NOW, check=False).entries
    assert entry.sound is False


def test_a_digest_of_an_unknown_kind_is_no_wrong_one(put: Callable[[bytes], Path]) -> None:
    data = record(http(), 1, WARC_Block_Digest="blake3:abc", WARC_Payload_Digest=None)
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
    assert (len(found.entries), found.digests) == (1, {"none": 1})


def test_a_record_of_more_than_memory_is_passed_over(
    put: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.warc.read.MAX_BLOCK", 1_000)
    data = record(http(b"x" * 200_000), 1) + THREE[1]
    with Volume(put(data)) as volume:
        found = volume.scan(NOW)
    assert [entry.uri[-1] for entry in found.entries] == ["2"]
    assert "has more than" in found.problems[0]


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda data: gzip.compress(data, 9), id="gzip"),
        pytest.param(lambda data: zstd.compress(data, 19), id="zstd"),
    ],
)
def test_a_bomb_ends_early(
    put: Callable[[bytes], Path],
    monkeypatch: pytest.MonkeyPatch,
    pack: Callable[[bytes], bytes],
) -> None:
    monkeypatch.setattr(unpack, "ALWAYS", 1 << 20)
    path = put(pack(record(http(b"\0" * (16 << 20)), 1)))
    with Volume(path) as volume, pytest.raises(WarcError, match="expands to more than 200 times"):
        volume.scan(NOW)


def test_answers_to_what_was_no_get_request_are_no_answers(put: Callable[[bytes], Path]) -> None:
    answer = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    asked = record(
        b"POST /1 HTTP/1.1\r\nHost: news.example\r\n\r\n",
        9,
        f"WARC-Concurrent-To: {answer}",
        WARC_Type="request",
    )
    with Volume(put(THREE[0] + asked + THREE[1])) as volume:
        found = volume.scan(NOW)
    assert [entry.uri[-1] for entry in found.entries] == ["2"]


def revisit(number: int, of: int, body: bytes, *extra: str, **changed: str | None) -> bytes:
    block = http(b"", "Content-Type: text/html", "X-Again: yes")
    return record(
        block,
        number,
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
        f"WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-{of:012}>",
        *extra,
        **{"WARC_Type": "revisit", "WARC_Payload_Digest": sha1(body), **changed},
    )


def test_a_revisit_has_its_own_headers_and_the_payload_of_before(
    put: Callable[[bytes], Path],
) -> None:
    with Volume(put(THREE[0] + revisit(7, 1, BODY))) as volume:
        _, entry = volume.scan(NOW).entries
        again = volume.recorded(entry)
    assert again is not None
    assert (again.answer.body, again.answer.header("X-Again")) == (BODY, "yes")


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(revisit(7, 5, b"other"), id="not-in-the-file"),
        pytest.param(revisit(7, 1, b"other"), id="of-another-payload"),
        pytest.param(revisit(7, 7, b"other"), id="of-itself"),
    ],
)
def test_a_revisit_of_what_is_not_there_is_no_answer(
    put: Callable[[bytes], Path], made: bytes
) -> None:
    with Volume(put(THREE[0] + made)) as volume:
        entries = volume.scan(NOW).entries
        assert volume.recorded(entries[-1]) is None


def test_a_file_that_changes_is_not_believed(put: Callable[[bytes], Path]) -> None:
    path = put(b"".join(THREE))
    with Volume(path) as volume:
        entries = volume.scan(NOW).entries
        data = path.read_bytes()
        path.write_bytes(data.replace(b"harbour", b"airport"))
        with pytest.raises(WarcError, match="changed while it was read"):
            volume.recorded(entries[0])
        with pytest.raises(WarcError, match="changed while it was read"):
            volume.unchanged()


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "nul"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "nul":
        path = tmp_path / "a\0b"
    with pytest.raises(InputError, match=r"no such file|no regular file|can't be read"):
        Volume(path)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC), id="second"),
        pytest.param(
            "2026-03-01T10:00:00.123456789Z",
            datetime(2026, 3, 1, 10, 0, 0, 123456, tzinfo=UTC),
            id="nanoseconds",
        ),
        pytest.param("2026-03-01T10:00Z", None, id="minute"),
        pytest.param("2026-03-01", None, id="day"),
        pytest.param("2026-13-01T10:00:00Z", None, id="month-13"),
        pytest.param("2026-03-01T10:00:00+02:00", None, id="another-zone"),
        pytest.param("0000-03-01T10:00:00Z", None, id="year-0"),
        pytest.param(None, None, id="none"),
    ],
)
def test_dates(text: str | None, moment: datetime | None) -> None:
    assert moment_of(text) == moment


DIGEST = hashlib.sha1(b"a", usedforsecurity=False).digest()
LONG = hashlib.sha256(b"a").digest()


@pytest.mark.parametrize(
    ("label", "holds"),
    [
        pytest.param(f"sha1:{base64.b32encode(DIGEST).decode()}", True, id="base32"),
        pytest.param(f"SHA-1:{base64.b32encode(DIGEST).decode().lower()}", True, id="lower-base32"),
        pytest.param(f"sha1:{DIGEST.hex()}", True, id="hex"),
        pytest.param(f"sha256:{LONG.hex().upper()}", True, id="sha256"),
        pytest.param(f"sha-256:{base64.b32encode(LONG).decode()}", True, id="padded-base32"),
        pytest.param(f"sha256:{base64.b64encode(LONG).decode()}", True, id="base64"),
        pytest.param(
            f"sha256:{base64.urlsafe_b64encode(LONG).decode().rstrip('=')}", True, id="base64url"
        ),
        pytest.param(f"sha256:{'0' * 64}", False, id="another"),
        pytest.param("sha1:!!!", False, id="no-digest"),
        pytest.param("sha1:", False, id="empty"),
        pytest.param("crc32:00", None, id="unknown"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="none"),
    ],
)
def test_digests(label: str | None, *, holds: bool | None) -> None:
    assert digests.holds(label, (b"b", b"a")) is holds


CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("block", "body", "cut"),
    [
        pytest.param(http(b"abc"), b"abc", False, id="as-it-is"),
        pytest.param(
            http(b"2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", CHUNKED), b"abc", False, id="chunks"
        ),
        pytest.param(http(b"<p>abc", CHUNKED), b"<p>abc", False, id="said-and-not-so"),
        pytest.param(http(b"abcdef", CHUNKED), b"abcdef", False, id="not-so-and-like-it"),
        pytest.param(http(b"5\r\nab", CHUNKED), b"ab", True, id="cut-in-a-chunk"),
        pytest.param(http(b"2\r\nab\r\n", CHUNKED), b"ab", True, id="cut-between-chunks"),
        pytest.param(http(b"abc", "Content-Length: 9"), b"abc", True, id="shorter-than-said"),
        pytest.param(http(b"abc", "Content-Length: 1"), b"abc", False, id="longer-than-said"),
        pytest.param(http(b"abc", "Content-Length: x"), b"abc", False, id="no-length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b", b"", False, id="headers-alone"),
        pytest.param(b"HTTP/2 200\nA: b\n\nabc", b"abc", False, id="line-feeds"),
    ],
)
def test_http_answers(block: bytes, body: bytes, *, cut: bool) -> None:
    answer = answer_of(block)
    assert answer is not None
    assert (answer.status, answer.body, answer.cut) == (200, body, cut)


@pytest.mark.parametrize(
    "block", [b"", b"<p>", b"HTTP/1.1 2x0 OK\r\n\r\n", b"HTTP/1.1 000 No\r\n\r\n"]
)
def test_what_is_no_http_answer(block: bytes) -> None:
    assert answer_of(block) is None


def test_headers_that_are_none_are_passed_over() -> None:
    block = b"HTTP/1.1 200 OK\r\nno colon\r\nA b: c\r\nX: 1\r\n 2\r\nY: \xe9\r\n\r\n"
    answer = answer_of(block)
    assert answer is not None
    assert answer.headers == (("X", "1 2"), ("Y", "é"))


def test_methods() -> None:
    assert method_of(b"POST /a HTTP/1.1\r\n\r\n") == "POST"
    assert method_of(b"HTTP/1.1 200 OK\r\n\r\n") is None


def test_a_stream_reads_from_any_member() -> None:
    data = members(THREE)
    second = len(gzip.compress(THREE[0], mtime=0))
    raw = io.BytesIO(data)
    (first, *_) = records(Stream(raw, packing_of(raw), second))
    assert first.target == "https://news.example/2"
    assert zlib.decompress(data[:second], 31) == THREE[0]
