"""What Instagram, Threads and Facebook share: ids, pages with JSON in scripts, their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, readings, times, values
from archiver.answers.readings import Reading
from archiver.answers.steps import Way
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    ImageObject,
    PostRef,
    SocialMediaPosting,
    Source,
    TimeClaim,
    TimeKind,
)

PAGE_HEADERS = (("Accept", "text/html"), ("Accept-Language", "en"))
"""English, since date lines and error pages are read in English."""
ID_SLACK = timedelta(days=1)
"""The id has the start of the upload: a post is minutes later as a rule, hours as a draft."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE = re.compile(r"[A-Za-z0-9_-]{1,39}")
_PRIVATE = 28
"""Characters that the code of a post on a private account has behind those of its id."""
_MAX_NUMBER = 2**63 - 1
_EPOCH_MS = 1314220021721
_FIRST_TIMED = 64**9
"""Smaller numbers are of the time before September 2011, when posts were counted up."""
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}")
_SHIMS = frozenset(
    {"l.facebook.com", "lm.facebook.com", "l.instagram.com", "l.threads.com", "l.threads.net"}
)
_MAX_OBJECTS = 200_000
_UNSEEN = frozenset({"script", "style", "noscript"})
_MACHINE_ALT = re.compile(
    r"no photo description available"
    r"|(?:photo|video|image|reel)s? (?:shared )?by .+ on [a-z]+ [0-9]{1,2}, [0-9]{4}\b"
    r"|(?:photo|video|image|reel)s? (?:shared )?by .+\bmay be an? "
    r"|may be an? |image may contain"
    r"|puede ser (?:una? |arte)|peut être (?:une? |art)|può essere (?:una?|arte)"
    r"|pode ser (?:uma? |arte)|ist möglicherweise|kann (?:ein|kunst)",
    re.IGNORECASE | re.DOTALL,
)
"""How the platform's own descriptions of pictures begin; authors' words begin otherwise."""


def code_of(value: str) -> str | None:
    """The shortcode in ``value``, without the end that private posts have, or None.

    It is a number of up to 63 bits in base 64.
    """
    if _CODE.fullmatch(value) is None:
        return None
    code = value[:-_PRIVATE] if len(value) > _PRIVATE else value
    return code if code and number_of(code) <= _MAX_NUMBER else None


def number_of(code: str) -> int:
    """The number that a shortcode stands for (the ``pk`` of the API)."""
    number = 0
    for character in code:
        number = number * len(_ALPHABET) + _ALPHABET.index(character)
    return number


def created_of(code: str) -> datetime | None:
    """The time in a shortcode, UTC, in milliseconds: when the upload began.

    None for codes from before the layout with a time. The post itself can be later: by minutes
    as a rule, by more where it was a draft.
    """
    if not code or code_of(code) != code or number_of(code) < _FIRST_TIMED:
        return None
    return times.of_milliseconds((number_of(code) >> 23) + _EPOCH_MS)


def unwrapped(url: str) -> str:
    """The address behind the company's link shim (``l.facebook.com/l.php?u=``); others as is."""
    parts = addresses.split(url)
    if parts is None:
        return url
    host = addresses.host_of(parts)
    shim = host in _SHIMS or (parts.path == "/l.php" and addresses.is_host(host, "facebook.com"))
    target = values.web_address(addresses.query_of(parts).get("u")) if shim else None
    return target or url


def handle_of(value: object) -> str | None:
    """The user's name, or None for what can be none."""
    return value if isinstance(value, str) and _HANDLE.fullmatch(value) else None


class Author(NamedTuple):
    """Who wrote a post, as far as an answer says it."""

    name: str | None
    handle: str | None
    id: str | None


def author_of(media: JsonObject) -> Author:
    """The author of a media object."""
    user = values.object_at(media, "user") or values.object_at(media, "owner")
    return Author(
        name=values.name_of(user.get("full_name")),
        handle=handle_of(user.get("username")),
        id=values.id_at(user, "pk") or values.id_at(user, "id"),
    )


def created_in(data: JsonObject, *fields: str) -> tuple[TimeClaim, ...]:
    """The first of the fields that holds a Unix time, as the platform's claim."""
    for field in fields:
        moment, precision = times.of_unix(data.get(field))
        if moment is not None and precision is not None:
            claim = TimeClaim(
                kind=TimeKind.CREATED,
                time=moment,
                precision=precision,
                claimant=Claimant.PLATFORM,
                field=field,
            )
            return (claim,)
    return ()


def is_page_of(root: HtmlElement, ref: PostRef, match: Callable[[str], PostRef | None]) -> bool:
    """True where the page calls itself the page of the post, and of no other."""
    refs = [found for url in markup.canonical(root) if (found := match(url)) is not None]
    return bool(refs) and all(found == ref for found in refs)


def scripts(root: HtmlElement) -> Iterator[Any]:
    """The decoded JSON of the page's data scripts (``data-sjs`` and others)."""
    return markup.json_scripts(root, type="application/json")


def objects(data: object, wanted: Callable[[JsonObject], bool]) -> Iterator[JsonObject]:
    """Every object in decoded JSON for which ``wanted`` is true, outermost first."""
    level, seen = [data], 0
    while level and seen < _MAX_OBJECTS:
        following: list[object] = []
        for one in level:
            seen += 1
            if isinstance(one, dict):
                if wanted(one):
                    yield one
                following += one.values()
            elif isinstance(one, list):
                following += one
        level = [item for item in following if isinstance(item, dict | list)]


def dig(data: JsonObject, *keys: str) -> JsonObject:
    """The object under the keys, one in the other, or an empty one."""
    for key in keys:
        data = values.object_at(data, key)
    return data


def images_of(media: JsonObject) -> Iterator[ImageObject]:
    """The pictures of a media object at the largest size that it lists, each once."""
    edges = values.objects_at(values.object_at(media, "edge_sidecar_to_children"), "edges")
    slides = [
        *values.objects_at(media, "carousel_media"),
        *(values.object_at(edge, "node") for edge in edges),
    ]
    seen: set[str] = set()
    for slide in slides or [media]:
        best = max(_candidates(slide), key=lambda one: one[0], default=None)
        if best is None or best[1] in seen:
            continue
        (width, height), url = best
        seen.add(url)
        moving = slide.get("media_type") == 2 or slide.get("is_video") is True
        moving = moving or bool(slide.get("video_versions"))
        yield ImageObject(
            content_url=url,
            caption=alt_of(slide.get("accessibility_caption")),
            width=width or None,
            height=height or None,
            thumbnail_of="video" if moving else None,
        )


def _candidates(slide: JsonObject) -> Iterator[tuple[tuple[int, int], str]]:
    listed = [
        *values.objects_at(values.object_at(slide, "image_versions2"), "candidates"),
        *values.objects_at(slide, "display_resources"),
        {**values.object_at(slide, "dimensions"), "url": slide.get("display_url")},
    ]
    for item in listed:
        url = values.web_address(item.get("url") or item.get("src"))
        if url is not None:
            width = values.integer_at(item, "width") or values.integer_at(item, "config_width")
            height = values.integer_at(item, "height") or values.integer_at(item, "config_height")
            yield (width or 0, height or 0), url


def alt_of(value: object) -> str | None:
    """The alt text that the author wrote; None for the platform's own description."""
    if not isinstance(value, str) or not value.strip() or _MACHINE_ALT.match(value.strip()):
        return None
    return values.sound(value)


def with_post(exchange: Exchange, reading: Reading) -> Reading:
    """The reading of an answer that has the post, with its evidence line."""
    post = reading.postings[0]
    extent = post.incomplete_reason or "text in full"
    line = f"{exchange.request.route}: {exchange.status}, {extent}{reading.line}"
    return replace(reading, finding=Availability.AVAILABLE, line=line)


def if_whole(exchange: Exchange, post: SocialMediaPosting | None) -> SocialMediaPosting | None:
    """The post read from a page's elements, which isn't complete where the page lost its end."""
    if post is None or not post.complete or markup.ends_whole(exchange):
        return post
    return replace(post, complete=False, incomplete_reason=markup.CUT_PAGE)


def without_post(
    exchange: Exchange, root: HtmlElement | None, gone: dict[str, str], finding: Availability
) -> Reading:
    """The reading of a page that has not the post: a wall, the platform's words, or a shell.

    ``gone`` has the platform's words, in lower case with straight apostrophes, and what they can
    mean; ``finding`` is what they count as.
    """
    route = exchange.request.route
    wall = readings.wall(exchange, route)
    if wall is not None:
        return wall
    shown = "" if root is None else _shown(root)
    for words, meaning in gone.items():
        if words in shown:
            return Reading(
                finding=finding, line=f"{route}: {exchange.status}, “{words}” ({meaning})"
            )
    return Reading(
        finding=Availability.BLOCKED_FOR_US,
        line=f"{route}: {exchange.status}, a page without the post, as anonymous visitors get it",
    )


def once(ways: Sequence[Way]) -> tuple[Way, ...]:
    """The ways for one visit, in which words for absence are one signal however often they come.

    A site has one sentence for posts that are gone, private, or not shown in a country, at each
    of its addresses: the second time it says nothing new. A status 404 or 410 is an answer on
    the address that was asked, and stays a signal of its own.
    """
    said: list[str] = []

    def read(way: Way, exchange: Exchange, ref: PostRef) -> Reading:
        reading = way.read(exchange, ref)
        of_platform = exchange.request.source is Source.PLATFORM
        if reading.finding is not Availability.NOT_FOUND or not of_platform:
            return reading
        if reading == readings.silence(exchange, exchange.request.route):
            return reading
        said.append(reading.line)
        return reading if len(said) == 1 else replace(reading, finding=None)

    return tuple(replace(way, read=partial(read, way)) for way in ways)


def _shown(root: HtmlElement) -> str:
    words = markup.words(root, lambda element: "" if element.tag in _UNSEEN else None)
    return " ".join(words.replace("’", "'").casefold().split())


def lines(text: str) -> str:
    """The text with single spaces, its line breaks kept."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
