"""An evidence package: an article, its posts and its report, to be checked without this program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from archiver.errors import ArchiveError
from archiver.model import Availability
from archiver.model.proofs import ChainHead
from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.exports.chosen import chosen
from archiver.pipeline.exports.html import page_of, picture_digests
from archiver.pipeline.exports.jsonld import drafts
from archiver.pipeline.exports.package_proofs import Stamp, stamps_of
from archiver.pipeline.exports.stored import StoredCheck, one_check, sound_blob
from archiver.pipeline.exports.warc import export_warc
from archiver.report import jsonld
from archiver.report.json import dumps
from archiver.report.package import SCHEMA, ExchangeFile, as_json, original_name, verifiers
from archiver.report.package_readme import Facts, StampLine, Visit, readme
from archiver.store.holdings import Selection
from archiver.store.papers import Paper

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the package."""

    name: str
    """Path in the package, made of nothing that was received."""
    write: Callable[[BinaryIO], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What goes into a package. The bytes are read as each entry is written."""

    folder: str
    """Name for the folder that holds it."""
    entries: tuple[Entry, ...]
    """In the order of their names; all but the manifest."""
    head: str
    """Digest of the newest link of the chain."""
    records: int
    originals: int
    proofs: int


def package(
    name: str, desk: Desk, *, check: int | None = None, agent: str | None = None
) -> Package:
    """The evidence on the article named, with its newest check or that of the number.

    In it are all captures of the article and all visits to the posts of its checks, so that the
    posts' history is there too. The same archive gives the same bytes. Raises InputError as
    ``one_check`` does, ArchiveError where a record is not what the chain has.
    """
    stored = one_check(name, desk, check=check)
    found = chosen([name], desk)
    articles = tuple(sorted({*found.article_captures, stored.article_capture}))
    return _Packer(desk, stored, replace(found, article_captures=articles), agent).package()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    paper: Paper
    rows: Rows

    @property
    def subject(self) -> str:
        return f"{self.paper.kind} {self.paper.record}"

    @property
    def file(self) -> str:
        name = self.paper.record if self.paper.kind != "blobs" else self.paper.record[:16]
        return f"records/{self.paper.link:08}-{self.paper.kind}-{name}.json"


class _Packer:
    """Gathers what belongs to one check of one article."""

    def __init__(
        self, desk: Desk, stored: StoredCheck, selection: Selection, agent: str | None
    ) -> None:
        self._desk = desk
        self._archive = desk.archive
        self._stored = stored
        self._selection = selection
        self._agent = agent

    def package(self) -> Package:
        records = tuple(self._records())
        blobs = tuple(self._blobs(records))
        originals = {each.paper.record: self._original(each) for each in blobs}
        exchanges = tuple(_exchanges(records, originals))
        every = tuple(sorted((*records, *blobs), key=lambda each: each.paper.link))
        first, newest = every[0].paper.link, every[-1].paper.link
        head = self._head()
        stamps = stamps_of(self._archive, first)
        readings = self._readings(records)
        contents = self._contents(every, originals, exchanges, stamps, head)
        contents["readings"] = [{"file": file} for file in readings]
        facts = self._facts(every, originals, head, stamps, newest)
        facts = replace(facts, exchanges=len(exchanges), readings=len(readings))
        entries = (
            *self._report(),
            Entry(name="README.md", write=_bytes(readme(facts).encode("utf-8"))),
            Entry(name="package.json", write=_bytes(as_json(contents))),
            *(Entry(name=file, write=_bytes(data)) for file, data in verifiers().items()),
            Entry(name="chain.jsonl", write=partial(self._chain, first, head.id)),
            Entry(name="article.warc.gz", write=partial(self._warc, head.recorded_at)),
            *(Entry(name=each.file, write=_bytes(each.paper.data)) for each in every),
            *(Entry(name=each.name, write=_bytes(each.data())) for each in exchanges),
            *(Entry(name=file, write=_bytes(data)) for file, data in readings.items()),
            *(Entry(name=file, write=partial(self._blob, sha)) for sha, file in originals.items()),
            *(
                Entry(name=f"proofs/{file}", write=_bytes(data))
                for stamp in stamps
                for file, data in stamp.handout.files
            ),
        )
        summary = self._stored.summary
        return Package(
            folder=f"evidence-{summary.sha256[:12]}-check-{summary.id}",
            entries=tuple(sorted(entries, key=lambda entry: entry.name)),
            head=head.sha256,
            records=len(every),
            originals=len(originals),
            proofs=len(stamps),
        )

    def _head(self) -> ChainHead:
        head = self._archive.proofs.head()
        if head is None:
            raise ArchiveError(f"{self._archive.path} has no chain", "see archiver audit")
        return head

    def _records(self) -> Iterator[_Record]:
        """All but the blobs: of article captures and their pictures, visits, imports, the check."""
        part = self._selection
        found: list[_Record] = []
        for kind, ids in (
            ("article_captures", part.article_captures),
            ("exchanges", self._archive.papers.pictures_of(part.article_captures)),
            ("captures", part.captures),
        ):
            found += (self._needed(kind, each) for each in ids)
        imports = {row["import_id"] for each in found for row in each.rows if row.get("import_id")}
        found += (self._needed("imports", each) for each in sorted(imports))
        yield from found
        judged = self._record("checks", self._stored.summary.id)
        if judged is not None:
            yield judged

    def _readings(self, records: Iterable[_Record]) -> dict[str, bytes]:
        """What was read from the evidence for the check, exactly as it was digested, by path.

        What an older archiver read can't always be had so, and is left out.
        """
        papers, found = self._archive.papers, dict[str, bytes | None]()
        for row in (row for each in records if each.paper.kind == "checks" for row in each.rows):
            sha256 = row.get("reading_sha256")
            if "checked_at" in row and sha256:
                found[sha256] = papers.article_reading(row["id"])
            elif sha256:
                owners = row["capture_id"], row["article_capture_id"]
                found[sha256] = papers.posting_reading(sha256, *owners)
        return {
            f"readings/{hashlib.sha256(data).hexdigest()}.json": data
            for data in found.values()
            if data is not None
        }

    def _blobs(self, records: Iterable[_Record]) -> Iterator[_Record]:
        named = {row.get("payload_sha256") for each in records for row in each.rows}
        named |= picture_digests(self._stored.report)
        for sha256 in sorted(filter(None, named)):
            yield self._needed("blobs", sha256)

    def _record(self, kind: str, record: int | str) -> _Record | None:
        paper = self._archive.papers.record(kind, record)
        return None if paper is None else _Record(paper=paper, rows=json.loads(paper.data))

    def _needed(self, kind: str, record: int | str) -> _Record:
        found = self._record(kind, record)
        if found is None:
            raise ArchiveError(
                f"{self._archive.path} is damaged: {kind} {record} is not in its chain",
                "see archiver audit",
            )
        return found

    def _payload(self, sha256: str) -> bytes:
        data = sound_blob(sha256, self._desk)
        if data is None:
            raise ArchiveError(
                f"{self._archive.path} is damaged: blob {sha256} is gone", "see archiver audit"
            )
        return data

    def _original(self, blob: _Record) -> str:
        sha256 = blob.paper.record
        return original_name(
            sha256,
            self._payload(sha256),
            blob.rows[0]["media_type"],
            article=sha256 == self._stored.summary.sha256,
        )

    def _report(self) -> tuple[Entry, ...]:
        stored = self._stored
        text = dumps([stored.report], lines=False) + "\n"
        linked = jsonld.dumps(drafts(stored)) + "\n"
        return (
            Entry(name="report.json", write=_bytes(text.encode("utf-8"))),
            Entry(name="review.jsonld", write=_bytes(linked.encode("utf-8"))),
            Entry(
                name="report.html",
                write=lambda out: _put(page_of(stored, self._desk).encode("utf-8", "replace"), out),
            ),
        )

    def _chain(self, first: int, last: int, out: BinaryIO) -> None:
        out.writelines(link.data + b"\n" for link in self._archive.papers.links(first, last))

    def _warc(self, made: datetime, out: BinaryIO) -> None:
        # Dated as the newest link is, so that the same archive gives the same bytes.
        desk = replace(self._desk, clock=lambda: made)
        export_warc(self._selection, desk, out, filename="article.warc.gz", agent=self._agent)

    def _blob(self, sha256: str, out: BinaryIO) -> None:
        out.write(self._payload(sha256))

    def _contents(
        self,
        every: tuple[_Record, ...],
        originals: Mapping[str, str],
        exchanges: tuple[ExchangeFile, ...],
        stamps: tuple[Stamp, ...],
        head: ChainHead,
    ) -> dict[str, Any]:
        summary, article = self._stored.summary, self._stored.report.article
        first = every[0].paper.link
        before = self._archive.proofs.link(first - 1)
        return {
            "schema": SCHEMA,
            "program": PROGRAM,
            "article": {
                "title": article.title,
                "url": article.url,
                "source": summary.source,
                "sha256": summary.sha256,
                "file": originals[summary.sha256],
            },
            "check": {
                "id": summary.id,
                "checked_at": _text(summary.checked_at),
                "rules": summary.rules,
                "program": summary.program,
            },
            "chain": {
                "file": "chain.jsonl",
                "first": first,
                "previous": "0" * 64 if before is None else before.sha256,
                "last": head.id,
                "head": head.sha256,
                "recorded_at": _text(head.recorded_at),
            },
            "records": [
                {
                    "file": each.file,
                    "link": each.paper.link,
                    "kind": each.paper.kind,
                    "record": each.paper.record,
                }
                for each in every
            ],
            "originals": [
                {"file": file, "sha256": sha256} for sha256, file in sorted(originals.items())
            ],
            "exchanges": [
                {"file": each.name, "record": each.record, "url": each.row["url"]}
                for each in exchanges
            ],
            "proofs": [stamp.to_dict() for stamp in stamps],
        }

    def _facts(
        self,
        every: tuple[_Record, ...],
        originals: Mapping[str, str],
        head: ChainHead,
        stamps: tuple[Stamp, ...],
        newest: int,
    ) -> Facts:
        summary, article = self._stored.summary, self._stored.report.article
        judged = (each.file for each in every if each.paper.kind == "checks")
        example = next(each for each in every if each.paper.kind == "article_captures")
        return Facts(
            title=article.title or "without a title",
            address=article.url or summary.source,
            check=summary.id,
            checked_at=summary.checked_at,
            check_file=next(judged, None),
            program=PROGRAM,
            head=head.sha256,
            head_link=head.id,
            first=every[0].paper.link,
            recorded_at=head.recorded_at,
            example=(example.file, example.paper.link),
            originals=len(originals),
            visits=tuple(_visit(each) for each in every if each.paper.kind == "captures"),
            stamps=tuple(
                StampLine(
                    check=stamp.check,
                    command=stamp.handout.command,
                    needs=stamp.handout.needs,
                    file=stamp.handout.files[0][0],
                    covers_all=stamp.proof.chain_id >= newest,
                )
                for stamp in stamps
            ),
        )


def _exchanges(records: Iterable[_Record], originals: Mapping[str, str]) -> Iterator[ExchangeFile]:
    for each in records:
        for row in each.rows:
            if "request_headers" in row:
                body = row["payload_sha256"]
                yield ExchangeFile(
                    record=each.subject, row=row, body=originals[body] if body else None
                )


def _visit(record: _Record) -> Visit:
    row = record.rows[0]
    return Visit(
        record=record.subject,
        post=row["url"] or f"{row['platform']}:{row['post_id']}",
        at=datetime.fromisoformat(row["captured_at"]),
        availability=Availability(row["availability"]),
        reason=row["reason"],
        imported=row.get("import_id") is not None,
    )


def _bytes(data: bytes) -> Callable[[BinaryIO], None]:
    return partial(_put, data)


def _put(data: bytes, out: BinaryIO) -> None:
    out.write(data)


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
