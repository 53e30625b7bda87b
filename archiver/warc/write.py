"""Records of a WARC file (ISO 28500, WARC/1.1), written one by one."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from archiver.warc.lines import one_line, uri

NAMESPACE = uuid.UUID("6e9f3a0c-3c68-5f0e-9d3b-6d2f0b6f5b7e")
"""Of the record ids that this program makes (RFC 9562 5.5)."""
VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
FIELDS = "application/warc-fields"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_LEVEL = 6


class Sink(Protocol):
    """Where bytes go: a file, or a part of a ZIP file."""

    def write(self, data: bytes, /) -> object:
        """They are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one record says."""

    kind: str
    """WARC-Type."""
    date: datetime
    """WARC-Date, with a time zone."""
    content_type: str
    target: str | None = None
    """WARC-Target-URI, as it is known; what no URI may hold is percent-encoded when written."""
    head: bytes = b""
    """The block up to the payload: the HTTP headers with the empty line."""
    payload: bytes = b""
    has_payload: bool = True
    """False where the block has no payload in the sense of the standard: warcinfo, metadata."""
    payload_digest: str | None = None
    """Of the payload that a revisit record stands for."""
    fields: tuple[tuple[str, str], ...] = ()
    """Other WARC headers, in order."""
    key: str = ""
    """Tells apart records that are alike in all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A record as it stands in the file."""

    record: Record
    record_id: str
    """``<urn:uuid:…>``."""
    date: str
    """WARC-Date as written."""
    target: str | None
    """WARC-Target-URI as written."""
    payload_digest: str | None
    offset: int
    """Of its first byte in the file, in bytes."""
    length: int
    """Bytes that it takes in the file, compressed as it is."""


def warc_date(moment: datetime) -> str:
    """The moment in UTC as WARC/1.1 has it, to the microsecond where it isn't a full second.

    Raises ValueError for a time without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {moment}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def digest(data: bytes) -> str:
    """``sha256:`` and the lower-case hex digest, as WACZ and CDXJ write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class WarcWriter:
    """Writes records to a stream, each a gzip member of its own (annex D of the standard).

    The same records give the same bytes: a record's id is made from what it says.
    """

    def __init__(self, out: Sink) -> None:
        self._out = out
        self._offset = 0
        self._info: str | None = None

    def write(self, record: Record) -> Placed:
        """The record is in the stream. After a warcinfo record, all name it as theirs.

        Raises OSError where the stream can't be written, ValueError for a date without a zone.
        """
        date = warc_date(record.date)
        target = None if record.target is None else uri(record.target)
        payload_digest = _payload_digest(record)
        said = _said(record, date, target, payload_digest)
        record_id = f"<urn:uuid:{uuid.uuid5(NAMESPACE, _name(said, record.key))}>"
        belongs = [] if self._info is None else [("WARC-Warcinfo-ID", self._info)]
        if record.kind == "warcinfo":
            self._info, belongs = record_id, []
        length = len(record.head) + len(record.payload)
        named = [said[0], ("WARC-Record-ID", record_id), *said[1:], *belongs]
        lines = [
            VERSION,
            *(f"{name}: {value}" for name, value in named),
            f"Content-Length: {length}",
        ]
        offset = self._offset
        head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
        self._put((head, record.head, record.payload, b"\r\n\r\n"))
        return Placed(
            record=record,
            record_id=record_id,
            date=date,
            target=target,
            payload_digest=payload_digest,
            offset=offset,
            length=self._offset - offset,
        )

    def _put(self, parts: tuple[bytes, ...]) -> None:
        member = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        for packed in (*(member.compress(part) for part in parts), member.flush()):
            if packed:
                self._out.write(packed)
                self._offset += len(packed)


def _said(
    record: Record, date: str, target: str | None, payload_digest: str | None
) -> list[tuple[str, str]]:
    said = [("WARC-Type", record.kind), ("WARC-Date", date)]
    if target is not None:
        said.append(("WARC-Target-URI", target))
    said += ((name, one_line(_encodable(value))) for name, value in record.fields)
    if payload_digest is not None:
        said.append(("WARC-Payload-Digest", payload_digest))
    hashed = hashlib.sha256(record.head)
    hashed.update(record.payload)
    said.append(("WARC-Block-Digest", f"sha256:{hashed.hexdigest()}"))
    said.append(("Content-Type", one_line(_encodable(record.content_type))))
    return said


def _payload_digest(record: Record) -> str | None:
    if record.payload_digest is not None:
        return record.payload_digest
    return digest(record.payload) if record.has_payload else None


def _name(said: list[tuple[str, str]], key: str) -> str:
    return "\n".join([*(f"{name}: {value}" for name, value in said), key])


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8")


def fields_block(pairs: tuple[tuple[str, str], ...]) -> bytes:
    """``application/warc-fields``: a name and a value a line, in UTF-8."""
    lines = (f"{name}: {one_line(_encodable(value))}\r\n" for name, value in pairs)
    return "".join(lines).encode("utf-8")
