"""The blog's old read API ("/api/read/json"), which still answers without a key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from archiver.answers import markup, readings, times, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    Link,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
)
from archiver.platforms.tumblr import names, reblogs
from archiver.platforms.tumblr.reblogs import Part
from archiver.text.html import attribute, parse, text_of

ROUTE = "read_api"
PARSER = "tumblr.read_api/1"
_ASSIGNMENT = re.compile(r"\s{0,99}var\s{1,9}tumblr_api_read\s{0,9}=")
_BODIES = {
    "regular": ("regular-title", "regular-body"),
    "photo": ("photo-caption",),
    "quote": ("quote-text", "quote-source"),
    "link": ("link-text", "link-description"),
    "conversation": ("conversation-title", "conversation-text"),
    "video": ("video-caption",),
    "audio": ("audio-caption",),
    "answer": ("answer",),
}
"""The fields with the words, by the type of the post; the last one holds what is passed on.

The question that an answer is to is left out: somebody else asked it.
"""
_TITLES = frozenset({"regular-title", "conversation-title", "conversation-text", "link-text"})
"""Fields without markup."""
_FROM_REBLOG = "read from a reblog, which may leave out or change words"
_MIXED = "a reblog, and whose words are whose isn’t marked"


def request(ref: PostRef) -> FetchRequest | None:
    """The request to the blog; None where the blog isn't known."""
    blog = names.blog_of(ref)
    url = f"https://{blog}.tumblr.com/api/read/json?id={ref.id}"
    return None if blog is None else FetchRequest(url=url, route=ROUTE)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer has of the post. Raises ParseError for an unknown shape."""
    silent = readings.silence(exchange, ROUTE) or readings.wall(exchange, ROUTE)
    if silent is not None:
        return silent
    data = _decoded(exchange)
    post = next((one for one in values.objects_at(data, "posts") if _id(one) == ref.id), None)
    if post is None:
        raise values.unknown_shape(exchange, f"no post {ref.id}")
    found = tuple(_postings(post, values.object_at(data, "tumblelog"), ref, exchange))
    extent = found[0].incomplete_reason or "text in full"
    return Reading(finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, {extent}", postings=found)


def _decoded(exchange: Exchange) -> JsonObject:
    source = markup.text_of_answer(exchange)
    assigned = _ASSIGNMENT.match(source)
    try:
        data = json.loads(source[assigned.end() :].strip().rstrip(";")) if assigned else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise values.unknown_shape(exchange, "no JSON of a blog that can be read")
    return data


def _id(post: JsonObject) -> str | None:
    return values.id_at(post, "id")


def _postings(
    post: JsonObject, blog: JsonObject, ref: PostRef, exchange: Exchange
) -> Iterator[SocialMediaPosting]:
    origin = origin_of(exchange, PARSER)
    reblog = any(key.startswith("reblogged-") for key in post)
    titles, own, carried = _parts(post, reblog)
    mixed = reblog and not carried and bool(own.text)
    claim = _claim(post)
    handle = names.blog_named(blog.get("name"))
    yield SocialMediaPosting(
        ref=_named(ref, handle),
        witness=origin.witness,
        parser=origin.parser,
        text="\n\n".join(filter(None, (*titles, own.text))),
        complete=not mixed,
        incomplete_reason=_MIXED if mixed else None,
        author_name=None if mixed else values.name_of(blog.get("title")) or handle,
        handle=None if mixed else handle,
        created=claim.time if claim else None,
        created_precision=claim.precision if claim else None,
        times=(claim,) if claim else (),
        images=tuple(_images(post)),
        links=(*_target(post), *own.links),
        shared_content=next(iter(_before(post)), None),
        witnessed_at=origin.witnessed_at,
    )
    yield from _passed_on(carried, _before(post), origin)


def _named(ref: PostRef, handle: str | None) -> PostRef:
    """The reference under the blog's name of today."""
    if handle is None or handle == ref.handle:
        return ref
    return names.of_blog(handle, ref.id) or ref


def _parts(post: JsonObject, reblog: bool) -> tuple[list[str], Part, tuple[Part, ...]]:
    """The words before the body, the body's own, and those that it passes on.

    What stands before the body of a reblog is of the first post.
    """
    fields = _BODIES.get(values.string_at(post, "type") or "", ())
    titles = [] if reblog else [_plain(post, field) for field in fields[:-1]]
    last = fields[-1] if fields else ""
    body = values.string_at(post, last) or ""
    if last in _TITLES:
        return titles, Part(blog=None, text=_plain(post, last)), ()
    own, *carried = reblogs.parts(body) if reblog else (reblogs.whole(body),)
    return titles, own, tuple(carried)


def _plain(post: JsonObject, field: str) -> str:
    text = values.string_at(post, field) or ""
    return values.text_of(text).strip() if field in _TITLES else values.sound(text_of(parse(text)))


def _before(post: JsonObject) -> tuple[PostRef, ...]:
    """The first of the posts that this one passes on, and the nearest, as the API names them."""
    keys = ("reblogged-root-url", "reblogged-from-url")
    named = (names.match(values.string_at(post, key) or "") for key in keys)
    return tuple(dict.fromkeys(ref for ref in named if ref is not None and not ref.alias))


def _passed_on(
    carried: tuple[Part, ...], before: tuple[PostRef, ...], origin: Origin
) -> Iterator[SocialMediaPosting]:
    """The words that are attributed to posts which the API names too: markup can be forged."""
    for part in carried:
        ref = next((one for one in before if one.handle == part.blog), None)
        if ref is not None and names.match(part.address) in {ref, None} and part.text:
            yield SocialMediaPosting(
                ref=ref,
                witness=origin.witness,
                parser=origin.parser,
                text=part.text,
                complete=False,
                incomplete_reason=_FROM_REBLOG,
                handle=part.blog,
                links=part.links,
                witnessed_at=origin.witnessed_at,
            )


def _claim(post: JsonObject) -> TimeClaim | None:
    field = "unix-timestamp"
    return times.stated(field, times.of_unix(post.get(field)))


def _images(post: JsonObject) -> Iterator[ImageObject]:
    """The pictures at the largest size that is kept: the set's, or the one; then the body's."""
    listed = list(values.objects_at(post, "photos")) or [post]
    seen: set[str] = set()
    for one in listed:
        url = values.web_address(one.get("photo-url-1280"))
        if url is not None and url not in seen:
            seen.add(url)
            yield ImageObject(
                content_url=url,
                width=values.integer_at(one, "width"),
                height=values.integer_at(one, "height"),
            )
    body = parse(values.string_at(post, "regular-body") or "")
    for image in body.find_all("img"):
        url = values.web_address(attribute(image, "src"))
        if url is not None and url not in seen:
            seen.add(url)
            yield ImageObject(content_url=url, caption=attribute(image, "alt") or None)


def _target(post: JsonObject) -> Iterator[Link]:
    """The page that a link post is about."""
    url = values.web_address(post.get("link-url"))
    if url is not None:
        yield Link(text=_plain(post, "link-text") or url, url=url)
