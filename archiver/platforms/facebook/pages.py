"""The public pages of a post: its own, and the one that frames show."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from lxml.html import HtmlElement

from archiver.answers import markup, metapages, readings, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.steps import Way
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
)
from archiver.platforms.facebook import legacy, names, stories

PLUGIN = "plugin"
_HIDDEN = "gone, or not shown without an account"
_UNAVAILABLE = {
    "this content isn't available right now": _HIDDEN,
    "this content isn't available at the moment": _HIDDEN,
    "this page isn't available": _HIDDEN,
    "log in to facebook to": "a login page",
    "you must log in to continue": "a login page",
}
_REMOVED = {
    "this facebook post is no longer available": "removed, or its audience changed",
    "this video is no longer available": "removed, or its audience changed",
}
_OF_THE_SITE = re.compile(
    r"see posts, photos and more on facebook|log ?in(?:to)? (?:to )?facebook|log in or sign up"
    r"|join facebook"
    r"|.{0,200} is on facebook\. ",
    re.IGNORECASE,
)
_WATCH = re.compile(r"(?:[\d.,]+[KMB]? [a-z]+, )*Facebook (?:Watch )?Videos? from .+?: ", re.DOTALL)
_CUT_TAGS = "the page's OpenGraph description is cut"


def _read(exchange: Exchange, ref: PostRef) -> Reading:
    """What a page has of the post.

    Raises ParseError where the page's data has the post, and neither it nor the page's tags can
    be read.
    """
    route = exchange.request.route
    silent = readings.silence(exchange, route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    if root is None:
        return metapages.without_post(exchange, None, {}, Availability.BLOCKED_FOR_US)
    origin = origin_of(exchange, f"{names.PLATFORM}.{route}/1")
    found, named = stories.postings(root, ref, origin)
    if found:
        return metapages.with_post(exchange, Reading(finding=None, line="", postings=found))
    post = legacy.posting(root, ref, origin, alone=route == PLUGIN)
    post = metapages.if_whole(exchange, post) or _from_tags(root, ref, origin)
    if post is not None:
        lacking = post.created is None or bool(post.images)
        reading = Reading(finding=None, line="", postings=(post,), lacking=lacking)
        return metapages.with_post(exchange, reading)
    if named:
        raise values.unknown_shape(exchange, f"no words of {ref.id}")
    gone = metapages.without_post(exchange, root, _REMOVED, Availability.NOT_FOUND)
    if gone.finding is Availability.NOT_FOUND:
        return gone
    return metapages.without_post(exchange, root, _UNAVAILABLE, Availability.BLOCKED_FOR_US)


def _from_tags(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """The start of the post in the page's OpenGraph tags, where the page is that of the post.

    They don't name the author apart from the text.
    """
    text = markup.open_graph(root).get("og:description", "")
    text = text[found.end() :] if (found := _WATCH.match(text)) else text
    if not text or _OF_THE_SITE.match(text) or not stories.is_its_page(root, ref):
        return None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=_CUT_TAGS,
        witnessed_at=origin.witnessed_at,
    )


def _plugin(ref: PostRef) -> FetchRequest | None:
    if ref.url is None:
        return None
    query = urlencode({"href": ref.url, "show_text": "true", "width": "500"})
    name = "video" if names.is_moving(ref) else "post"
    return FetchRequest(
        url=f"https://www.facebook.com/plugins/{name}.php?{query}", headers=metapages.PAGE_HEADERS
    )


def _page(ref: PostRef) -> FetchRequest | None:
    return None if ref.url is None else FetchRequest(url=ref.url, headers=metapages.PAGE_HEADERS)


WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            alt_text=True,
            note="Often a login page. “This content isn't available” is also what visitors "
            "without an account get, so that it is never taken for deletion; the OpenGraph tags "
            "alone are cut, and marked so.",
        ),
        request=_page,
        read=_read,
        archived=True,
    ),
    Way(
        route=Route(
            name=PLUGIN,
            text=Extent.CUT,
            time=Precision.SECOND,
            note="The page that frames show: a long post may be cut behind “See more”, and is "
            "marked so; its pictures are small.",
        ),
        request=_plugin,
        read=_read,
    ),
)
"""The ways to a post, best first."""
