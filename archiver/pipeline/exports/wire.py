"""A selection of the archive as records of a WARC file, and the pages that it begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import PurePath
from types import MappingProxyType

from archiver.errors import ArchiveError
from archiver.fetch.drive import INDEX_SUFFIX
from archiver.model import Availability, Capture, Exchange, SocialMediaPosting, Source
from archiver.pipeline.pictures import IMAGE_ROUTE
from archiver.report.visible import one_line
from archiver.store import Archive
from archiver.store.holdings import Selection
from archiver.store.records import ArticleCapture
from archiver.warc.exchanges import Recorder, address_of
from archiver.warc.wacz import Page
from archiver.warc.write import Placed

Told = Callable[[str], None]
_OK = 200
_LONGEST_TITLE = 150
OF_FILES = "https://file.archiver.invalid/"
"""Begins the address of an article that was read from a file; its hex SHA-256 follows."""
_UNKNOWN = "application/octet-stream"
_READ_AS: Mapping[str, str] = MappingProxyType({"html": "text/html", "plain": "text/plain"})
"""Media types by the reader that read the bytes."""
_STEP = 100
"""Captures between two words on how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What an export has in it."""

    articles: int
    captures: int
    exchanges: int


class WireExport:
    """Writes what a selection has over ``recorder``; ``page`` is told of each page to begin with.

    One capture is in memory at a time.
    """

    def __init__(
        self,
        archive: Archive,
        recorder: Recorder,
        *,
        told: Told = lambda _: None,
        page: Callable[[Page], None] = lambda _: None,
    ) -> None:
        self._archive = archive
        self._recorder = recorder
        self._told = told
        self._page = page
        self._exchanges = 0

    def begin(self, *, filename: str, date: datetime, program: str, agent: str | None) -> None:
        """The file says what it is, by whom it was made, and how long the chain was then."""
        head = self._archive.wire.head()
        fields = {"operator": agent or "", "isPartOf": PurePath(self._archive.path).name}
        if head is not None:
            fields["archiver-chain-head"] = f"{head.number} {head.sha256}"
        self._recorder.begin(
            filename=filename,
            date=date,
            software=program,
            fields={name: value for name, value in fields.items() if value},
        )

    def write(self, selection: Selection) -> Tally:
        """All of the selection but its checks is in the file, oldest first, articles before posts.

        Raises ArchiveError where the archive is damaged.
        """
        whole = len(selection.article_captures) + len(selection.captures)
        for done, number in enumerate(selection.article_captures):
            self._tell(done, whole)
            article = self._archive.article_capture(number)
            if article is None:
                raise self._damaged(f"the article of capture {number} is gone")
            self._sound(article.payload, self._archive.wire.article_sha256(number) or "")
            self._article(article)
        for done, number in enumerate(selection.captures, len(selection.article_captures)):
            self._tell(done, whole)
            seen = self._archive.holdings.capture(number)
            if seen is not None:
                self._capture(number, seen)
        return Tally(
            articles=len(selection.article_captures),
            captures=len(selection.captures),
            exchanges=self._exchanges,
        )

    def _tell(self, done: int, whole: int) -> None:
        if done % _STEP == 0:
            self._told(f"writing {done:,} of {whole:,}")

    def _article(self, article: ArticleCapture) -> None:
        kind = "article_captures"
        placed = self._written(kind, article.id, article.exchanges)
        page = next(
            (
                one
                for one, exchange in reversed(list(zip(placed, article.exchanges, strict=True)))
                if exchange.status == _OK and exchange.payload == article.payload
            ),
            None,
        )
        title, reader = self._archive.wire.reading(article.id) or (None, "")
        if page is None:
            page = self._file(article, reader)
        facts = {
            "schema": "archiver.article_capture/1",
            "source": article.source,
            "url": article.url,
            **self._facts(kind, article.id, placed),
        }
        self._recorder.metadata(
            target=page.target or "",
            date=article.captured_at,
            facts=facts,
            key=f"{kind}/{article.id}",
        )
        self._begin_at(page, title or article.url or article.source)

    def _file(self, article: ArticleCapture, reader: str) -> Placed:
        """Bytes that were read from a file are of no address: a page can claim any.

        Players show what has one that looks like the web's, so they get one that can't exist
        (RFC 2606 2).
        """
        return self._recorder.resource(
            target=f"{OF_FILES}{sha256(article.payload).hexdigest()}",
            date=article.captured_at,
            media_type=article.media_type or _READ_AS.get(reader.partition("/")[0], _UNKNOWN),
            payload=article.payload,
            key=f"article_captures/{article.id}",
        )

    def _capture(self, number: int, seen: Capture) -> None:
        kind = "captures"
        placed = self._written(kind, number, seen.exchanges)
        target = address_of(seen.ref.platform, seen.ref.id, seen.ref.url)
        facts = {
            "schema": "archiver.capture/1",
            "post": seen.ref.key,
            "url": seen.ref.url,
            "asked": None if seen.asked is None else seen.asked.key,
            "availability": seen.availability.value,
            "reason": seen.reason,
            **self._facts(kind, number, placed),
        }
        self._recorder.metadata(
            target=target, date=seen.captured_at, facts=facts, key=f"{kind}/{number}"
        )
        title = _title(seen, self._archive.wire.posting(number))
        for page, archived in _telling(seen, placed):
            self._begin_at(page, f"{title} (archived copy)" if archived else title)

    def _written(
        self, kind: str, number: int, exchanges: tuple[Exchange, ...]
    ) -> tuple[Placed, ...]:
        ids = self._archive.wire.exchanges(kind, number)
        placed: list[Placed] = []
        for seq, (exchange, known) in enumerate(zip(exchanges, ids, strict=True)):
            if exchange.payload_sha256:
                self._sound(exchange.payload, exchange.payload_sha256)
            about = {
                "schema": "archiver.exchange/1",
                "of": f"{kind}/{number}",
                "seq": seq,
                "exchange": known.number,
                "imported_record_id": known.record_id,
            }
            placed.append(self._recorder.exchange(exchange, about, key=f"exchanges/{known.number}"))
        self._exchanges += len(placed)
        return tuple(placed)

    def _sound(self, payload: bytes, stated: str) -> None:
        """Raises ArchiveError for bytes that are not those that were stored."""
        if sha256(payload).hexdigest() != stated:
            raise self._damaged(f"blob {stated} is not as it was stored")

    def _damaged(self, what: str) -> ArchiveError:
        return ArchiveError(f"{self._archive.path} is damaged: {what}", "see archiver audit")

    def _facts(self, kind: str, number: int, placed: tuple[Placed, ...]) -> dict[str, object]:
        link = self._archive.wire.link(kind, number)
        origin = self._archive.wire.provenance(kind, number)
        return {
            "record": f"{kind}/{number}",
            "records": [one.record_id for one in placed],
            "chain": None if link is None else asdict(link),
            "imported_from": None if origin is None else asdict(origin),
        }

    def _begin_at(self, placed: Placed, title: str) -> None:
        self._page(
            Page(
                url=placed.target or "",
                ts=placed.date,
                title=one_line(title, _LONGEST_TITLE),
                id=placed.record_id.removeprefix("<urn:uuid:").rstrip(">"),
            )
        )


def _telling(seen: Capture, placed: tuple[Placed, ...]) -> Iterator[tuple[Placed, bool]]:
    """The answers to show for a post, and whether each is an archive's copy.

    Of the platform one: a page, else the first that answered, or the refusal where there is no
    post; and the first copy that an archive has.
    """
    answers = [
        (one, exchange)
        for one, exchange in zip(placed, seen.exchanges, strict=True)
        if exchange.status > 0
        and exchange.request.route != IMAGE_ROUTE
        and not exchange.request.route.endswith(INDEX_SUFFIX)
    ]
    own = [each for each in answers if each[1].request.source is not Source.ARCHIVE]
    good = [each for each in own if each[1].status == _OK and each[1].payload]
    pages = [each for each in good if "html" in (each[1].header("content-type") or "")]
    if seen.availability is not Availability.AVAILABLE:
        pages, good = [], []
    for one, _ in pages[:1] or good[:1] or own[-1:]:
        yield one, False
    copies = (one for one, exchange in answers if exchange.memento_datetime is not None)
    for one in islice(copies, 1):
        yield one, True


def _title(seen: Capture, posting: SocialMediaPosting | None) -> str:
    if posting is None:
        return f"{seen.ref.key}: {seen.availability}"
    who = f"@{posting.handle}" if posting.handle else seen.ref.key
    named = f"{posting.author_name} ({who})" if posting.author_name else who
    left = "" if seen.availability is Availability.AVAILABLE else f" [{seen.availability}]"
    return f"{named}{left}: {posting.text}"
