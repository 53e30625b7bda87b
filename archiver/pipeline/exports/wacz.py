"""A part of the archive as one WACZ file: WARC, index, pages, reports and the chain's proofs."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from archiver.model import ArticleReport
from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.exports.wire import Tally, Told, WireExport
from archiver.pipeline.stamping import Stamper
from archiver.store import Archive
from archiver.store.holdings import Selection
from archiver.warc.cdxj import SortedLines, line_of
from archiver.warc.exchanges import Recorder
from archiver.warc.sign import Signer, Stamp, Stamping
from archiver.warc.wacz import WARC_NAME, About, Page, WaczWriter, page_line
from archiver.warc.write import Placed, WarcWriter

MAX_REPORTS = 50
"""Reports that are put in, those of the newest checks."""
_IN_MEMORY = 4_000_000
_TITLE = "Posts and articles from an archive of archiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What was written."""

    tally: Tally
    digest: str
    """``sha256:…`` of datapackage.json: whoever notes it can tell this package from any other."""
    pages: int
    reports: int
    left_out: int
    """Checks whose reports were too many."""


def export_wacz(
    selection: Selection,
    desk: Desk,
    out: IO[bytes],
    *,
    folder: Path,
    agent: str | None,
    signer: Signer | None = None,
    stamp: Stamping | None = None,
    told: Told = lambda _: None,
) -> Package:
    """The selection is in ``out`` as a WACZ 1.1.1 package, signed where there is a signer.

    ``folder`` takes temporary files without a name, for what can't be held in memory. Raises
    OSError where a file can't be written, ArchiveError where the archive is damaged, and what
    ``stamp`` raises.
    """
    created = desk.clock()
    pages = _Pages()
    with (
        tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder)) as spool,
        SortedLines(folder) as lines,
        WaczWriter(out, created=created) as writer,
    ):
        with writer.warc() as sink:

            def placed(record: Placed) -> None:
                lines.add(line_of(record, WARC_NAME))

            def page(one: Page) -> None:
                pages.add(one)
                spool.write(page_line(one))

            recorder = Recorder(
                WarcWriter(sink), repeated=desk.archive.wire.repeated, placed=placed
            )
            export = WireExport(desk.archive, recorder, told=told, page=page)
            export.begin(filename=WARC_NAME, date=created, program=PROGRAM, agent=agent)
            tally = export.write(selection)
        told("writing the index")
        writer.index(lines)
        spool.seek(0)
        writer.pages(spool)
        reports, left_out = _reports(selection, desk.archive)
        for path, data in _extras(desk, reports):
            with writer.entry(path) as sink:
                sink.write(data)
        about = About(
            title=_TITLE if pages.first is None else pages.first.title,
            description=_description(desk.archive, agent),
            software=PROGRAM,
            created=desk.clock(),
            main=pages.first,
        )
        stated = writer.finish(about, _sealing(signer, stamp))
    return Package(
        tally=tally,
        digest=stated,
        pages=pages.count,
        reports=len(reports),
        left_out=left_out,
    )


def stamping(stamper: Stamper) -> Stamping:
    """Gets a time stamp for a signature; raises what ``Stamper.foreign`` does."""

    def stamp(data: bytes) -> Stamp:
        response, certificates = stamper.foreign(sha256(data).hexdigest())
        return Stamp(response=response, certificates=certificates)

    return stamp


def _sealing(
    signer: Signer | None, stamp: Stamping | None
) -> Callable[[str, str], Mapping[str, Any]] | None:
    if signer is None:
        return None
    return lambda stated, created: signer.signed(
        stated, created=created, software=PROGRAM, stamp=stamp
    )


class _Pages:
    """How many there are, and the one to open first: that of the first article, if there is."""

    def __init__(self) -> None:
        self.first: Page | None = None
        self.count = 0

    def add(self, page: Page) -> None:
        self.first = self.first or page
        self.count += 1


def _description(archive: Archive, agent: str | None) -> str:
    head = archive.wire.head()
    chain = "" if head is None else f" The chain's head was link {head.number}, {head.sha256}."
    by = f" Exported by {agent}." if agent else ""
    return (
        "Articles, the posts that they quote, and the answers of the platforms, as archiver stored "
        f"them.{chain}{by} The folder archiver/ has its reports, and proofs of time on the chain."
    )


def _reports(selection: Selection, archive: Archive) -> tuple[tuple[ArticleReport, ...], int]:
    """The newest report on each article, and how many checks were too many to look at."""
    looked_at = selection.checks[-MAX_REPORTS:]
    newest: dict[str, ArticleReport] = {}
    for check in reversed(looked_at):
        report = archive.report(check)
        if report is not None:
            newest.setdefault(report.article.sha256, report)
    return tuple(reversed(newest.values())), len(selection.checks) - len(looked_at)


def _extras(desk: Desk, reports: tuple[ArticleReport, ...]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of what a WACZ file needs not have."""
    yield "archiver/chain.json", _json(_chain(desk.archive))
    if reports:
        from archiver.report.json import dumps

        yield (
            "archiver/reports.json",
            dumps(reports, lines=False, array=True).encode("utf-8", "replace"),
        )
        yield "archiver/reports.html", _page(desk, reports).encode("utf-8", "replace")


def _page(desk: Desk, reports: tuple[ArticleReport, ...]) -> str:
    from archiver.report.html import render

    wanted = {image.sha256 for one in reports for post in one.versions for image in post.images}
    wanted |= {
        each
        for one in reports
        for check in one.pictures
        for each in (check.sha256, check.post_sha256)
    }
    wanted |= {shot.sha256 for one in reports for shot in one.screenshots}
    found = ((one, desk.archive.blob(one)) for one in sorted(filter(None, wanted)))
    return render(
        reports,
        images={one: data for one, data in found if data is not None},
        generated=desk.clock(),
        program=PROGRAM,
        options=["--db", str(desk.archive.path)],
    )


def _chain(archive: Archive) -> dict[str, Any]:
    """The head of the chain, and every proof that somebody else gave of a time."""
    head = archive.wire.head()
    return {
        "schema": "archiver.chain/1",
        "head": None if head is None else asdict(head),
        "proofs": [
            {
                "kind": proof.kind.value,
                "link": link.id,
                "link_sha256": link.sha256,
                "authority": proof.authority,
                "stamped_at": None if proof.stamped_at is None else proof.stamped_at.isoformat(),
                "certificates": proof.certificates,
                "proof": base64.b64encode(proof.proof).decode("ascii"),
            }
            for proof, link in archive.proofs.all()
        ],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=True).encode("ascii") + b"\n"
