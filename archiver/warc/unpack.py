"""The bytes of a WARC file as they unpack, each with the place that it came from.

A file is plain, or packed with gzip or zstd: a member of its own for each record, or one stream.
What expands without end is refused while it does, before it fills memory or disk.
"""

from __future__ import annotations

import functools
import importlib
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from archiver.errors import InputError

CHUNK = 64 * 1024
ALWAYS = 64 * 1024 * 1024
"""A file up to this size may be packed as tightly as it likes."""
MAX_RATIO = 200
"""Of what a larger one unpacks to, to what was read of it."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Begins the skippable frame with the dictionary of a .warc.zst file (IIPC, Zstandard for WARC)."""
_DICTIONARY_BYTES = 8 * 1024 * 1024
_ZSTD_WINDOW_LOG = 27


class WarcError(InputError):
    """The file can't be read on from here: it is cut, damaged, or expands without end."""


class Raw(Protocol):
    """Bytes that can be read from any place."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""

    def seek(self, offset: int, /) -> object:
        """Reading goes on from there."""


class Region:
    """A part of a file, read as if it were one."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self._file = file
        self._start = start
        self._length = length
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end of the part."""
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(size, self._length - self._at)))
        self._at += len(data)
        return data

    def seek(self, offset: int, /) -> int:
        """Reading goes on from there."""
        self._at = max(0, min(offset, self._length))
        return self._at


class _Member(Protocol):
    """One packed unit on its way in."""

    broken: type[Exception]

    def feed(self, data: bytes, /) -> bytes:
        """Some of what the data unpack to, ``CHUNK`` at most; no data go on with what is held."""

    @property
    def hungry(self) -> bool:
        """True where nothing more comes out without more going in."""

    @property
    def eof(self) -> bool:
        """True at the end of the unit."""

    @property
    def unused_data(self) -> bytes:
        """What went in and stands behind its end."""


class _Gzip:
    broken: type[Exception] = zlib.error

    def __init__(self) -> None:
        self._inside = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def feed(self, data: bytes, /) -> bytes:
        return self._inside.decompress(self._inside.unconsumed_tail + data, CHUNK)

    @property
    def hungry(self) -> bool:
        return not self._inside.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inside.eof

    @property
    def unused_data(self) -> bytes:
        return self._inside.unused_data


class _Zstd:
    def __init__(self, library: Any, dictionary: bytes | None) -> None:
        options = {library.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        known = None if dictionary is None else library.ZstdDict(dictionary)
        self.broken: type[Exception] = library.ZstdError
        self._inside = library.ZstdDecompressor(zstd_dict=known, options=options)

    def feed(self, data: bytes, /) -> bytes:
        out: bytes = self._inside.decompress(data, max_length=CHUNK)
        return out

    @property
    def hungry(self) -> bool:
        return bool(self._inside.needs_input)

    @property
    def eof(self) -> bool:
        return bool(self._inside.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inside.unused_data)


def _zstd_library() -> Any:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    try:
        return importlib.import_module(name)
    except ImportError:
        raise WarcError("it is packed with zstd", "install archiver with all it needs") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """How a file is packed."""

    name: str
    """"plain", "gzip" or "zstd"."""
    start: int = 0
    """Where its first unit begins, in bytes."""
    member: Callable[[], _Member] | None = None


def packing_of(raw: Raw) -> Packing:
    """How the file is packed, by its first bytes. Raises WarcError for a broken dictionary."""
    raw.seek(0)
    magic = raw.read(8)
    if magic.startswith(_GZIP):
        return Packing(name="gzip", member=_Gzip)
    if magic.startswith(_DICTIONARY):
        return _with_dictionary(raw, magic)
    if magic.startswith(_ZSTD):
        return Packing(name="zstd", member=functools.partial(_Zstd, _zstd_library(), None))
    return Packing(name="plain")


def _with_dictionary(raw: Raw, head: bytes) -> Packing:
    library = _zstd_library()
    try:
        (size,) = struct.unpack("<I", head[4:8])
        dictionary = raw.read(min(size, _DICTIONARY_BYTES + 1))
        if not 0 < len(dictionary) == size <= _DICTIONARY_BYTES:
            raise WarcError("its dictionary is cut or too large", _SAVE_AGAIN)
        if dictionary.startswith(_ZSTD):
            unit = library.ZstdDecompressor()
            dictionary = unit.decompress(dictionary, max_length=_DICTIONARY_BYTES)
            if not unit.eof:
                raise WarcError("its dictionary is cut or too large", _SAVE_AGAIN)
        make = functools.partial(_Zstd, library, dictionary)
        make()
    except (library.ZstdError, ValueError, struct.error):
        raise WarcError("its dictionary can't be read", _SAVE_AGAIN) from None
    return Packing(name="zstd", start=8 + size, member=make)


_SAVE_AGAIN = "get the file again from whoever made it"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins: its packed unit in the file, and the bytes before it in there."""

    offset: int
    skip: int = 0

    def __str__(self) -> str:
        """As people look it up."""
        return f"byte {self.offset:,}" + (f" (unpacked {self.skip:,})" if self.skip else "")


class Stream:
    """What a file unpacks to, from one place on, in order."""

    def __init__(self, raw: Raw, packing: Packing, offset: int | None = None) -> None:
        self._raw = raw
        self._packing = packing
        self._packed_at = packing.start if offset is None else offset
        """Place in the file of the next byte to be read."""
        self._first = self._packed_at
        raw.seek(self._packed_at)
        self._unit: _Member | None = None
        self._unit_at = self._packed_at
        self._held = b""
        """Read from the file, and part of no unit yet."""
        self._buffer = b""
        self._from = 0
        self._consumed = 0
        """Bytes given out of the unit."""
        self.unpacked = 0
        """Bytes that came out so far."""

    @property
    def place(self) -> Place:
        """Where the next byte stands. At a unit's end it is that end, as long as none is read."""
        if self._packing.member is None:
            return Place(self._unit_at + self._consumed)
        return Place(self._unit_at, self._consumed)

    def begin(self) -> bool:
        """Go on to where there is a byte to give: False at the end of the file.

        Raises WarcError where the file is cut or damaged there.
        """
        return self._fill()

    def read(self, size: int) -> bytes:
        """Exactly so many bytes, fewer only at the end of the file."""
        parts: list[bytes] = []
        while size > 0 and self._fill():
            part = self._buffer[self._from : self._from + size]
            self._took(len(part))
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def peek(self) -> bytes:
        """The next byte, which stays to be read; none at the end of the file."""
        return self._buffer[self._from : self._from + 1] if self._fill() else b""

    def some(self) -> bytes:
        """What is at hand; none at the end of the file."""
        if not self._fill():
            return b""
        data = self._buffer[self._from :]
        self._took(len(data))
        return data

    def readline(self, limit: int) -> bytes:
        """Up to a line feed, the end, or ``limit`` bytes."""
        parts: list[bytes] = []
        while limit > 0 and self._fill():
            end = self._buffer.find(b"\n", self._from, self._from + limit)
            until = end + 1 if end >= 0 else min(len(self._buffer), self._from + limit)
            part = self._buffer[self._from : until]
            self._took(len(part))
            parts.append(part)
            limit -= len(part)
            if end >= 0:
                break
        return b"".join(parts)

    def _took(self, size: int) -> None:
        self._from += size
        self._consumed += size

    def _fill(self) -> bool:
        if self._from < len(self._buffer):
            return True
        self._buffer, self._from = self._next(), 0
        self.unpacked += len(self._buffer)
        read = self._packed_at - self._first
        if self._packing.member and self.unpacked > ALWAYS + MAX_RATIO * read:
            raise WarcError(
                f"it expands to more than {MAX_RATIO} times its size at {self.place}",
                "it is no archive of web pages",
            )
        return bool(self._buffer)

    def _next(self) -> bytes:
        if self._packing.member is None:
            return self._from_file()
        while True:
            if self._unit is None and not self._start_unit(self._packing.member):
                return b""
            out = self._unpack()
            if out:
                return out

    def _from_file(self) -> bytes:
        data = self._raw.read(CHUNK)
        self._packed_at += len(data)
        return data

    def _start_unit(self, member: Callable[[], _Member]) -> bool:
        self._held = self._held or self._from_file()
        self._unit_at = self._packed_at - len(self._held)
        self._consumed = 0
        if not self._held:
            return False
        self._unit = member()
        return True

    def _unpack(self) -> bytes:
        unit = self._unit
        if unit is None:  # pragma: no cover - the caller has just made it
            return b""
        if unit.eof:
            self._held, self._unit = unit.unused_data, None
            return b""
        data, self._held = self._held, b""
        if not data and unit.hungry:
            data = self._from_file()
            if not data:
                raise WarcError(
                    f"it is cut: the {self._packing.name} data at {self.place} have no end",
                    _SAVE_AGAIN,
                )
        try:
            return unit.feed(data)
        except unit.broken:
            raise WarcError(
                f"its {self._packing.name} data are damaged at {self.place}", _SAVE_AGAIN
            ) from None


def spooled(raw: Raw, packing: Packing) -> tuple[IO[bytes], WarcError | None]:
    """What the file unpacks to in a nameless temporary file, and why that isn't all of it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as whoever asked for it
    damage: WarcError | None = None
    try:
        stream = Stream(raw, packing)
        while data := stream.some():
            file.write(data)
    except WarcError as error:
        damage = error
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, damage
