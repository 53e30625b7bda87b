"""Dataclasses of the model to rows of the database, and back.

Times are ISO 8601 in UTC with a Z; lists are JSON. A lone surrogate has no UTF-8 form, so
SQLite can't hold it: in a text column it becomes U+FFFD, one for one, which keeps every
position true; in a JSON column it is kept as an escape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from archiver.model import (
    Article,
    ArticleImage,
    Availability,
    Capture,
    Channel,
    Embed,
    Exchange,
    FetchRequest,
    PostRef,
    Quotation,
    QuotationKind,
    Source,
    TextPositionSelector,
    TextQuoteSelector,
)
from archiver.store.date_rows import mention_rows, mentions_of

Row = Mapping[str, Any]
"""Column names to what SQLite can hold."""

IMPORTED = (
    "(SELECT imports.source || coalesce(', recorded by ' || imports.software, '') "
    "FROM imports WHERE imports.id = import_id) AS imported"
)
"""A column of queries on captures: the file that they were read from, and what made it."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_SQLITE_MAX = 2**63 - 1


def utc_text(moment: datetime) -> str:
    """The moment in UTC as ISO 8601 with a Z, to the microsecond where it isn't a full second.

    Raises ValueError for a time without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {moment}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def utc_time(text: str | None) -> datetime | None:
    """The moment that ``utc_text`` wrote, or None for None. ValueError for other text."""
    return None if text is None else datetime.fromisoformat(text)


def json_text(value: object) -> str:
    """JSON that people can read, or all ASCII where a lone surrogate stands in it."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if _SURROGATES.search(text) else text


def storable(value: object) -> object:
    """The value as a column can hold it: no lone surrogates, no integer over 64 bits."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, int) and not -_SQLITE_MAX <= value <= _SQLITE_MAX:
        return None
    return value


def stored(row: Row) -> Row:
    """The row with its values as the columns hold them: digests of it can be made again."""
    return {name: storable(value) for name, value in row.items()}


def capture_row(capture: Capture) -> Row:
    """The row of ``captures``."""
    return {
        "platform": capture.ref.platform,
        "post_id": capture.ref.id,
        "availability": capture.availability.value,
        "captured_at": utc_text(capture.captured_at),
        "reason": capture.reason,
        "url": capture.ref.url,
        "handle": capture.ref.handle,
    }


def alias_row(asked: PostRef, capture_id: int) -> Row:
    """The row of ``aliases`` for what that capture was asked for."""
    return {
        "capture_id": capture_id,
        "platform": asked.platform,
        "post_id": asked.id,
        "url": asked.url,
        "handle": asked.handle,
    }


def ref_of(row: Row) -> PostRef:
    """The post of a row of ``captures``, or the other name in a row of ``aliases``."""
    return PostRef(
        platform=row["platform"], id=row["post_id"], url=row["url"], handle=row["handle"]
    )


def by_time(row: Row) -> tuple[datetime, int]:
    """Sorts captures by when they were made; imports may come in long after."""
    return datetime.fromisoformat(row["captured_at"]), row["id"]


def capture_of(row: Row, exchanges: Iterable[Row], asked: Row | None) -> Capture:
    """The capture whose rows these are; its own has the column ``IMPORTED``.

    ``exchanges`` are in order, with their ``payload``.
    """
    return Capture(
        ref=ref_of(row),
        asked=None if asked is None else ref_of(asked),
        captured_at=datetime.fromisoformat(row["captured_at"]),
        availability=Availability(row["availability"]),
        reason=row["reason"],
        exchanges=tuple(map(exchange_of, exchanges)),
        imported=row["imported"],
    )


def exchange_row(exchange: Exchange, seq: int, payload_sha256: str | None) -> Row:
    """The row of ``exchanges``, but for its owner."""
    return {
        "seq": seq,
        "status": exchange.status,
        "source": exchange.request.source.value,
        "route": exchange.request.route,
        "method": exchange.request.method,
        "url": exchange.request.url,
        "target_uri": exchange.target_uri,
        "warc_date": utc_text(exchange.warc_date),
        "payload_sha256": payload_sha256,
        "error": exchange.error,
        "truncated": exchange.truncated,
        "memento_datetime": utc(exchange.memento_datetime),
        "record_id": exchange.record_id,
        "request_headers": json_text(exchange.request.headers),
        "headers": json_text(exchange.headers),
    }


def exchange_of(row: Row) -> Exchange:
    """The exchange whose row this is, joined with its ``payload``."""
    return Exchange(
        request=FetchRequest(
            url=row["url"],
            source=Source(row["source"]),
            route=row["route"],
            headers=_pairs(row["request_headers"]),
            method=row["method"],
        ),
        warc_date=datetime.fromisoformat(row["warc_date"]),
        target_uri=row["target_uri"],
        status=row["status"],
        headers=_pairs(row["headers"]),
        payload=row["payload"] or b"",
        payload_sha256=row["payload_sha256"] or "",
        error=row["error"],
        truncated=row["truncated"],
        memento_datetime=utc_time(row["memento_datetime"]),
        record_id=row["record_id"],
    )


def article_row(article: Article) -> Row:
    """The row of ``articles``, but for its capture and the digest of the reading."""
    return {
        "title": article.title,
        "published": _stated(article.published),
        "modified": _stated(article.modified),
        "dates": json_text(mention_rows(article.dates)),
        "language": article.language,
        "reader": article.reader,
        "url": article.url,
        "sha256": article.sha256,
        "authors": json_text(article.authors),
        "images": json_text([(image.url, image.alt) for image in article.images]),
        "image_details": json_text(
            [(image.caption, image.others, image.shown) for image in article.images]
        ),
        "notes": json_text(article.notes),
        "text": article.text,
    }


def article_of(
    row: Row, *, source: str, embeds: Iterable[Row], quotations: Iterable[Row]
) -> Article:
    """The article whose rows these are, as read from ``source``."""
    return Article(
        text=row["text"],
        sha256=row["sha256"],
        reader=row["reader"],
        url=row["url"],
        source=source,
        title=row["title"],
        published=_published(row["published"]),
        authors=strings(row["authors"]),
        language=row["language"],
        embeds=tuple(map(embed_of, embeds)),
        quotations=tuple(map(quotation_of, quotations)),
        images=_article_images(json.loads(row["images"]), json.loads(row["image_details"])),
        notes=strings(row["notes"]),
        modified=_published(row["modified"]),
        dates=mentions_of(row["dates"]),
    )


def _article_images(images: list[Any], details: list[Any]) -> tuple[ArticleImage, ...]:
    """The pictures; those that were read before the archive knew details have none."""
    told = details or [(None, (), True)] * len(images)
    return tuple(
        ArticleImage(url=url, alt=alt, caption=caption, others=tuple(others), shown=shown)
        for (url, alt), (caption, others, shown) in zip(images, told, strict=True)
    )


def embed_row(embed: Embed, seq: int) -> Row:
    """The row of ``embeds``, but for its article."""
    return {
        "seq": seq,
        "platform": embed.ref.platform,
        "post_id": embed.ref.id,
        "marker": embed.marker,
        "handle": embed.handle,
        "author_name": embed.author_name,
        "date_line": embed.date_line,
        "created": utc(embed.created),
        "created_exact": int(embed.created_exact),
        "start": embed.start,
        "end": embed.end,
        "language": embed.language,
        "text": embed.text,
        "url": embed.ref.url,
        "url_handle": embed.ref.handle,
        "version_id": embed.version_id,
        "cut": int(embed.cut),
        "images": json_text(embed.images),
        "alternatives": json_text(embed.alternatives),
        "repairs": json_text(embed.repairs),
    }


def embed_of(row: Row) -> Embed:
    """The embed whose row this is."""
    return Embed(
        ref=ref(row),
        marker=row["marker"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        author_name=row["author_name"],
        handle=row["handle"],
        date_line=row["date_line"],
        created=utc_time(row["created"]),
        created_exact=bool(row["created_exact"]),
        language=row["language"],
        version_id=row["version_id"],
        cut=bool(row["cut"]),
        images=_pairs(row["images"]),
        alternatives=strings(row["alternatives"]),
        repairs=strings(row["repairs"]),
    )


def quotation_row(quotation: Quotation, seq: int | None) -> Row:
    """The row of ``quotations``, but for its article."""
    return {
        "seq": seq,
        "kind": quotation.kind.value,
        "channel": quotation.channel.value,
        "attributed_to": quotation.attributed_to,
        "cue": quotation.cue,
        "start": quotation.position.start,
        "end": quotation.position.end,
        "exact": quotation.quote.exact,
        "attribution": quotation.attribution,
        "prefix": quotation.quote.prefix,
        "suffix": quotation.quote.suffix,
        "continues": quotation.continues,
    }


def quotation_of(row: Row) -> Quotation:
    """The quotation whose row this is."""
    return Quotation(
        quote=TextQuoteSelector(exact=row["exact"], prefix=row["prefix"], suffix=row["suffix"]),
        position=TextPositionSelector(start=row["start"], end=row["end"]),
        kind=QuotationKind(row["kind"]),
        attribution=row["attribution"],
        attributed_to=row["attributed_to"],
        channel=Channel(row["channel"]),
        cue=row["cue"],
        continues=row["continues"],
    )


def utc(moment: datetime | None) -> str | None:
    """The moment as ``utc_text`` writes it, or None for None."""
    return None if moment is None else utc_text(moment)


def _stated(moment: date | datetime | None) -> str | None:
    """A day or time as a page states it: in UTC where it has a zone."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return utc_text(moment)
    return None if moment is None else moment.isoformat()


def _published(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def strings(text: str) -> tuple[str, ...]:
    """The strings of a JSON array."""
    return tuple(json.loads(text))


def _pairs(text: str) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in json.loads(text))


def ref(row: Row) -> PostRef:
    """The post of a row that has a handle of its own beside the one in the address."""
    return PostRef(
        platform=row["platform"], id=row["post_id"], url=row["url"], handle=row["url_handle"]
    )
