"""How fast the audit reads an archive, beside sha256sum over the same bytes.

    python benchmarks/audit.py [--captures 100000] [--megabytes 2000] [--rounds 3]

An archive is made of so many captures, each with an answer, its headers and a posting, and with so
many megabytes of blobs, all with their links in the chain. The peer is coreutils' sha256sum over
one file with the bytes of all blobs. Both run by turns, with everything in the page cache; the
ratio of their speeds is what counts, in bytes of blobs per second. Everything is made in a
temporary folder, and removed.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from archiver.custody.canonical import digest
from archiver.custody.links import GENESIS, Link
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.model import Capture as Visit
from archiver.store import Archive, examine_file
from archiver.store.reports import write_posting
from archiver.store.rows import capture_row, exchange_row

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMP = "2026-11-24T12:00:00Z"
WORDS = "We will not close the library on Saturdays, whatever the council decides next week. "
HEADERS = (
    ("Content-Type", "application/json; charset=utf-8"),
    ("Date", "Tue, 24 Nov 2026 12:00:00 GMT"),
    ("Cache-Control", "must-revalidate, max-age=60"),
    ("Server", "made up"),
    ("Strict-Transport-Security", "max-age=631138519"),
    ("X-Response-Time", "118"),
    ("Vary", "Accept-Encoding"),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peer = shutil.which("sha256sum")
    if peer is None:
        sys.exit("sha256sum is missing: install coreutils")
    with tempfile.TemporaryDirectory() as temporary:
        path, plain = Path(temporary) / "archive.db", Path(temporary) / "blobs"
        begin = time.perf_counter()
        size = make(path, plain, options.captures, options.megabytes * 1_000_000)
        made = time.perf_counter() - begin
        print(
            f"{options.captures:,} captures, {size / 1e6:,.0f} MB of blobs, archive of "
            f"{path.stat().st_size / 1e6:,.0f} MB (made in {made:.0f} s)"
        )
        compare(path, plain, size, peer, options.rounds)


def compare(path: Path, plain: Path, size: int, peer: str, rounds: int) -> None:
    """Both by turns; the line with the ratio of medians comes last."""
    ours, theirs = [], []
    for _ in range(rounds):
        begin = time.perf_counter()
        subprocess.run([peer, plain], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the peer
        theirs.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        report = examine_file(path)
        ours.append(time.perf_counter() - begin)
        assert report.found == (), report.found
        assert report.blob_bytes == size
    for name, times in (("sha256sum", theirs), ("archiver audit", ours)):
        median = statistics.median(times)
        listed = ", ".join(f"{each:.2f}" for each in times)
        print(f"{name:16} {median:6.2f} s  {size / median / 1e6:6.0f} MB/s  ({listed})")
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(f"ratio {ratio:.2f} (aim: 0.50 or more)")


# -- the archive ------------------------------------------------------------------------


def make(path: Path, plain: Path, captures: int, size: int) -> int:
    """The archive, and a file with the bytes of its blobs. Returns the length of all blobs.

    Rows go in by bulk, with the digests that the archive itself would give them: for the first
    capture the archive is asked, and what it wrote is compared.
    """
    each = size // captures
    blocks = Random(20261124)  # noqa: S311 - made-up bytes, no secret
    block = blocks.randbytes(each)
    with Archive.open(path, clock=lambda: NOW, agent="benchmark") as archive:
        db = archive._db  # noqa: SLF001 - by the archive's own ways it would take an hour
        first = visit(0, block)
        archive.add_capture(first)
        wanted = db.execute("SELECT sha256 FROM chain ORDER BY id").fetchall()
        chain = Chain()
        rows = Rows()
        with plain.open("wb") as file:
            db.execute("PRAGMA synchronous = OFF")
            for number in range(captures):
                seen = visit(number, block)
                file.write(seen.exchanges[0].payload)
                rows.add(number + 1, seen, chain)
                if number == 0:
                    assert [(row["sha256"],) for row in rows.tables["chain"]] == wanted
                    rows.tables.clear()
                if number % 5_000 == 0 or number == captures - 1:
                    db.execute("BEGIN")
                    rows.write(db)
                    db.execute("COMMIT")
            db.execute("BEGIN")
            for number in range(captures):
                write_posting(db, posting(number), "capture_id", number + 1)
            db.execute("COMMIT")
    return each * captures


def visit(number: int, block: bytes) -> Visit:
    """A made-up visit: one answer, that no other visit got."""
    payload = number.to_bytes(8, "big") + block[8:]
    url = f"https://x.example/tweet-result?id={10**18 + number}"
    return Visit(
        ref=PostRef(platform="x", id=str(10**18 + number), url=url, handle="mayor"),
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="syndication answered with the post",
        exchanges=(
            Exchange(
                request=FetchRequest(url=url, route="syndication"),
                warc_date=NOW,
                target_uri=url,
                status=200,
                headers=HEADERS,
                payload=payload,
                payload_sha256=hashlib.sha256(payload).hexdigest(),
            ),
        ),
    )


def posting(number: int) -> SocialMediaPosting:
    """What a parser might have read from that visit."""
    return SocialMediaPosting(
        ref=PostRef(platform="x", id=str(10**18 + number), handle="mayor"),
        witness=Witness.PLATFORM,
        parser="x.syndication/1",
        text=f"{number} {WORDS * 2}",
        author_name="The Mayor",
        handle="mayor",
        created=NOW,
        witnessed_at=NOW,
    )


class Chain:
    """Links, each on the one before."""

    def __init__(self) -> None:
        self.head = GENESIS

    def link(self, kind: str, record: str, rows: list[Any], date: str | None) -> dict[str, Any]:
        """The row of the next link."""
        link = Link(
            kind=kind,
            record=record,
            recorded_at=STAMP,
            record_sha256=digest(rows),
            agent="benchmark",
            program="archiver 0.1.0",
            server_date=date,
        )
        self.head = link.sealed(self.head)
        return {**{name: getattr(link, name) for name in link.__slots__}, "sha256": self.head}


class Rows:
    """Rows by their tables, until they are written."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}

    def add(self, number: int, seen: Visit, chain: Chain) -> None:
        """The rows of one visit."""
        (exchange,) = seen.exchanges
        sha256, payload = exchange.payload_sha256, exchange.payload
        blob = {"sha256": sha256, "bytes": len(payload), "media_type": "application/json"}
        capture = {"id": number, **capture_row(seen)}
        answer = {"id": number, "capture_id": number, **exchange_row(exchange, 0, sha256)}
        others = {"article_capture_id": None}
        self._put("blobs", {**blob, "data": payload})
        self._put("chain", chain.link("blobs", sha256, [blob], None))
        self._put("captures", capture)
        self._put("exchanges", answer)
        record = [{**capture, "import_id": None}, {**answer, **others}]
        self._put("chain", chain.link("captures", str(number), record, STAMP))

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self.tables.setdefault(table, []).append(row)

    def write(self, db: Any) -> None:
        """All rows are in the running transaction."""
        for table, rows in self.tables.items():
            names = list(rows[0])
            marks = ", ".join("?" * len(names))
            db.conn.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - ours
                [tuple(row.values()) for row in rows],
            )
        self.tables.clear()


if __name__ == "__main__":
    main()
