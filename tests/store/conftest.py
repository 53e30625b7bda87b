"""An archive in a temporary folder, and a made-up article with its posts."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archiver.custody.links import GENESIS, digest_1
from archiver.model import (
    Alignment,
    Article,
    ArticleReport,
    Availability,
    Capture,
    Channel,
    Coverage,
    Edit,
    EditKind,
    Embed,
    Exchange,
    FetchRequest,
    Finding,
    FindingKind,
    ImageObject,
    Materiality,
    PostRef,
    Precision,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from archiver.store import PICTURE_ROUTE, Archive, chain, schema
from archiver.store.connection import insert, transaction
from archiver.store.parts import RECORDS
from archiver.store.rows import capture_row, exchange_row
from archiver.store.schema import guards

NOON = datetime(2024, 5, 17, 12, 0, 0, tzinfo=UTC)
POST = PostRef(platform="x", id="1001", url="https://x.com/mayor/status/1001", handle="mayor")
WORDS = "We will not close the Straße café."


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path, clock: Callable[[], datetime]) -> Iterator[Archive]:
    with Archive.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def capture() -> Capture:
    payload = b'{"text": "We will not close"}'
    return Capture(
        ref=POST,
        captured_at=NOON,
        availability=Availability.AVAILABLE,
        reason="syndication answered with the post",
        exchanges=(
            Exchange(
                request=FetchRequest(url="https://x.example/1001", route="syndication"),
                warc_date=NOON,
                target_uri="https://x.example/1001",
                status=200,
                headers=(("Content-Type", "application/json; charset=utf-8"), ("Set-Cookie", "a")),
                payload=payload,
                payload_sha256=hashlib.sha256(payload).hexdigest(),
            ),
        ),
    )


@pytest.fixture
def payload() -> bytes:
    return b"<p>The mayor tweeted: ...</p>"


def read_from(report: ArticleReport, capture: int) -> dict[SocialMediaPosting, int]:
    """Every posting of the report, as if it had been read from that capture."""
    judged = [review.posting for review in report.quotations if review.posting]
    return dict.fromkeys([*report.postings, *report.versions, *judged], capture)


@pytest.fixture
def store(archive: Archive, capture: Capture, payload: bytes) -> Callable[..., int]:
    """Stores a report on the payload (or ``of`` other bytes) with what it was derived from.

    A ``copy`` was not fetched from the address that the article has for itself.
    """

    def stored(
        report: ArticleReport, *, of: bytes = payload, at: datetime = NOON, copy: bool = False
    ) -> int:
        owner = archive.add_article_capture(
            of,
            source="page.html",
            url=None if copy else report.article.url,
            captured_at=at,
            media_type="text/html; charset=utf-8",
        )
        return archive.add_report(
            report,
            article_capture=owner,
            read_from=read_from(report, archive.add_capture(capture)),
            checked_at=at,
            program="archiver/test",
        )

    return stored


@pytest.fixture
def report(payload: bytes) -> ArticleReport:
    quotations = (_quotation("We will close the Straße café.", 20), _quotation("a café", 90))
    embed = Embed(ref=POST, marker="blockquote.twitter-tweet", text=WORDS, handle="mayor")
    article = Article(
        text="The mayor tweeted: “We will close the Straße café.” and more",
        sha256=hashlib.sha256(payload).hexdigest(),
        reader="html/1",
        url="https://www.News.example/2024/05/cafe",
        source="page.html",
        title="Mayor to close Naïve café",
        published=date(2024, 5, 17),
        authors=("A. Writer",),
        language="en",
        embeds=(embed,),
        quotations=quotations,
        notes=("encoding guessed",),
    )
    platform = SocialMediaPosting(
        ref=POST,
        witness=Witness.PLATFORM,
        parser="x.syndication/1",
        text=WORDS,
        author_name="The Mayor",
        handle="mayor",
        created=datetime(2024, 5, 16, 8, 30, 1, 250000, tzinfo=UTC),
        created_precision=Precision.MILLISECOND,
        language="en",
        images=(ImageObject(content_url="https://img.example/1.jpg", caption="A café"),),
        witnessed_at=NOON,
    )
    copy = replace(
        platform, witness=Witness.EMBED, parser="html/1", images=(), witnessed_at=None, text="We"
    )
    negation = Edit(
        kind=EditKind.NEGATION_CHANGED,
        quotation="",
        original="not ",
        at=(8, 8),
        original_at=(8, 12),
    )
    altered = QuotationReview(
        quotation=quotations[0],
        verdict=Verdict.ALTERED,
        materiality=Materiality.MEANING,
        coverage=Coverage.WHOLE,
        posting=platform,
        alignment=Alignment(
            target=TextPositionSelector(start=0, end=len(WORDS)),
            edits=(negation,),
            coverage=Coverage.WHOLE,
            matched_words=6,
            quotation_words=6,
        ),
        reasons=("“not” is left out",),
    )
    outside = QuotationReview(quotation=quotations[1], verdict=Verdict.OUT_OF_SCOPE)
    finding = Finding(
        kind=FindingKind.WITNESS_CONFLICT,
        message="The embed and the platform differ.",
        posting=POST.key,
        quotation=0,
        sides={"embed": "We", "platform": WORDS},
    )
    return ArticleReport(
        article=article,
        postings=(platform,),
        versions=(platform, copy),
        quotations=(altered, outside),
        findings=(finding,),
        rules="rules/1",
    )


@pytest.fixture
def fill(archive: Archive, capture: Capture, store: Callable[..., int]) -> Callable[..., Archive]:
    """Puts rows into every table of evidence, each in the chain, and with a report a check."""

    def filled(report: ArticleReport | None = None) -> Archive:
        asked = PostRef(platform="x", id="~short", url="https://short.example/1", handle="mayor")
        archive.add_capture(replace(capture, asked=asked))
        article = archive.add_article_capture(
            b"x", source="-", url=None, captured_at=NOON, media_type=None
        )
        picture = replace(capture.exchanges[0].request, route=PICTURE_ROUTE)
        archive.add_article_pictures(article, (replace(capture.exchanges[0], request=picture),))
        scribe = chain.Scribe(clock=lambda: NOON, agent="tester")
        with transaction(archive._db):
            for table, row in _OTHERS.items():
                chain.add_link(archive._db, table, insert(archive._db, table, row), scribe)
        if report is not None:
            store(report)
        return archive

    return filled


_OTHERS = {
    "imports": {
        "source": "crawl.warc.gz",
        "format": "warc",
        "software": "wget",
        "imported_at": "2024-05-17T12:00:00Z",
        "bytes": 12,
        "sha256": "0" * 64,
        "details": "{}",
    },
    "timestamps": {
        "kind": "rfc3161",
        "chain_id": 1,
        "authority": "https://tsa.example",
        "requested_at": "2024-05-17T12:00:00Z",
        "imprint": "0" * 64,
        "proof": b"made up",
    },
}


@pytest.fixture
def older(path: Path, capture: Capture, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """An archive as an older version made it, with a capture in the chain by the rule of form 1."""

    def make(steps: int) -> Path:
        db = Database(path, strict=True)
        db.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as old:
            old.setattr(schema, "_STEPS", schema._STEPS[:steps])
            schema.migrations().apply(db)
        (exchange,) = capture.exchanges
        sha256 = exchange.payload_sha256
        blob = {"sha256": sha256, "bytes": len(exchange.payload), "media_type": "application/json"}
        insert(db, "blobs", {**blob, "data": exchange.payload})
        row = capture_row(capture)
        first_visit, first_answer = (part.first or () for part in RECORDS["captures"][:2])
        visit = {name: row[name] for name in first_visit if name != "id"}
        capture_id = insert(db, "captures", visit)
        answer = exchange_row(exchange, 0, sha256)
        stored = {name: answer[name] for name in first_answer}
        insert(db, "exchanges", {"capture_id": capture_id, **stored})
        visit["id"] = capture_id
        previous = GENESIS
        for kind, record, made in (
            ("blobs", sha256, [blob]),
            ("captures", str(capture_id), [visit, stored]),
        ):
            link = {
                "kind": kind,
                "record": record,
                "recorded_at": "2024-05-17T12:00:00Z",
                "record_sha256": digest_1(made),
            }
            previous = digest_1([previous, link])
            insert(db, "chain", {**link, "sha256": previous})
        db.execute("COMMIT")
        db.close()
        return path

    return make


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Changes a closed archive as its owner could: guards off, statements, guards on again."""

    def change(path: Path, *statements: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            for guard in guards():
                connection.execute(f"DROP TRIGGER {guard}")
            for statement in statements:
                connection.execute(statement)
            for text in guards().values():
                connection.execute(text)
            connection.execute("COMMIT")

    return change


def _quotation(words: str, start: int) -> Quotation:
    return Quotation(
        quote=TextQuoteSelector(exact=words, prefix="tweeted: “", suffix="” and"),
        position=TextPositionSelector(start=start, end=start + len(words)),
        kind=QuotationKind.MARKS,
        attribution="The mayor tweeted:",
        attributed_to="The mayor",
        channel=Channel.POSTED,
        cue="tweeted",
    )
