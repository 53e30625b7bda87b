"""What reading a WARC file through found: its answers by place, and why others are not taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archiver.warc.http import HttpAnswer, method_of
from archiver.warc.read import MAX_BLOCK, WarcRecord, bare
from archiver.warc.unpack import Place

MAX_PROBLEMS = 50
"""Lines on single records that are kept; all are counted."""
_CLOCKS_DIFFER = timedelta(days=1)
_FIRST_YEAR = 1990
_MAX_URI = 16_384
_MAX_FIELD = 500
_MAX_FIELDS = 50
_MAX_PROGRAMS = 5
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An answer in the file, as the index has it."""

    warc: int
    """Number of the WARC file in it."""
    place: Place
    uri: str
    """WARC-Target-URI."""
    date: datetime
    """WARC-Date, UTC: when it was recorded, by the recorder's clock."""
    record_id: str
    status: int
    """HTTP status; 0 for a revisit record without headers of its own."""
    media_type: str
    sound: bool | None
    """Whether its digests hold; None where it has none."""
    block_sha256: bytes
    payload: str | None = None
    """WARC-Payload-Digest."""
    revisit: bool = False
    refers: tuple[str, str, str] = ("", "", "")
    """For a revisit: id, address and date of the record that has the payload, as far as stated."""


@dataclass(slots=True)
class Found:
    """What reading through found."""

    entries: list[Entry] = field(default_factory=list)
    """Answers of http and https addresses, in the order of the file."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Records by their WARC-Type."""
    digests: Counter[str] = field(default_factory=Counter)
    """Answers by what came of their digests: "hold", "wrong", "none"."""
    problems: list[str] = field(default_factory=list)
    """A line for each record that is not taken or has a wrong digest, the first few."""
    refused: int = 0
    damage: list[str] = field(default_factory=list)
    """A line for each WARC file that could not be read to its end."""
    info: dict[str, str] = field(default_factory=dict)
    """What the first warcinfo record says."""
    software: list[str] = field(default_factory=list)
    """The programs that warcinfo records name."""
    unasked: set[str] = field(default_factory=set)
    """Ids of answers to what was no GET request."""

    def refuse(self, line: str) -> None:
        """The record is not taken, and why."""
        self.refused += 1
        self.remark(line)

    def remark(self, line: str) -> None:
        """The line is among the problems, if there is room."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(line)

    def add(self, other: Found) -> None:
        """All that the other one has comes behind what is there."""
        self.entries += other.entries
        self.kinds += other.kinds
        self.digests += other.digests
        self.refused += other.refused
        self.problems = [*self.problems, *other.problems][:MAX_PROBLEMS]
        self.damage += other.damage
        self.info = self.info or other.info
        self.software = list(dict.fromkeys((*self.software, *other.software)))[:_MAX_PROGRAMS]
        self.unasked |= other.unasked


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Puts records of one WARC file into an index."""

    number: int
    """Of the WARC file."""
    now: datetime
    """No record of a later day is taken."""
    check: bool = True
    """Whether records are left out whose digests are wrong."""

    def take(self, record: WarcRecord, found: Found) -> None:
        """The record is counted, and if it is an answer of the web it is among the entries."""
        kind = record.kind
        found.kinds[kind or "none"] += 1
        if kind == "warcinfo":
            _read_info(record, found)
        elif kind == "request":
            _note_method(record, found)
        elif kind in {"response", "revisit"}:
            self._take_answer(record, found)

    def _take_answer(self, record: WarcRecord, found: Found) -> None:
        if not record.target.lower().startswith(_WEB):
            return
        where = f"the record {record.record_id or 'without an id'} at {record.place}"
        answer = record.answer()
        why = self._unusable(record, answer)
        if why is not None:
            found.refuse(f"{where} {why}")
            return
        sound = _sound(record, answer)
        found.digests["none" if sound is None else "hold" if sound else "wrong"] += 1
        if sound is False:
            line = f"{where} does not have the digest that it states"
            if self.check:
                found.refuse(line)
                return
            found.remark(f"{line}, and was let in")
        if record.date is not None:
            found.entries.append(self._entry(record, record.date, answer, sound=sound))

    def _unusable(self, record: WarcRecord, answer: HttpAnswer | None) -> str | None:
        if record.block is None:
            return f"has more than {MAX_BLOCK // 1_048_576} MiB"
        if record.repeated:
            return "says twice what it is"
        if not record.record_id:
            return "can't be named"
        if len(record.target) > _MAX_URI:
            return "has an address without end"
        if record.date is None:
            return "says no time to the second"
        if record.date.year < _FIRST_YEAR:
            return f"is dated {record.date.date().isoformat()}, when there was no web"
        if record.date > self.now + _CLOCKS_DIFFER:
            return f"is dated {record.date:%Y-%m-%d}, which is still to come"
        if answer is None and record.kind == "response":
            return "holds no HTTP answer"
        return None

    def _entry(
        self,
        record: WarcRecord,
        date: datetime,
        answer: HttpAnswer | None,
        *,
        sound: bool | None,
    ) -> Entry:
        kind = (answer.header("Content-Type") if answer else None) or ""
        return Entry(
            warc=self.number,
            place=record.place,
            uri=record.target,
            date=date,
            record_id=record.record_id,
            status=0 if answer is None else answer.status,
            media_type=kind.partition(";")[0].strip().lower()[:100],
            sound=sound,
            block_sha256=record.block_sha256,
            payload=record.field("WARC-Payload-Digest"),
            revisit=record.kind == "revisit",
            refers=(
                bare(record.field("WARC-Refers-To")),
                bare(record.field("WARC-Refers-To-Target-URI")),
                record.field("WARC-Refers-To-Date") or "",
            ),
        )


def _sound(record: WarcRecord, answer: HttpAnswer | None) -> bool | None:
    """Whether all digests that are stated hold; None where none is.

    A revisit record's payload digest is of another record's payload.
    """
    payload = None
    if record.kind == "response" and answer is not None:
        payload = record.payload_holds(answer)
    stated = [one for one in (record.block_holds, payload) if one is not None]
    return all(stated) if stated else None


def _note_method(record: WarcRecord, found: Found) -> None:
    method = None if record.block is None else method_of(record.block)
    if method not in {None, "GET"}:
        found.unasked.update(
            bare(value) for name, value in record.fields if name.casefold() == "warc-concurrent-to"
        )


def _read_info(record: WarcRecord, found: Found) -> None:
    """The fields of a warcinfo record (ISO 28500 6.2), each on one line and cut."""
    said: dict[str, str] = {}
    text = (record.block or b"").decode("utf-8", "replace")
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() and len(said) < _MAX_FIELDS:
            said.setdefault(_cut(name).lower(), _cut(value))
    program = said.get("software")
    if program and program not in found.software and len(found.software) < _MAX_PROGRAMS:
        found.software.append(program)
    found.info = found.info or said


def _cut(text: str) -> str:
    return " ".join(text.split())[:_MAX_FIELD]
