"""The index of a WARC file: CDXJ lines, sorted, and packed so that a reader finds its way.

A line is the SURT key, a timestamp of 14 digits, and a JSON object with ``url``, ``mime``,
``status``, ``digest``, ``length``, ``offset``, ``filename`` (CDXJ 0.1.0, specs.webrecorder.net),
each text, as cdxj-indexer writes them. Requests and metadata are not indexed: nobody asks for them.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Self

from archiver.warc.heads import first_value
from archiver.warc.surt import surt
from archiver.warc.write import Placed, Sink

LINES_OF_A_BLOCK = 1_024
"""Lines that are packed together."""
_IN_MEMORY = 16_000_000
"""Bytes of lines that are sorted at a time."""
_END_OF_TYPE = re.compile(r"[;\s]")


def line_of(placed: Placed, filename: str) -> bytes:
    """The line of a response, revisit or resource record in the file of that name, in UTF-8."""
    record = placed.record
    if record.kind == "revisit":
        mime: str | None = "warc/revisit"
    elif record.kind == "response":
        mime = first_value(record.head, "content-type")
    else:
        mime = record.content_type
    fields = {
        "url": placed.target,
        "mime": _END_OF_TYPE.split(mime, maxsplit=1)[0] if mime else mime,
        "status": record.head.split(b" ", 2)[1].decode("ascii") if record.head else None,
        "digest": placed.payload_digest,
        "length": str(placed.length),
        "offset": str(placed.offset),
        "filename": filename,
    }
    known = {name: value for name, value in fields.items() if value is not None}
    timestamp = re.sub(r"\D", "", placed.date)[:14]
    return f"{surt(placed.target or '')} {timestamp} {json.dumps(known)}\n".encode()


class SortedLines:
    """Lines go in, in any order, and come out sorted; what is too much to hold is on disk.

    Files without a name are made in ``folder``; they are gone when the block is left.
    """

    def __init__(self, folder: Path, *, in_memory: int = _IN_MEMORY) -> None:
        self._folder = folder
        self._in_memory = in_memory
        self._lines: list[bytes] = []
        self._held = 0
        self._runs: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """The lines themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left on disk."""
        self._open.close()

    def add(self, line: bytes) -> None:
        """The line, which ends with a line break, is among them."""
        self._lines.append(line)
        self._held += len(line)
        if self._held > self._in_memory:
            self._to_disk()

    def __iter__(self) -> Iterator[bytes]:
        """All lines in the order of their bytes; alike ones once."""
        self._lines.sort()
        for run in self._runs:
            run.seek(0)
        merged = heapq.merge(*self._runs, self._lines)
        return (line for line, _ in itertools.groupby(merged))

    def _to_disk(self) -> None:
        made = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the others
        run: IO[bytes] = self._open.enter_context(made)
        self._lines.sort()
        run.writelines(self._lines)
        self._runs.append(run)
        self._lines, self._held = [], 0


def write_packed(
    lines: Iterable[bytes], out: Sink, filename: str, tell: Callable[[bytes], None]
) -> None:
    """The sorted lines are in ``out``, gzip members of ``LINES_OF_A_BLOCK``.

    ``tell`` is given the lines of the index to those blocks (``index.idx``): a header that names
    ``filename``, then for each block its first key with place, length and digest.
    """
    header = {"format": "cdxj-gzip-1.0", "filename": filename}
    tell(f"!meta 0 {json.dumps(header)}\n".encode())
    offset = 0
    for block in _blocks(lines):
        member = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        packed = member.compress(b"".join(block)) + member.flush()
        out.write(packed)
        place = {
            "offset": offset,
            "length": len(packed),
            "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
        }
        first = block[0].partition(b"{")[0]
        tell(first + json.dumps(place).encode() + b"\n")
        offset += len(packed)


def _blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    source = iter(lines)
    while block := list(itertools.islice(source, LINES_OF_A_BLOCK)):
        yield block
