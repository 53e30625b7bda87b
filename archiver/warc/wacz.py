"""WACZ 1.1.1 (specs.webrecorder.net): a WARC file, its index and its pages in one ZIP file.

Entries are stored as they are where they are packed already, so that a player can read any record
of a file on a web server by its place. Every entry but the two that speak of the package itself has
its digest in ``datapackage.json``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Self

from archiver.warc.cdxj import write_packed
from archiver.warc.write import digest, warc_date

WACZ_VERSION = "1.1.1"
WARC_NAME = "data.warc.gz"
_WARC = f"archive/{WARC_NAME}"
_INDEX = "index.cdx.gz"
_FIRST_YEAR = 1980
"""Before it, ZIP knows no time."""
_EXTENDED_TIMESTAMP = 0x5455
"""Id of the extra field that has a time in UTC (APPNOTE 4.6.1, Info-ZIP)."""
_LAST_SECOND = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An entry of ``pages.jsonl``: where a reader begins."""

    url: str
    """As in the index."""
    ts: str
    """WARC-Date of its record."""
    title: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What ``datapackage.json`` says of the package."""

    title: str
    description: str
    software: str
    created: datetime
    """When it was whole; verifiers hold the time stamp of a signature to it. To the second."""
    main: Page | None = None
    """The page that a player opens first."""
    more: Mapping[str, Any] | None = None
    """Further members; their names must be none that the standard has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    path: str
    size: int
    sha256: str


class _Hashing:
    """A sink that knows the digest and the size of what went into it."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._inner.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class WaczWriter:
    """Writes a package entry by entry: the WARC first, and ``finish`` last.

    ``created`` is the time that each entry bears. The same entries give the same bytes. Used as a
    context manager: left by an error, it is closed, and what was written is no package.
    """

    def __init__(self, out: IO[bytes], *, created: datetime) -> None:
        self._created = created.astimezone(UTC).replace(microsecond=0)
        self._zip = zipfile.ZipFile(out, "w")
        self._resources: list[_Resource] = []

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing more is written."""
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()

    @contextmanager
    def entry(self, path: str, *, packed: bool = False) -> Iterator[_Hashing]:
        """A sink for the entry at ``path``; ``packed`` where what goes in is compressed.

        Only one is open at a time.
        """
        info = self._info(path)
        if not packed:
            info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as inner:
            sink = _Hashing(inner)
            yield sink
        self._resources.append(_Resource(path=path, size=sink.size, sha256=sink.sha256))

    @contextmanager
    def warc(self) -> Iterator[_Hashing]:
        """A sink for the WARC file."""
        with self.entry(_WARC, packed=True) as sink:
            yield sink

    def index(self, lines: Iterable[bytes]) -> None:
        """The index is in the package; ``lines`` are sorted."""
        blocks: list[bytes] = []
        with self.entry(f"indexes/{_INDEX}", packed=True) as sink:
            write_packed(lines, sink, _INDEX, blocks.append)
        with self.entry("indexes/index.idx") as sink:
            for line in blocks:
                sink.write(line)

    def pages(self, lines: Iterable[bytes]) -> None:
        """The list of pages is in the package; ``lines`` are those of ``page_line``."""
        with self.entry("pages/pages.jsonl") as sink:
            sink.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}))
            for line in lines:
                sink.write(line)

    def finish(
        self, about: About, sign: Callable[[str, str], Mapping[str, Any]] | None = None
    ) -> str:
        """The package is whole: its description, and the digest of that. Returns the digest.

        ``sign`` makes ``signedData`` from that ``sha256:…`` digest and the time of creation as the
        package states it.
        """
        created = warc_date(about.created.replace(microsecond=0))
        data = _pretty(self._described(about, created))
        stated = digest(data)
        seal: dict[str, Any] = {"path": "datapackage.json", "hash": stated}
        if sign is not None:
            seal["signedData"] = dict(sign(stated, created))
        for path, text in (("datapackage.json", data), ("datapackage-digest.json", _pretty(seal))):
            info = self._info(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            self._zip.writestr(info, text)
        self._zip.close()
        return stated

    def _described(self, about: About, created: str) -> dict[str, Any]:
        main = about.main
        return {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": about.title,
            "description": about.description,
            "created": created,
            "modified": created,
            "software": about.software,
            **({} if main is None else {"mainPageUrl": main.url, "mainPageDate": main.ts}),
            **(about.more or {}),
            "resources": [
                {
                    "name": one.path.rpartition("/")[2].lower(),
                    "path": one.path,
                    "hash": f"sha256:{one.sha256}",
                    "bytes": one.size,
                }
                for one in self._resources
            ],
        }

    def _info(self, path: str) -> zipfile.ZipInfo:
        moment = self._created
        if moment.year < _FIRST_YEAR:
            moment = moment.replace(year=_FIRST_YEAR)
        info = zipfile.ZipInfo(path, moment.timetuple()[:6])
        info.external_attr = 0o100644 << 16
        # Players take an entry without such a field to have none in its own header either, and so
        # miss where its data begin: every entry that is written in one go has room for long sizes.
        seconds = min(max(int(moment.timestamp()), 0), _LAST_SECOND)
        info.extra = struct.pack("<HHBi", _EXTENDED_TIMESTAMP, 5, 1, seconds)
        return info


def page_line(page: Page) -> bytes:
    """The page as a line of ``pages.jsonl``."""
    return _line({"id": page.id, "url": page.url, "ts": page.ts, "title": page.title})


def _line(value: Mapping[str, Any]) -> bytes:
    # In ASCII: some readers end a line where Unicode would.
    return json.dumps(value).encode() + b"\n"


def _pretty(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=2).encode()
