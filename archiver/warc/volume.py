"""A WARC or WACZ file, opened: what it says of itself, and the answers that it holds.

It is read through once, in order, and every digest in it is checked. What is asked for later is
read again from its place, and must be what was checked.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from archiver.errors import InputError
from archiver.warc import digests
from archiver.warc.http import HttpAnswer
from archiver.warc.index import Entry, Found, Reader
from archiver.warc.package import Package
from archiver.warc.read import WarcRecord, moment_of, records
from archiver.warc.unpack import Packing, Raw, Stream, WarcError, packing_of, spooled

MAX_RECORDS = 5_000_000
_TELL_EVERY = 2_000
_PLAIN = Packing(name="plain")
_CHANGED = "it changed while it was read"
_LATER = "import it again when nothing writes to it"

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An answer out of the file."""

    entry: Entry
    answer: HttpAnswer
    truncated: str | None
    """WARC-Truncated, or "disconnect" where the body is shorter than it says."""


class _MixedError(Exception):
    """Records and packed members don't begin at the same places."""


class Volume:
    """An open file. Leave it by ``close`` or as a context manager."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where there is no such file, WarcError for a ZIP that is no WACZ."""
        self._stack = ExitStack()
        self._file = self._stack.enter_context(_opened(path))
        try:
            self._stat = os.fstat(self._file.fileno())
            self.bytes = self._stat.st_size
            self.sha256 = _sha256(self._file)
            self._file.seek(0)
            packed = self._file.read(2) == b"PK"
            self.package = Package(self._file, self.bytes) if packed else None
        except BaseException:
            self._stack.close()
            raise
        self.names = ("",) if self.package is None else self.package.warcs
        self._media: dict[int, tuple[Raw, Packing]] = {}
        self._by_id: dict[str, Entry] = {}
        self._by_payload: dict[str, Entry] = {}
        self._by_visit: dict[tuple[str, datetime], Entry] = {}

    def __enter__(self) -> Self:
        """The volume itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """The file and all temporary files are closed."""
        self._stack.close()

    @property
    def form(self) -> str:
        """What it is: "warc" or "wacz"."""
        return "warc" if self.package is None else "wacz"

    def scan(self, now: datetime, *, check: bool = True, told: Told = lambda _: None) -> Found:
        """Everything in the file, read through once.

        Records whose digest is wrong are left out, or with ``check`` off are among the entries.
        None dated later than ``now`` is taken. Raises WarcError where not one record is whole.
        """
        found = Found()
        for number, name in enumerate(self.names):
            lead = f"{name}: " if name else ""
            try:
                part = self._scan_one(Reader(number=number, now=now, check=check), name, told)
            except WarcError as error:
                part = Found(damage=[error.problem])
            part.damage = [f"{lead}{line}" for line in part.damage]
            part.problems = [f"{lead}{line}" for line in part.problems]
            found.add(part)
        if not found.kinds:
            why = next(iter(found.damage), "there is no WARC record in it")
            raise WarcError(why, "name a WARC or WACZ file that is whole")
        found.entries = [one for one in found.entries if one.record_id not in found.unasked]
        for entry in found.entries:
            if not entry.revisit:
                self._by_id.setdefault(entry.record_id, entry)
                self._by_visit.setdefault((entry.uri, entry.date), entry)
                if entry.payload:
                    self._by_payload.setdefault(entry.payload, entry)
        return found

    def unchanged(self) -> None:
        """Raises WarcError where the file is not the one that was opened any more."""
        after = os.fstat(self._file.fileno())
        if (after.st_size, after.st_mtime_ns) != (self._stat.st_size, self._stat.st_mtime_ns):
            raise WarcError(_CHANGED, _LATER)

    def recorded(self, entry: Entry) -> Recorded | None:
        """The answer, or None for a revisit whose payload isn't in the file.

        Raises WarcError where the file is not what was read through before.
        """
        record = self._again(entry)
        answer = record.answer()
        if entry.revisit:
            return self._revisited(entry, record, answer)
        if answer is None:
            raise WarcError(_CHANGED, _LATER)
        truncated = record.field("WARC-Truncated") or ("disconnect" if answer.cut else None)
        return Recorded(entry=entry, answer=answer, truncated=truncated)

    def _revisited(
        self, entry: Entry, record: WarcRecord, own: HttpAnswer | None
    ) -> Recorded | None:
        """The answer with its own headers if it has any, and the payload of the one before."""
        first = self._original(entry)
        before = None if first is None else self.recorded(first)
        if before is None:
            return None
        whole = before.answer
        if digests.holds(entry.payload, (whole.body, whole.sent)) is False:
            return None
        if own is None or "not-modified" in (record.field("WARC-Profile") or ""):
            return replace(before, entry=entry)
        answer = replace(whole, status=own.status, headers=own.headers)
        return Recorded(entry=entry, answer=answer, truncated=before.truncated)

    def _original(self, revisit: Entry) -> Entry | None:
        """The record that has the payload: by its id, or by its digest, or by address and date."""
        record_id, uri, date = revisit.refers
        named = self._by_id.get(record_id)
        moment = moment_of(date)
        if named is None and moment is not None:
            named = self._by_visit.get((uri, moment))
        if named is None and revisit.payload:
            named = self._by_payload.get(revisit.payload)
        return named

    def _again(self, entry: Entry) -> WarcRecord:
        raw, packing = self._media[entry.warc]
        record = next(records(Stream(raw, packing, entry.place.offset)), None)
        if record is None or record.block_sha256 != entry.block_sha256:
            raise WarcError(_CHANGED, _LATER)
        return record

    def _scan_one(self, reader: Reader, name: str, told: Told) -> Found:
        raw: Raw = self._file
        if self.package is not None:
            raw = self.package.open(name, self._stack)
        packing = packing_of(raw)
        if packing.name != "zstd":
            self._media[reader.number] = raw, packing
            try:
                return _through(raw, packing, reader, told)
            except _MixedError:
                pass
        told(f"unpacking {name or 'the file'}")
        copy, damage = spooled(raw, packing)
        self._stack.callback(copy.close)
        self._media[reader.number] = copy, _PLAIN
        found = _through(copy, _PLAIN, reader, told)
        if damage is not None:
            found.damage = [damage.problem]
        return found


def _through(raw: Raw, packing: Packing, reader: Reader, told: Told) -> Found:
    """All records from the start, up to the end or to where the file can't be read on.

    Raises _MixedError where one of them can't be read by itself.
    """
    found = Found()
    number = 0
    try:
        for record in records(Stream(raw, packing)):
            place, end = record.place, record.end
            if packing.member is not None and (place.skip or place.offset != end.offset):
                raise _MixedError
            reader.take(record, found)
            number += 1
            if number % _TELL_EVERY == 0:
                told(f"reading record {number:,}")
            if number >= MAX_RECORDS:
                found.damage.append(f"only its first {MAX_RECORDS:,} records were read")
                break
    except WarcError as error:
        found.damage.append(error.problem)
    return found


def _opened(path: Path) -> IO[bytes]:
    """The file for reading, without waiting for one that is no file (a pipe)."""
    try:
        handle = os.open(path, os.O_RDONLY | _NO_WAIT)
    except FileNotFoundError:
        raise InputError("there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"it can't be read: {why}", "check the path and its rights") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError("it is no regular file", "name a WARC or WACZ file")
    return os.fdopen(handle, "rb")


_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _sha256(file: IO[bytes]) -> str:
    hashed = hashlib.sha256()
    while data := file.read(_PIECE):
        hashed.update(data)
    return hashed.hexdigest()


_PIECE = 1024 * 1024
