"""WACZ files that others made: what is in them, read without ever writing an entry by its name.

A WACZ (Web Archive Collection Zipped 1.1.1) is a ZIP file with WARC files under ``archive/``, lists
of pages under ``pages/``, and ``datapackage.json`` with a digest for each. Everything in it is
hostile until it is checked: names, sizes, offsets, JSON.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from archiver.warc.unpack import ALWAYS, CHUNK, MAX_RATIO, Raw, Region, WarcError

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 16 * 1024 * 1024
"""Bytes of the list of entries."""
MAX_JSON = 16 * 1024 * 1024
"""Bytes of a JSON file in it."""
MAX_PAGES = 200_000
_MAX_LINE = 1024 * 1024
_PACKAGE, _SEAL = "datapackage.json", "datapackage-digest.json"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_EOCD, _EOCD64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL = b"PK\x03\x04"
_LOCAL_BYTES = 30
_TAIL = 65_557 + 76
_WARCS = (".warc", ".warc.gz", ".warc.zst")
_MAKE_AGAIN = "get the file again from whoever made it"
_NOT_OURS = "it is not safe to read; have it made again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that the file lists as one of its own."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What ``datapackage-digest.json`` says: a digest of ``datapackage.json``, maybe signed."""

    holds: bool
    """Whether datapackage.json has that digest."""
    said: Mapping[str, Any]
    """The whole file, as JSON has it."""
    package: bytes
    """datapackage.json, for whoever verifies the signature."""


class Package:
    """An open WACZ file whose entries are safe to read."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        """Raises WarcError for what is no ZIP file, or one that is not safe to read."""
        self._file = file
        _check_directory(file, size)
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
            raise WarcError("its list of entries is damaged", _MAKE_AGAIN) from None
        except RecursionError:  # pragma: no cover - zipfile has none today
            raise WarcError("its list of entries is damaged", _MAKE_AGAIN) from None
        _check_entries(entries, size)
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}
        self.about = _object(self._json(_PACKAGE), _PACKAGE)
        self._listed = _resources(self.about)
        self.seal = self._sealed()

    @property
    def warcs(self) -> tuple[str, ...]:
        """Names of the WARC files in it, sorted."""
        return tuple(
            name
            for name in sorted(self._entries)
            if name.startswith("archive/") and name.lower().endswith(_WARCS)
        )

    def unsound(self) -> Iterator[str]:
        """A line for each thing that is not as datapackage.json says. Reads every entry listed."""
        if self.seal is not None and not self.seal.holds:
            yield f"{_PACKAGE} does not have the digest that {_SEAL} states"
        for name, (label, length) in self._listed.items():
            entry = self._entries.get(name)
            if entry is None:
                yield f"{_shown(name)} is listed in {_PACKAGE} and is not there"
                continue
            if length is not None and length != entry.file_size:
                yield f"{_shown(name)} has {entry.file_size} bytes, and not the {length} listed"
            algorithm, _, wanted = label.partition(":")
            if algorithm not in {"sha256", "md5", "sha512", "sha1"}:
                yield f"{_shown(name)} has a digest of an unknown kind"
            elif self._digest(entry, algorithm) != wanted.strip().lower():
                yield f"{_shown(name)} does not have the digest that {_PACKAGE} states"
        for name in self.warcs:
            if name not in self._listed:
                yield f"{_shown(name)} is not listed in {_PACKAGE}"

    def pages(self) -> Iterator[Page]:
        """The pages that it lists as its own (``pages/pages.jsonl``), in order, at most so many.

        What is no page is passed over. Raises WarcError where the list can't be read.
        """
        entry = self._entries.get("pages/pages.jsonl")
        if entry is None:
            return
        for number, line in enumerate(self._lines(entry)):
            if number > MAX_PAGES:
                raise WarcError(f"it lists more than {MAX_PAGES:,} pages", _MAKE_AGAIN)
            page = _page(line)
            if page is not None:
                yield page

    def open(self, name: str, stack: ExitStack) -> Raw:
        """The bytes of a WARC file in it, unpacked from the ZIP file; good until ``stack`` ends.

        Raises WarcError where they are damaged.
        """
        entry = self._entries[name]
        if entry.compress_type == zipfile.ZIP_STORED:
            return Region(self._file, _data_at(self._file, entry), entry.file_size)
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the stack closes it
        stack.callback(copy.close)
        for data in self._chunks(entry):
            copy.write(data)
        copy.seek(0)
        return copy

    def _sealed(self) -> Seal | None:
        if _SEAL not in self._entries:
            return None
        package = self._bytes(_PACKAGE)
        said = _object(self._json(_SEAL), _SEAL)
        label = said.get("hash")
        ours = f"sha256:{hashlib.sha256(package).hexdigest()}"
        holds = isinstance(label, str) and label.strip().lower() == ours
        return Seal(holds=holds and said.get("path") == _PACKAGE, said=said, package=package)

    def _json(self, name: str) -> Any:
        return loads(self._bytes(name), name)

    def _bytes(self, name: str) -> bytes:
        entry = self._entries.get(name)
        if entry is None:
            raise WarcError(f"it has no {name}", "it is no WACZ file")
        if entry.file_size > MAX_JSON:
            raise WarcError(f"its {name} has more than {MAX_JSON // 1_048_576} MiB", _MAKE_AGAIN)
        return b"".join(self._chunks(entry))

    def _lines(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        held = b""
        for data in self._chunks(entry):
            *lines, held = (held + data).split(b"\n")
            yield from lines
            if len(held) > _MAX_LINE:
                raise WarcError(f"{_shown(entry.filename)} has a line without end", _MAKE_AGAIN)
        yield held

    def _digest(self, entry: zipfile.ZipInfo, algorithm: str) -> str:
        hashed = hashlib.new(algorithm, usedforsecurity=False)
        for data in self._chunks(entry):
            hashed.update(data)
        return hashed.hexdigest()

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The entry's bytes; never more than its list entry says, whatever they expand to."""
        left = entry.file_size
        try:
            with self._zip.open(entry) as packed:
                while data := packed.read(CHUNK):
                    left -= len(data)
                    if left < 0:
                        break
                    yield data
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
            raise WarcError(f"{_shown(entry.filename)} in it is damaged", _MAKE_AGAIN) from None
        if left:
            raise WarcError(
                f"{_shown(entry.filename)} in it is not as long as it says", _MAKE_AGAIN
            )


def loads(data: bytes, name: str) -> Any:
    """The JSON. Raises WarcError for what is none, or is nested without end."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise WarcError(f"its {name} is no JSON that can be read", _MAKE_AGAIN) from None


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WarcError(f"its {name} is no JSON object", _MAKE_AGAIN)
    return value


def _resources(about: Mapping[str, Any]) -> dict[str, tuple[str, int | None]]:
    """Digest and length of each file that is listed, by its name."""
    resources = about.get("resources")
    if not isinstance(resources, list):
        raise WarcError(f"its {_PACKAGE} lists no resources", _MAKE_AGAIN)
    listed: dict[str, tuple[str, int | None]] = {}
    for one in resources:
        path = one.get("path") if isinstance(one, dict) else None
        label = one.get("hash") if isinstance(one, dict) else None
        if not isinstance(path, str) or not isinstance(label, str) or path in listed:
            raise WarcError(f"its {_PACKAGE} lists a resource that is none", _MAKE_AGAIN)
        length = one.get("bytes")
        listed[path] = label, length if isinstance(length, int) else None
    return listed


def _page(line: bytes) -> Page | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    url = data.get("url") if isinstance(data, dict) else None
    if not isinstance(url, str):
        return None
    title = data.get("title")
    return Page(url=url, title=title if isinstance(title, str) else None)


# -- what makes a ZIP file safe to read -------------------------------------------------


def _check_directory(file: IO[bytes], size: int) -> None:
    """Raise WarcError where the list of entries is not there, or is too long to be read."""
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(_EOCD)
    if at < 0 or len(tail) - at < 22:
        raise WarcError("it is no ZIP file, or is cut", "name a WARC or WACZ file that is whole")
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    locator = tail.rfind(_LOCATOR, 0, at)
    if locator >= 0 and 0xFFFF in {count, length & 0xFFFF}:
        (place,) = struct.unpack("<Q", tail[locator + 8 : locator + 16])
        file.seek(min(place, size))
        head = file.read(56)
        if len(head) < 56 or not head.startswith(_EOCD64):
            raise WarcError("its list of entries is damaged", _MAKE_AGAIN)
        count, length = struct.unpack("<QQ", head[32:48])
    if count > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise WarcError(f"it has more than {MAX_ENTRIES:,} entries", _NOT_OURS)


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Raise WarcError for an entry that no honest writer makes."""
    if len(entries) > MAX_ENTRIES:
        raise WarcError(f"it has more than {MAX_ENTRIES:,} entries", _NOT_OURS)
    if sum(entry.file_size for entry in entries) > ALWAYS + MAX_RATIO * size:
        raise WarcError(f"it expands to more than {MAX_RATIO} times its size", _NOT_OURS)
    names: set[str] = set()
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        why = _unsafe(entry) or ("is there twice" if entry.filename in names else None)
        if why is None and entry.header_offset < end:
            why = "overlaps another entry"
        names.add(entry.filename)
        # At the least: what stands between name and data is only known from the local header.
        end = entry.header_offset + _LOCAL_BYTES + len(entry.orig_filename) + entry.compress_size
        if why is None and end > size:
            why = "goes past the end of the file"
        if why is not None:
            raise WarcError(f"its entry {_shown(entry.orig_filename)} {why}", _NOT_OURS)


def _unsafe(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is not safe to read, or None."""
    name = entry.orig_filename
    if not name or "\0" in name:
        return "has no usable name"
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or ":" in parts[0]:
        return "has a name that leads out of the file"
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _METHODS:
        return "is packed in a way that is not known"
    if entry.file_size > ALWAYS and entry.file_size > MAX_RATIO * entry.compress_size:
        return f"expands to more than {MAX_RATIO} times its size"
    if entry.compress_type == zipfile.ZIP_STORED and entry.file_size != entry.compress_size:
        return "is not packed and has two sizes"
    return None


def _data_at(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """Where the bytes of an entry that is not packed begin (APPNOTE 4.3.7)."""
    file.seek(entry.header_offset)
    head = file.read(_LOCAL_BYTES)
    if len(head) < _LOCAL_BYTES or not head.startswith(_LOCAL):
        raise WarcError(f"{_shown(entry.filename)} in it is damaged", _MAKE_AGAIN)
    name, extra = struct.unpack("<HH", head[26:30])
    return entry.header_offset + _LOCAL_BYTES + int(name) + int(extra)


def _shown(name: str) -> str:
    flat = " ".join(name.encode("utf-8", "replace").decode().split())
    return flat if len(flat) <= 120 else f"{flat[:120]}…"
