"""The page of a community post: the data that its script would draw."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from archiver.answers import addresses, markup, readings, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    Link,
    Poll,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.youtube import names, scripts
from archiver.platforms.youtube.watch import consent, text_of

ROUTE = "post"
PARSER = "youtube.post/1"


def request(ref: PostRef) -> FetchRequest | None:
    """The request for a community post's page, in English."""
    if not names.is_post(ref.id):
        return None
    return FetchRequest(
        url=f"https://www.youtube.com/post/{ref.id}",
        route=ROUTE,
        headers=(("Accept-Language", "en"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the post, and the post that it shares."""
    silent = readings.silence(exchange, ROUTE) or consent(exchange, ROUTE)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    data = None if root is None else scripts.assigned(root, "ytInitialData")
    origin = origin_of(exchange, PARSER)
    found = () if data is None else _postings(data, ref, origin)
    if found:
        line = f"{ROUTE}: 200, text in full, no exact time"
        return Reading(finding=Availability.AVAILABLE, line=line, postings=found)
    return readings.wall(exchange, ROUTE) or Reading(
        finding=Availability.ERROR, line=f"{ROUTE}: 200, a page without the post's data"
    )


def _postings(data: JsonObject, ref: PostRef, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    for shared in _objects(data, "sharedPostRenderer"):
        if shared.get("postId") == ref.id:
            inner = values.object_at(
                values.object_at(shared, "originalPost"), "backstagePostRenderer"
            )
            original = names.ref_of_id(values.string_at(inner, "postId") or "")
            carried = () if original is None else (_posting(inner, original, origin),)
            return (_sharing(shared, ref, original, origin), *carried)
    for post in _objects(data, "backstagePostRenderer"):
        if post.get("postId") == ref.id:
            return (_posting(post, ref, origin),)
    return ()


def _objects(data: JsonObject, key: str) -> Iterator[JsonObject]:
    return (one for one in markup.under_key(data, key) if isinstance(one, dict))


def _posting(post: JsonObject, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    browse = values.object_at(values.object_at(post, "authorEndpoint"), "browseEndpoint")
    attachment = values.object_at(post, "backstageAttachment")
    channel_id = values.string_at(browse, "browseId") or ""
    handle, _ = names.channel_of(values.string_at(browse, "canonicalBaseUrl"))
    video = values.string_at(values.object_at(attachment, "videoRenderer"), "videoId")
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text_of(post.get("contentText")),
        author_name=values.name_of(text_of(post.get("authorText"))),
        handle=handle,
        author_id=channel_id if names.is_channel(channel_id) else None,
        images=tuple(_images(attachment)),
        links=tuple(_links(values.object_at(post, "contentText"))),
        shared_content=names.ref_of_id(video or ""),
        poll=_poll(attachment),
        witnessed_at=origin.witnessed_at,
    )


def _sharing(
    shared: JsonObject, ref: PostRef, original: PostRef | None, origin: Origin
) -> SocialMediaPosting:
    """A post that shows another one: its own words may be empty."""
    browse = values.object_at(values.object_at(shared, "endpoint"), "browseEndpoint")
    channel_id = values.string_at(browse, "browseId") or ""
    handle, _ = names.channel_of(values.string_at(browse, "canonicalBaseUrl"))
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text_of(shared.get("content")),
        author_name=values.name_of(text_of(shared.get("displayName"))),
        handle=handle,
        author_id=channel_id if names.is_channel(channel_id) else None,
        links=tuple(_links(values.object_at(shared, "content"))),
        shared_content=original,
        witnessed_at=origin.witnessed_at,
    )


def _images(attachment: JsonObject) -> Iterator[ImageObject]:
    several = values.object_at(attachment, "postMultiImageRenderer")
    listed = [
        values.object_at(attachment, "backstageImageRenderer"),
        *(
            values.object_at(one, "backstageImageRenderer")
            for one in values.objects_at(several, "images")
        ),
    ]
    for renderer in listed:
        sizes = [
            (values.integer_at(size, "width") or 0, size)
            for size in values.objects_at(values.object_at(renderer, "image"), "thumbnails")
        ]
        width, largest = max(sizes, key=lambda pair: pair[0], default=(0, {}))
        url = largest.get("url")
        address = values.web_address(f"https:{url}" if str(url).startswith("//") else url)
        if address is not None:
            height = values.integer_at(largest, "height")
            yield ImageObject(content_url=address, width=width or None, height=height)


def _links(content: JsonObject) -> Iterator[Link]:
    """The links out of the site: the words as shown, and where the redirect leads."""
    for run in values.objects_at(content, "runs"):
        endpoint = values.object_at(values.object_at(run, "navigationEndpoint"), "urlEndpoint")
        url, label = values.web_address(endpoint.get("url")), values.string_at(run, "text")
        if url is not None and label is not None:
            yield Link(text=label, url=_target(url))


def _target(url: str) -> str:
    parts = addresses.split(url)
    if parts is None or urlsplit(url).path != "/redirect":
        return url
    return values.web_address(addresses.query_of(parts).get("q")) or url


def _poll(attachment: JsonObject) -> Poll | None:
    """The options of a poll or quiz; its question is the post's text."""
    for key in ("pollRenderer", "quizRenderer"):
        choices = values.objects_at(values.object_at(attachment, key), "choices")
        options = tuple(text_of(choice.get("text")) for choice in choices)
        if options:
            return Poll(options=options)
    return None
