"""Records as another program reads them, and whatever servers send they stay records."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # no types
from warcio.checker import Checker  # type: ignore[import-untyped] # no types

from archiver.model import Exchange, FetchRequest, Source
from archiver.warc.exchanges import Recorder
from archiver.warc.lines import NO_ADDRESS, uri
from archiver.warc.write import Placed, Record, WarcWriter, warc_date

NOON = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def exchange(
    *,
    url: str = "https://social.example/post/1",
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),),
    payload: bytes = b"<html>words</html>",
    request: FetchRequest | None = None,
    **more: Any,
) -> Exchange:
    return Exchange(
        request=request or FetchRequest(url=url),
        warc_date=more.pop("warc_date", NOON),
        target_uri=url,
        status=status,
        headers=tuple(headers),
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        **more,
    )


@dataclass(frozen=True)
class Read:
    """A record as warcio has it."""

    kind: str
    fields: dict[str, str]
    http: list[tuple[str, str]]
    line: str
    payload: bytes

    @property
    def facts(self) -> Any:
        """The JSON object of a metadata record."""
        name, _, value = self.payload.decode().partition(": ")
        assert name == "json-metadata"
        return json.loads(value)


def read(data: bytes) -> list[Read]:
    """All records, every digest checked."""
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        payload = record.content_stream().read()
        http = record.http_headers
        found.append(
            Read(
                kind=record.rec_type,
                fields=dict(record.rec_headers.headers),
                http=list(http.headers) if http else [],
                line=f"{http.protocol} {http.statusline}" if http else "",
                payload=payload,
            )
        )
    return found


def written(*exchanges: Exchange) -> bytes:
    out = io.BytesIO()
    recorder = Recorder(WarcWriter(out))
    recorder.begin(filename="x.warc.gz", date=NOON, software="archiver 0", fields={})
    for number, one in enumerate(exchanges):
        recorder.exchange(one, {"seq": number}, key=str(number))
    return out.getvalue()


def records(*exchanges: Exchange) -> list[Read]:
    return read(written(*exchanges))


def test_the_first_record_says_what_the_file_is() -> None:
    first = records()[0]
    assert first.kind == "warcinfo"
    assert first.fields["WARC-Filename"] == "x.warc.gz"
    lines = dict(line.split(": ", 1) for line in first.payload.decode().splitlines())
    assert lines["software"] == "archiver 0"
    assert lines["format"] == "WARC File Format 1.1"
    assert lines["conformsTo"].endswith("/warc-1.1/")
    assert "encodings taken off" in lines["description"]


def test_an_exchange_is_an_answer_a_request_and_metadata_that_name_each_other() -> None:
    asked = FetchRequest(
        url="https://social.example/post/1?a=b", headers=(("Accept", "text/html"),), route="page"
    )
    info, answer, request, metadata = records(exchange(url=asked.url, request=asked))
    assert [one.kind for one in (answer, request, metadata)] == ["response", "request", "metadata"]
    ids = [one.fields["WARC-Record-ID"] for one in (info, answer, request, metadata)]
    assert len(set(ids)) == 4
    for one in (answer, request, metadata):
        assert one.fields["WARC-Warcinfo-ID"] == ids[0]
        assert one.fields["WARC-Target-URI"] == asked.url
        assert one.fields["WARC-Date"] == "2026-11-24T12:00:00.250000Z"
    assert request.fields["WARC-Concurrent-To"] == ids[1]
    assert metadata.fields["WARC-Concurrent-To"] == ids[1]
    assert request.line == "GET /post/1?a=b HTTP/1.1"
    assert request.http == [("Host", "social.example"), ("Accept", "text/html")]
    assert (answer.line, answer.payload) == ("HTTP/1.1 200 OK", b"<html>words</html>")
    assert answer.fields["WARC-Identified-Payload-Type"] == "text/html"
    assert "WARC-IP-Address" not in answer.fields
    assert metadata.facts["route"] == "page"
    assert metadata.facts["request_headers"] == [["Accept", "text/html"]]


def test_digests_are_of_what_is_there() -> None:
    answer = records(exchange(payload=PNG))[1]
    assert answer.fields["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(PNG).hexdigest()}"
    assert answer.fields["WARC-Block-Digest"].startswith("sha256:")
    assert answer.fields["WARC-Identified-Payload-Type"] == "image/png"


@pytest.mark.parametrize(
    ("headers", "kept", "changes"),
    [
        pytest.param(
            [("Content-Encoding", "gzip"), ("Content-Length", "7")],
            [
                ("X-Archiver-Orig-Content-Encoding", "gzip"),
                ("X-Archiver-Orig-Content-Length", "7"),
                ("Content-Length", "5"),
            ],
            2,
            id="packed",
        ),
        pytest.param(
            [("transfer-encoding", "chunked")],
            [("X-Archiver-Orig-transfer-encoding", "chunked"), ("Content-Length", "5")],
            2,
            id="in-chunks",
        ),
        pytest.param([("Content-Length", "5")], [("Content-Length", "5")], 0, id="as-it-came"),
        pytest.param(
            [("Content-Length", "5"), ("content-length", "9")],
            [("X-Archiver-Orig-content-length", "9"), ("Content-Length", "5")],
            1,
            id="two-lengths",
        ),
        pytest.param(
            [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "5")],
            [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "5")],
            0,
            id="twice",
        ),
        pytest.param(
            [("X", "a\r\nSet-Cookie: b=1\r\n\r\nHTTP/1.1 200"), ("Content-Length", "5")],
            [("X", "a  Set-Cookie: b=1    HTTP/1.1 200"), ("Content-Length", "5")],
            1,
            id="a-line-break",
        ),
        pytest.param(
            [("", "a"), ("a b", "c"), ("X: y\r\nZ", "d"), ("Content-Length", "5")],
            [("Content-Length", "5")],
            3,
            id="no-names",
        ),
    ],
)
def test_headers_go_with_the_payload(
    headers: list[tuple[str, str]], kept: list[tuple[str, str]], changes: int
) -> None:
    _, answer, _, metadata = records(exchange(headers=headers, payload=b"words"))
    assert answer.http == kept
    assert answer.payload == b"words"
    assert len(metadata.facts["changes"]) == changes, metadata.facts["changes"]
    assert metadata.facts["headers"] == [list(pair) for pair in headers]


def test_octets_of_a_header_come_out_as_they_came_in() -> None:
    name = "Zoë".encode()
    data = written(exchange(headers=[("X-Name", name.decode("latin-1"))]))
    records = list(ArchiveIterator(io.BytesIO(data), no_record_parse=True))
    block = next(
        record
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
        if record.rec_type == "response"
    ).raw_stream.read()
    assert records
    assert b"X-Name: " + name + b"\r\n" in block


def test_nothing_is_made_up_where_nothing_answered() -> None:
    found = records(exchange(status=0, headers=(), payload=b"", error="connection refused"))
    assert [one.kind for one in found] == ["warcinfo", "metadata"]
    assert found[1].facts["error"] == "connection refused"
    assert found[1].facts["status"] == 0


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        pytest.param("length", "length", id="length"),
        pytest.param("time", "time", id="time"),
        pytest.param("disconnect", "disconnect", id="disconnect"),
        pytest.param("moon", "unspecified", id="unknown"),
    ],
)
def test_what_is_cut_says_so(cause: str, said: str) -> None:
    answer = records(exchange(truncated=cause, error="it broke off"))[1]
    assert answer.fields["WARC-Truncated"] == said


def test_a_memento_is_of_the_address_that_was_asked() -> None:
    original = "https://social.example/post/1"
    asked = FetchRequest(url=original, source=Source.ARCHIVE)
    memento = f"https://web.archive.org/web/20180906000000id_/{original}"
    headers = [("Memento-Datetime", "Thu, 06 Sep 2018 00:00:00 GMT")]
    taken = datetime(2018, 9, 6, tzinfo=UTC)
    one = exchange(url=memento, request=asked, headers=headers, memento_datetime=taken)
    _, answer, _, metadata = records(one)
    assert answer.fields["WARC-Target-URI"] == memento
    assert ("Memento-Datetime", "Thu, 06 Sep 2018 00:00:00 GMT") in answer.http
    assert metadata.facts["url"] == original
    assert metadata.facts["source"] == "archive"
    assert metadata.facts["memento_datetime"] == "2018-09-06T00:00:00+00:00"


def test_a_payload_stands_there_once() -> None:
    first = exchange(payload=PNG, url="https://a.example/1.png")
    second = exchange(payload=PNG, url="https://b.example/2.png")
    _, one, _, _, other, _, _ = records(first, second)
    assert (one.kind, other.kind) == ("response", "revisit")
    assert other.payload == b""
    assert other.fields["WARC-Profile"].endswith("/revisit/identical-payload-digest")
    assert other.fields["WARC-Refers-To"] == one.fields["WARC-Record-ID"]
    assert other.fields["WARC-Refers-To-Target-URI"] == "https://a.example/1.png"
    assert other.fields["WARC-Refers-To-Date"] == one.fields["WARC-Date"]
    assert other.fields["WARC-Payload-Digest"] == one.fields["WARC-Payload-Digest"]
    assert ("Content-Length", str(len(PNG))) in other.http


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(exchange(payload=b""), id="empty"),
        pytest.param(exchange(truncated="length"), id="cut"),
    ],
)
def test_no_reference_to_what_is_empty_or_cut(one: Exchange) -> None:
    assert [each.kind for each in records(one, one)].count("revisit") == 0


def test_only_payloads_that_repeat_are_remembered() -> None:
    out = io.BytesIO()
    recorder = Recorder(WarcWriter(out), repeated=lambda _: False)
    for number in range(2):
        recorder.exchange(exchange(), {}, key=str(number))
    assert [one.kind for one in read(out.getvalue())].count("revisit") == 0


def test_the_same_exchanges_give_the_same_bytes() -> None:
    some = (exchange(), exchange(status=404, payload=b"gone"), exchange(payload=PNG))
    assert written(*some) == written(*some)
    assert written(*some) != written(*some[:2], replace(some[2], payload=PNG + b"."))


def test_each_place_is_that_of_a_record() -> None:
    out = io.BytesIO()
    placed: list[Placed] = []
    recorder = Recorder(WarcWriter(out), placed=placed.append)
    recorder.exchange(exchange(), {}, key="1")
    recorder.resource(
        target="urn:x:y", date=NOON, media_type="text/plain", payload=b"words", key="2"
    )
    data = out.getvalue()
    for one in placed:
        (alone,) = read(data[one.offset : one.offset + one.length])
        assert alone.fields["WARC-Record-ID"] == one.record_id
    assert [one.record.kind for one in placed] == ["response", "resource"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        warc_date(NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("https://a.example/b?c=d&e=%20", "https://a.example/b?c=d&e=%20", id="sound"),
        pytest.param("https://a.example/b c", "https://a.example/b%20c", id="space"),
        pytest.param("https://a.example/é", "https://a.example/%C3%A9", id="unicode"),
        pytest.param("https://a.example/\r\nX: y", "https://a.example/%0D%0AX:%20y", id="lines"),
        pytest.param("https://a.example/\ud800", "https://a.example/%ED%A0%80", id="surrogate"),
        pytest.param("", NO_ADDRESS, id="none"),
    ],
)
def test_addresses_become_uris(address: str, said: str) -> None:
    assert uri(address) == said


# -- whatever servers send ---------------------------------------------------------------

NASTY = st.text(st.characters() | st.sampled_from("\r\n\0:\t\x85\u2028\ud800"), max_size=40)
NAMES = st.sampled_from(["Content-Type", "content-encoding", "Content-Length", "Location"]) | NASTY
EXCHANGES = st.builds(
    Exchange,
    request=st.builds(
        FetchRequest,
        url=NASTY,
        method=st.sampled_from(["GET", "HEAD", "POST"]) | NASTY,
        headers=st.lists(st.tuples(NAMES, NASTY), max_size=3).map(tuple),
        source=st.sampled_from(Source),
    ),
    warc_date=st.datetimes(
        EPOCH.replace(tzinfo=None), EPOCH.replace(tzinfo=None, year=2100), timezones=st.just(UTC)
    ),
    target_uri=NASTY | NASTY.map("https://a.example/".__add__),
    status=st.sampled_from([0, 200, 204, 301, 404, 999]),
    headers=st.lists(st.tuples(NAMES, NASTY), max_size=5).map(tuple),
    payload=st.binary(max_size=300) | st.just(b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n"),
    error=st.none() | NASTY,
    truncated=st.none() | NASTY,
    memento_datetime=st.none() | st.just(NOON),
)
OURS = frozenset(
    {
        *("WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-Payload-Digest"),
        *("WARC-Block-Digest", "WARC-Concurrent-To", "WARC-Profile", "WARC-Refers-To"),
        *("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Truncated", "WARC-Filename"),
        *("WARC-Identified-Payload-Type", "WARC-Warcinfo-ID", "Content-Type", "Content-Length"),
    }
)


def sent(headers: Sequence[tuple[str, str]]) -> list[str]:
    """Names that may stand in a head, as often as they were sent, but that of the length."""
    names = [name.lower() for name, _ in headers if TOKEN.fullmatch(name)]
    return [name for name in names if name != "content-length"]


def told(answer: Read) -> list[str]:
    """The same, as the file has them; one length at least there is."""
    names = [name.removeprefix("X-Archiver-Orig-").lower() for name, _ in answer.http]
    assert "content-length" in names
    return [name for name in names if name != "content-length"]


@settings(max_examples=150, deadline=None)
@given(st.lists(EXCHANGES, min_size=1, max_size=3))
def test_whatever_was_received_comes_back(exchanges: list[Exchange]) -> None:
    found = records(*exchanges)[1:]
    payloads: dict[str, bytes] = {}
    for one in exchanges:
        answer = found.pop(0)
        assert set(answer.fields) <= OURS
        if one.status == 0:
            metadata = answer
        else:
            if answer.kind == "revisit":
                assert payloads[answer.fields["WARC-Payload-Digest"]] == one.payload
            else:
                assert answer.payload == one.payload
                payloads[answer.fields["WARC-Payload-Digest"]] = one.payload
            if answer.kind != "resource":
                assert answer.line.split(" ")[1] == str(one.status)
                assert told(answer) == sent(one.headers)
                if TOKEN.fullmatch(one.request.method):
                    request = found.pop(0)
                    assert set(request.fields) <= OURS
                    assert request.payload == b""
            metadata = found.pop(0)
        assert set(metadata.fields) <= OURS
        assert metadata.facts["headers"] == [list(pair) for pair in one.headers]
        assert metadata.facts["target_uri"] == one.target_uri
    assert found == []


@settings(max_examples=50, deadline=None)
@given(st.lists(EXCHANGES, min_size=1, max_size=3))
def test_warcio_finds_nothing_wrong(
    tmp_path_factory: pytest.TempPathFactory, exchanges: list[Exchange]
) -> None:
    path = tmp_path_factory.mktemp("checked") / "x.warc.gz"
    path.write_bytes(written(*exchanges))
    checker = Checker(_Options([str(path)]))
    checker.process_all()
    assert checker.exit_value == 0


class _Options:
    """What warcio's command line would have."""

    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


@given(NASTY, NASTY)
def test_a_field_is_one_line(value: str, target: str) -> None:
    out = io.BytesIO()
    WarcWriter(out).write(
        Record(
            kind="resource",
            date=NOON,
            content_type=value,
            target=target,
            payload=b"words",
            fields=(("WARC-Filename", value),),
        )
    )
    (one,) = read(out.getvalue())
    assert set(one.fields) <= OURS
    assert one.payload == b"words"
