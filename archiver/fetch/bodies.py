"""Bodies, read as they come: unpacked, and never past a limit."""

from __future__ import annotations

import functools
import importlib
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from urllib3.exceptions import HTTPError

from archiver.fetch.failures import one_line
from archiver.fetch.limits import Limits

_CHUNK = 64 * 1024
_ALWAYS = 1024 * 1024
"""A body up to this size may be packed as tightly as it likes."""
_ZSTD_WINDOW_LOG = 23
"""8 MiB, the most that a server may ask of whoever unpacks (RFC 9659)."""
_BROKEN = "the content encoding can't be decoded"
_CUT = "the content encoding ends before its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as far as it came."""

    payload: bytes
    truncated: str | None = None
    error: str | None = None


class Raw(Protocol):
    """A body on its way in, as urllib3 has it."""

    def read1(self, amt: int, /, *, decode_content: bool) -> bytes:
        """Up to so many bytes as they were sent; none at the end."""


class Unpacker(Protocol):
    """Takes one content encoding off, a piece at a time."""

    broken: type[Exception]
    """What ``feed`` raises for data that are not of the encoding."""

    def feed(self, data: bytes, limit: int, /) -> bytes:
        """About ``limit`` bytes more at most; call again with no data while ``pending``."""

    @property
    def pending(self) -> bool:
        """True where more comes out without more going in."""

    @property
    def whole(self) -> bool:
        """True where what went in so far ends where it may."""


Unpackers = Mapping[str, Callable[[], Unpacker]]
"""By the name of a content encoding."""


class _Zlib:
    """gzip, of one member or several, and deflate with or without the zlib frame."""

    broken: type[Exception] = zlib.error

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._bits = 16 + zlib.MAX_WBITS if gzip else zlib.MAX_WBITS
        self._inside = zlib.decompressobj(self._bits)
        self._left = b""
        self._begun = False

    def feed(self, data: bytes, limit: int, /) -> bytes:
        data = self._left + data
        if self._inside.eof:
            if not self._gzip or not data.startswith(b"\x1f\x8b"):
                self._left = b""  # padding after the end is let pass, as browsers do
                return b""
            self._inside = zlib.decompressobj(self._bits)
        if not data:
            return b""
        try:
            out = self._inside.decompress(data, limit)
        except zlib.error:
            if self._gzip or self._begun:
                raise
            self._inside = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._inside.decompress(data, limit)
        self._begun = True
        self._left = self._inside.unconsumed_tail or self._inside.unused_data
        return out

    @property
    def pending(self) -> bool:
        return bool(self._left)

    @property
    def whole(self) -> bool:
        return self._inside.eof or not self._begun


class _Brotli:
    """br, by the library Brotli."""

    def __init__(self, library: Any) -> None:
        self.broken: type[Exception] = library.error
        self._inside = library.Decompressor()
        self._begun = False

    def feed(self, data: bytes, limit: int, /) -> bytes:
        self._begun = self._begun or bool(data)
        if self._inside.is_finished():
            return b""
        out: bytes = self._inside.process(data, output_buffer_limit=limit)
        return out

    @property
    def pending(self) -> bool:
        return not self._inside.is_finished() and not self._inside.can_accept_more_data()

    @property
    def whole(self) -> bool:
        return self._inside.is_finished() or not self._begun


class _Zstd:
    """zstd, of one frame or several."""

    def __init__(self, library: Any) -> None:
        options = {library.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        self.broken: type[Exception] = library.ZstdError
        self._new = functools.partial(library.ZstdDecompressor, options=options)
        self._inside = self._new()
        self._begun = False

    def feed(self, data: bytes, limit: int, /) -> bytes:
        if self._inside.eof:
            data = self._inside.unused_data + data
            if not data:
                return b""
            self._inside = self._new()
        self._begun = self._begun or bool(data)
        out: bytes = self._inside.decompress(data, max_length=limit)
        return out

    @property
    def pending(self) -> bool:
        if self._inside.eof:
            return bool(self._inside.unused_data)
        return not self._inside.needs_input and self._begun

    @property
    def whole(self) -> bool:
        return self._inside.eof or not self._begun


def _library(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def unpackers() -> Unpackers:
    """How each content encoding is taken off that this installation can take off."""
    known: dict[str, Callable[[], Unpacker]] = {
        "gzip": functools.partial(_Zlib, gzip=True),
        "x-gzip": functools.partial(_Zlib, gzip=True),
        "deflate": functools.partial(_Zlib, gzip=False),
    }
    brotli = _library("brotli")
    # Others go by that name too, and can't be told to stop before a body grows too large.
    if brotli and hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data"):
        known["br"] = functools.partial(_Brotli, brotli)
    zstd = _library("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    if zstd:
        known["zstd"] = functools.partial(_Zstd, zstd)
    return known


def accept_encoding(known: Unpackers) -> str:
    """The header of that name."""
    return ", ".join(name for name in known if name != "x-gzip")


def read_body(raw: Raw, encoding: str | None, limits: Limits, known: Unpackers) -> Body:
    """The body without its content encoding, up to the limits of size and ratio."""
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > 1:
        return _refused(f"refused: packed {len(names)} times: {', '.join(names)[:60]}")
    if names and names[0] not in known:
        return _refused(f"the content encoding {names[0][:30]!r} can't be decoded")
    return _Reading(raw, known[names[0]]() if names else None, limits).run()


def _refused(why: str) -> Body:
    return Body(payload=b"", truncated="disconnect", error=why)


class _Reading:
    """One body on its way in."""

    def __init__(self, raw: Raw, unpacker: Unpacker | None, limits: Limits) -> None:
        self._raw = raw
        self._unpacker = unpacker
        self._broken = unpacker.broken if unpacker else zlib.error
        self._limits = limits
        self._payload = bytearray()
        self._received = 0

    def run(self) -> Body:
        try:
            while data := self._raw.read1(_CHUNK, decode_content=False):
                self._received += len(data)
                too_much = self._take(data)
                if too_much is not None:
                    return self._cut("length", too_much)
        except (HTTPError, OSError) as error:
            return self._cut("disconnect", one_line(error))
        except self._broken:
            return self._cut("disconnect", _BROKEN)
        if self._unpacker is not None and not self._unpacker.whole:
            return self._cut("disconnect", _CUT)
        return Body(payload=bytes(self._payload))

    def _take(self, data: bytes) -> str | None:
        """Add what the data unpack to; what is too much, or None."""
        if self._unpacker is None:
            self._payload += data
            return self._too_much()
        while True:
            self._payload += self._unpacker.feed(data, _CHUNK)
            too_much = self._too_much()
            if too_much is not None or not self._unpacker.pending:
                return too_much
            data = b""

    def _too_much(self) -> str | None:
        size = len(self._payload)
        if size > self._limits.max_bytes:
            return f"larger than {self._limits.max_bytes} bytes"
        if size > max(_ALWAYS, self._limits.max_ratio * self._received):
            return f"unpacks to more than {self._limits.max_ratio} times what was sent"
        return None

    def _cut(self, truncated: str, why: str) -> Body:
        payload = bytes(self._payload[: self._limits.max_bytes])
        return Body(payload=payload, truncated=truncated, error=why)
