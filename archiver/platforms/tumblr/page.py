"""A post's page: JSON-LD (schema.org) and OpenGraph, which every theme has in its head."""

from __future__ import annotations

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, readings, times, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    PostRef,
    SocialMediaPosting,
    Source,
    TimeClaim,
)
from archiver.platforms.tumblr import names

ROUTE = "page"
PARSER = "tumblr.page/1"
_POSTS = frozenset({"SocialMediaPosting", "BlogPosting", "Article"})
_WALLS = ("/login_required", "/safe-mode", "/privacy/consent", "/register")
_SUMMARY = "the page’s own summary of the post: it may be cut"


def request(ref: PostRef) -> FetchRequest | None:
    """The request for the post's page on its blog."""
    return (
        None
        if names.blog_of(ref) is None or ref.url is None
        else FetchRequest(url=ref.url, route=ROUTE)
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the post. Raises ParseError for a page of an unknown shape.

    The head's words are a summary, and in a reblog they may be those of the posts before it:
    nobody is named as their author.
    """
    silent = readings.silence(exchange, ROUTE) or _wall(exchange)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    found = None if root is None else _posting(root, ref, origin_of(exchange, PARSER))
    if found is None and exchange.request.source is Source.ARCHIVE:
        return Reading(finding=None, line=f"{ROUTE}: 200, without the post")
    if found is None:
        raise values.unknown_shape(exchange, f"no post {ref.id} that can be read")
    return Reading(
        finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, {_SUMMARY}", postings=(found,)
    )


def _wall(exchange: Exchange) -> Reading | None:
    if any(mark in exchange.target_uri for mark in _WALLS):
        line = f"{ROUTE}: {exchange.status}, led to a page for members"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return readings.wall(exchange, ROUTE)


def _posting(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    if not any(_names(address, ref) for address in markup.canonical(root)):
        return None
    data = next((one for one in markup.linked_data(root) if _is_of(one, ref)), {})
    said = markup.open_graph(root)
    body = values.string_at(data, "articleBody") or said.get("og:description")
    text = values.text_of(body or values.string_at(data, "headline") or "").strip()
    if not text:
        return None
    claim = _claim(data)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=_SUMMARY,
        created=claim.time if claim else None,
        created_precision=claim.precision if claim else None,
        times=(claim,) if claim else (),
        images=_images(data),
        witnessed_at=origin.witnessed_at,
    )


def _is_of(data: JsonObject, ref: PostRef) -> bool:
    declared = data.get("@type") in _POSTS if isinstance(data.get("@type"), str) else False
    return declared and any(_names(data.get(key), ref) for key in ("url", "@id"))


def _names(address: object, ref: PostRef) -> bool:
    """True for an address of the post, on the site or under its blog's own domain."""
    if not isinstance(address, str):
        return False
    parts = addresses.split(address)
    own = parts is not None and parts.path.split("/")[1:3] == ["post", ref.id]
    return own or names.match(address) == ref


def _claim(data: JsonObject) -> TimeClaim | None:
    return times.stated("datePublished", values.time_of(data.get("datePublished")))


def _images(data: JsonObject) -> tuple[ImageObject, ...]:
    """The pictures that JSON-LD lists as the post's."""
    listed = data.get("image")
    if isinstance(listed, dict) and isinstance(listed.get("@list"), list):
        listed = listed["@list"]
    items = listed if isinstance(listed, list) else [listed]
    found = (values.web_address(one.get("url") if isinstance(one, dict) else one) for one in items)
    return tuple(ImageObject(content_url=url) for url in dict.fromkeys(filter(None, found)))
