"""Records of a WARC file (ISO 28500), one after the other, checked as they come.

Nothing in a file is believed that another part of it contradicts: a record whose digest does not
hold says so, and reading ends where the lengths don't add up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.warc import digests
from archiver.warc.http import HttpAnswer, answer_of
from archiver.warc.unpack import CHUNK, Place, Stream, WarcError

MAX_BLOCK = 64 * 1024 * 1024
"""Bytes of a record that is read into memory; a larger one is passed over."""
MAX_LENGTH = 1 << 50
"""More than any record has."""
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])\r?\n")
_MAX_LINE = 64 * 1024
_MAX_HEADERS = 500
_MAX_HEADER_BYTES = 512 * 1024
_MAX_BLANK = 16
_ENDS = (b"\r\n\r\n", b"\n\n")
_LENGTH = re.compile(r"[0-9]{1,18}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?Z", re.ASCII)
_ONCE = ("warc-type", "warc-record-id", "warc-date", "warc-target-uri", "content-length")
_DAMAGED = "get the file again from whoever made it"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record as it stands in the file."""

    place: Place
    end: Place
    """Where it ends."""
    fields: tuple[tuple[str, str], ...]
    block: bytes | None
    """None where it is larger than ``MAX_BLOCK``."""
    block_sha256: bytes
    block_holds: bool | None
    """Whether the block has the digest that is stated; None where none is."""

    def field(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.casefold()
        return next((value for key, value in self.fields if key.casefold() == wanted), None)

    @property
    def kind(self) -> str:
        """WARC-Type in lower case."""
        return (self.field("WARC-Type") or "").strip().lower()

    @property
    def record_id(self) -> str:
        """WARC-Record-ID, without angle brackets."""
        return bare(self.field("WARC-Record-ID"))

    @property
    def target(self) -> str:
        """WARC-Target-URI, without the angle brackets that wget puts around it."""
        return bare(self.field("WARC-Target-URI"))

    @property
    def date(self) -> datetime | None:
        """WARC-Date, UTC; None where it is no moment to the second."""
        return moment_of(self.field("WARC-Date"))

    @property
    def repeated(self) -> bool:
        """Whether a header that says what the record is stands there twice."""
        names = [name.casefold() for name, _ in self.fields]
        return any(names.count(name) > 1 for name in _ONCE)

    def answer(self) -> HttpAnswer | None:
        """The HTTP answer in the block, or None where there is none."""
        return None if self.block is None else answer_of(self.block)

    def payload_holds(self, answer: HttpAnswer) -> bool | None:
        """Whether the payload has the digest that is stated; None where none is.

        Programs differ on whether chunks are part of the payload: either is taken.
        """
        forms = (answer.body,) if answer.body == answer.sent else (answer.body, answer.sent)
        return digests.holds(self.field("WARC-Payload-Digest"), forms)


def bare(value: str | None) -> str:
    """The value without space and angle brackets around it."""
    text = (value or "").strip()
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def moment_of(text: str | None) -> datetime | None:
    """A WARC-Date as a moment, UTC. None for one of less than a second's precision, or none.

    WARC 1.1 allows years and days alone: they name no moment, and none is made up.
    """
    found = _DATE.fullmatch((text or "").strip())
    if found is None:
        return None
    *parts, fraction = found.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    try:
        year, month, day, hour, minute, second = map(int, parts)
        return datetime(year, month, day, hour, minute, min(second, 59), micros, tzinfo=UTC)
    except ValueError:
        return None


def records(stream: Stream) -> Iterator[WarcRecord]:
    """Every record from here on. Raises WarcError where the file is cut or damaged."""
    while _next_line(stream):
        yield _record(stream)


def _next_line(stream: Stream) -> bool:
    """Go on to what is no empty line."""
    for _ in range(_MAX_BLANK):
        if not stream.begin():
            return False
        if stream.peek() not in b"\r\n":
            return True
        stream.readline(_MAX_LINE)
    return True


def _record(stream: Stream) -> WarcRecord:
    place = stream.place
    version = stream.readline(_MAX_LINE)
    if _VERSION.fullmatch(version) is None:
        if _is_begun(version) and not stream.begin():
            raise WarcError(f"it is cut inside the record at {place}", _DAMAGED)
        raise WarcError(
            f"there is no WARC record at {place}",
            "it is no WARC file, or the length of the record before is wrong",
        )
    fields = _fields(stream, place)
    length = _length(fields, place)
    block, sha256, holds = _block(stream, fields, length, place)
    _end(stream, place)
    return WarcRecord(
        place=place,
        end=stream.place,
        fields=fields,
        block=block,
        block_sha256=sha256,
        block_holds=holds,
    )


def _is_begun(line: bytes) -> bool:
    return not line.endswith(b"\n") and b"WARC/".startswith(line[:5])


def _fields(stream: Stream, place: Place) -> tuple[tuple[str, str], ...]:
    fields: list[tuple[str, str]] = []
    size = 0
    while True:
        line = stream.readline(_MAX_LINE)
        size += len(line)
        if not line.endswith(b"\n"):
            if len(line) < _MAX_LINE:
                raise WarcError(f"it is cut inside the headers of the record at {place}", _DAMAGED)
            raise WarcError(f"the record at {place} has a header without end", _DAMAGED)
        if line in {b"\r\n", b"\n"}:
            return tuple(fields)
        if len(fields) >= _MAX_HEADERS or size > _MAX_HEADER_BYTES:
            raise WarcError(f"the record at {place} has headers without end", _DAMAGED)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in {" ", "\t"} and fields:
            name, value = fields[-1]
            fields[-1] = name, f"{value} {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise WarcError(f"the record at {place} has a header that is none", _DAMAGED)
        fields.append((name.strip(), value.strip()))


def _length(fields: tuple[tuple[str, str], ...], place: Place) -> int:
    stated = [value for name, value in fields if name.casefold() == "content-length"]
    if len(stated) != 1 or _LENGTH.fullmatch(stated[0]) is None or int(stated[0]) > MAX_LENGTH:
        raise WarcError(f"the record at {place} has no Content-Length that can be used", _DAMAGED)
    return int(stated[0])


def _block(
    stream: Stream, fields: tuple[tuple[str, str], ...], length: int, place: Place
) -> tuple[bytes | None, bytes, bool | None]:
    """The block unless it is too large, its SHA-256, and whether its stated digest holds."""
    label = next((value for name, value in fields if name.casefold() == "warc-block-digest"), None)
    if length <= MAX_BLOCK:
        block = stream.read(length)
        if len(block) < length:
            raise WarcError(f"it is cut inside the record at {place}", _DAMAGED)
        return block, hashlib.sha256(block).digest(), digests.holds(label, (block,))
    sha256 = hashlib.sha256()
    while length:
        data = stream.read(min(length, CHUNK))
        if not data:
            raise WarcError(f"it is cut inside the record at {place}", _DAMAGED)
        sha256.update(data)
        length -= len(data)
    return None, sha256.digest(), None


def _end(stream: Stream, place: Place) -> None:
    """Two line ends follow each record (ISO 28500 4)."""
    line = stream.readline(2)
    ending = line + stream.readline(2)
    if ending not in _ENDS:
        if len(ending) < len(_ENDS[0]) and not stream.begin():
            raise WarcError(f"it is cut behind the record at {place}", _DAMAGED)
        raise WarcError(
            f"the record at {place} does not end where its Content-Length says", _DAMAGED
        )
