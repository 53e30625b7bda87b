"""API JSON of a submission and its comments, as archives hold it until May 2026."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archiver.answers import markup, readings, times, values
from archiver.answers.origin import origin_of
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
    TimeClaim,
    TimeKind,
)
from archiver.platforms.reddit import bodies, names, posts, refusals
from archiver.platforms.reddit.bodies import Body
from archiver.platforms.reddit.posts import Post

ROUTE = "json"
PARSER = "reddit.json/1"
_BY_ITS_AUTHOR = frozenset({"deleted", "author"})
_MILLISECONDS = 1_000


def request(ref: PostRef) -> FetchRequest:
    """The request for the JSON beside the post's page."""
    return FetchRequest(url=f"{(ref.url or '').rstrip('/')}/.json", route=ROUTE)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the listings have of the post: a comment, then the submission that it is under.

    Raises ParseError for JSON of an unknown shape.
    """
    refused = refusals.reading(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if refused is not None:
        return refused
    data = values.json_of(exchange)
    wanted = dict.fromkeys((ref, names.submission_of(ref)))
    things = {one: thing for one in wanted if (thing := _thing(data, names.fullname(one)))}
    if ref not in things:
        raise values.unknown_shape(exchange, f"no listing with {ref.id}")
    found = [_post(thing, one) for one, thing in things.items()]
    crossposted = _crossposted(things[ref])
    if crossposted is not None:
        found.append(crossposted)
    return posts.reading(ROUTE, found, origin_of(exchange, PARSER))


def _thing(data: object, fullname: str) -> JsonObject | None:
    things = (one for one in markup.under_key(data, "data") if isinstance(one, dict))
    return next((one for one in things if one.get("name") == fullname), None)


def _post(thing: JsonObject, ref: PostRef) -> Post:
    submission = "/" not in ref.id
    removed = values.string_at(thing, "removed_by_category") if submission else None
    gone = None
    if removed is not None:
        by_author = removed in _BY_ITS_AUTHOR
        gone = Availability.NOT_FOUND if by_author else Availability.WITHHELD
    parent = values.string_at(thing, "parent_id") or ""
    return Post(
        ref=ref,
        title=values.text_of(values.string_at(thing, "title") or "") if submission else None,
        body=_body(thing, "selftext" if submission else "body"),
        author=names.user_of(thing.get("author")),
        author_id=values.string_at(thing, "author_fullname"),
        times=(
            _claim(TimeKind.CREATED, thing, "created_utc"),
            _claim(TimeKind.EDITED, thing, "edited"),
        ),
        images=tuple(_images(thing)),
        links=tuple(_links(thing)),
        in_reply_to=None if submission else _parent(parent, ref),
        shared_content=_ref(values.string_at(thing, "crosspost_parent") or ""),
        content_warning=_warning(thing),
        poll=_poll(values.object_at(thing, "poll_data")),
        gone=gone,
    )


def _crossposted(thing: JsonObject) -> Post | None:
    """The submission that this one passes on, where the listing carries it."""
    ref = _ref(values.string_at(thing, "crosspost_parent") or "")
    for one in values.objects_at(thing, "crosspost_parent_list"):
        if ref is not None and one.get("name") == names.fullname(ref):
            return _post(one, ref)
    return None


def _body(thing: JsonObject, key: str) -> Body:
    html = values.string_at(thing, f"{key}_html")
    if html is None:
        return bodies.of_markdown(values.string_at(thing, key) or "")
    return bodies.of_html(html if html.lstrip().startswith("<") else values.text_of(html))


def _parent(fullname: str, ref: PostRef) -> PostRef | None:
    above = names.submission_of(ref)
    if fullname == names.fullname(above):
        return above
    comment = fullname.removeprefix("t1_")
    return names.ref_of_id(f"{above.id}/{comment}") if comment != fullname else None


def _ref(fullname: str) -> PostRef | None:
    return names.ref_of_id(fullname) if fullname.startswith("t3_") else None


def _images(thing: JsonObject) -> Iterator[ImageObject]:
    """The picture that the submission is, those of its gallery, or its video's still."""
    media = values.object_at(thing, "media_metadata")
    gallery = values.objects_at(values.object_at(thing, "gallery_data"), "items")
    for item in gallery:
        one = values.object_at(media, values.string_at(item, "media_id") or "")
        largest = values.object_at(one, "s")
        url = values.string_at(largest, "u") or values.string_at(largest, "gif") or ""
        picture = bodies.original(values.text_of(url))
        if picture is not None:
            yield ImageObject(
                content_url=picture,
                width=values.integer_at(largest, "x"),
                height=values.integer_at(largest, "y"),
            )
    target = _target(thing)
    yield from bodies.images([target])
    if thing.get("is_video") is True:
        for one in values.objects_at(values.object_at(thing, "preview"), "images"):
            still = values.string_at(values.object_at(one, "source"), "url") or ""
            frame = values.web_address(values.text_of(still))
            if frame is not None:
                yield ImageObject(content_url=frame, thumbnail_of="video")


def _links(thing: JsonObject) -> Iterator[Link]:
    target = values.web_address(_target(thing))
    own = target is None or names.match(target) is not None or bodies.original(target)
    if target is not None and not own and thing.get("is_self") is not True:
        yield Link(text=target, url=target)


def _target(thing: JsonObject) -> str:
    address = values.string_at(thing, "url_overridden_by_dest") or values.string_at(thing, "url")
    return values.text_of(address or "")


def _warning(thing: JsonObject) -> str | None:
    marks = (("over_18", "NSFW"), ("spoiler", "spoiler"))
    return ", ".join(word for key, word in marks if thing.get(key) is True) or None


def _poll(data: JsonObject) -> Poll | None:
    options = (values.string_at(one, "text") for one in values.objects_at(data, "options"))
    found = tuple(values.text_of(one) for one in options if one)
    ends = values.integer_at(data, "voting_end_timestamp")
    closes = times.of_milliseconds(ends) if ends else None
    return Poll(options=found, closes=closes) if found else None


def _claim(kind: TimeKind, thing: JsonObject, field: str) -> TimeClaim | None:
    value: Any = thing.get(field)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**11:
        value = int(value)
    return times.stated(field, times.of_unix(value), kind)
