"""A third party's JSON (api.fxtwitter.com, run by FxEmbed): asked only where the user allows it."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.answers import readings, times, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Exchange,
    FetchRequest,
    ImageObject,
    Link,
    Poll,
    PostRef,
    SocialMediaPosting,
    Source,
)
from archiver.platforms.x import names, wording

ROUTE = "fxtwitter"
PARSER = "x.fxtwitter/1"


def request(ref: PostRef) -> FetchRequest:
    """The request for a post."""
    return FetchRequest(
        url=f"https://api.fxtwitter.com/2/status/{ref.id}",
        source=Source.THIRD_PARTY,
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the third party has of the post; it says nothing that counts on whether it is there.

    Raises ParseError for JSON of an unknown shape.
    """
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    status = _status(data if isinstance(data, dict) else {})
    if values.id_at(status, "id") != ref.id or not isinstance(status.get("text"), str):
        raise values.unknown_shape(exchange, f"no post {ref.id} with its text")
    origin = origin_of(exchange, PARSER)
    main = _posting(status, ref, origin)
    quoted = values.object_at(status, "quote")
    other = names.ref_of_id(values.id_at(quoted, "id") or "")
    carried = () if other is None or "text" not in quoted else (_posting(quoted, other, origin),)
    extent = main.incomplete_reason or "text in full"
    return Reading(finding=None, line=f"{ROUTE}: 200, {extent}", postings=(main, *carried))


def _status(data: JsonObject) -> JsonObject:
    """The post in an answer of version 2, or of version 1."""
    return values.object_at(data, "status") or values.object_at(data, "tweet")


def _posting(status: JsonObject, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    author = values.object_at(status, "author")
    handle = author.get("screen_name")
    handle = handle if isinstance(handle, str) and names.is_handle(handle) else None
    raw = values.object_at(status, "raw_text")
    stated = raw.get("text")
    text = values.sound(stated if isinstance(stated, str) else str(status.get("text")))
    created, precision = times.of_unix(status.get("created_timestamp"))
    cut = wording.why_cut(text)
    quoted = values.object_at(status, "quote")
    return SocialMediaPosting(
        ref=names.ref_of_id(ref.id, handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(author.get("name")),
        handle=handle,
        author_id=values.id_at(author, "id"),
        created=created,
        created_precision=precision,
        language=values.language_of(status.get("lang")),
        images=tuple(_images(status)),
        links=tuple(_links(raw, text)),
        in_reply_to=names.ref_of_id(values.id_at(status, "replying_to_status") or ""),
        shared_content=names.ref_of_id(values.id_at(quoted, "id") or ""),
        poll=_poll(values.object_at(status, "poll")),
        witnessed_at=origin.witnessed_at,
    )


def _images(status: JsonObject) -> Iterator[ImageObject]:
    media = values.object_at(status, "media")
    for photo in values.objects_at(media, "photos"):
        url = values.web_address(photo.get("url"))
        if url is not None:
            alt = values.string_at(photo, "altText")
            yield ImageObject(
                content_url=wording.original_size(url),
                caption=alt,
                width=values.integer_at(photo, "width"),
                height=values.integer_at(photo, "height"),
            )
    for video in values.objects_at(media, "videos"):
        url = values.web_address(video.get("thumbnail_url"))
        if url is not None:
            kind = "gif" if video.get("type") == "gif" else "video"
            yield ImageObject(content_url=url, thumbnail_of=kind)


def _links(raw: JsonObject, text: str) -> Iterator[Link]:
    for facet in values.objects_at(raw, "facets"):
        short = values.string_at(facet, "original")
        target = values.web_address(facet.get("replacement"))
        if facet.get("type") == "url" and short and target and short in text:
            yield Link(text=short, url=target)


def _poll(poll: JsonObject) -> Poll | None:
    choices = tuple(
        label
        for choice in values.objects_at(poll, "choices")
        if (label := values.string_at(choice, "label")) is not None
    )
    closes, _ = values.time_of(poll.get("ends_at"))
    return Poll(options=choices, closes=closes) if choices else None
