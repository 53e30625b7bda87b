"""An evidence package as a ZIP file or a folder."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from archiver.pipeline.exports.package import Package
from archiver.report.package import MANIFEST, manifest

Told = Callable[[str], None]
_PACKED = frozenset({"jpg", "png", "gif", "webp", "avif", "mp4", "gz", "pdf"})
"""Endings of what gets no smaller."""
_RIGHTS = 0o100644 << 16
_UNIX = 3


def write_zip(package: Package, out: BinaryIO, *, told: Told = lambda _: None) -> None:
    """The package is in ``out`` as a ZIP file with one folder, entries in order, dated 1980.

    The same package gives the same bytes with the same zlib. Raises OSError where ``out`` can't be
    written.
    """
    with zipfile.ZipFile(out, "w", allowZip64=True) as archive:

        @contextmanager
        def opened(name: str) -> Iterator[BinaryIO]:
            info = zipfile.ZipInfo(f"{package.folder}/{name}")
            info.create_system, info.external_attr = _UNIX, _RIGHTS
            packed = name.rpartition(".")[2] in _PACKED
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as stream:
                yield cast("BinaryIO", stream)

        _write(package, opened, told)


def write_folder(package: Package, folder: Path, *, told: Told = lambda _: None) -> None:
    """The package's files are in the folder, which is there and empty. Raises OSError."""

    @contextmanager
    def opened(name: str) -> Iterator[BinaryIO]:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as stream:
            yield stream

    _write(package, opened, told)


def _write(
    package: Package, opened: Callable[[str], AbstractContextManager[BinaryIO]], told: Told
) -> None:
    digests: dict[str, str] = {}
    for number, entry in enumerate(package.entries, 1):
        told(f"{number}/{len(package.entries)} {entry.name}")
        with opened(entry.name) as stream:
            tee = _Tee(stream)
            entry.write(cast("BinaryIO", tee))
        digests[entry.name] = tee.sha256.hexdigest()
    with opened(MANIFEST) as stream:
        stream.write(manifest(digests))


class _Tee:
    """A stream that keeps the digest of what goes through: entries write, and nothing else."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self._stream.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._stream.flush()
