"""The public pages of a post: its own, and the one that frames show."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml.html import HtmlElement

from archiver.answers import markup, metapages, readings, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.steps import Way
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.instagram import media, names
from archiver.text.datelines import parse_dateline

_GONE = {
    "sorry, this page isn't available": "gone or private",
    "post isn't available": "gone or private",
    "may be broken, or the post may have been removed": "gone, private, or not to be embedded",
}
_COUNTED = re.compile(
    r"(?:[\d.,]+[KMB]? likes?(?:, [\d.,]+[KMB]? comments?)? - |[\d.,]+[KMB]? comments? - )?"
    r"(?P<handle>[A-Za-z0-9._]{1,30}) on"
    r" (?P<day>[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}): [\"“](?P<text>.*?)[\"”]?\.?",
    re.DOTALL,
)
"""The page's description: counts, the author's handle, the day, the caption."""
_BESIDE = ("CaptionUsername", "CaptionComments")
_MORE = re.compile(r"[\s.…]*(?:see |read )?more[\s.…]*", re.IGNORECASE)
_CUT_TAGS = "the page's OpenGraph description may be cut"
_CUT_EMBED = "the embed page cut the caption"


def _request(url: str) -> FetchRequest:
    return FetchRequest(url=url, headers=metapages.PAGE_HEADERS)


def _read(exchange: Exchange, ref: PostRef) -> Reading:
    """What a page has of the post.

    Raises ParseError where the page's data names the post, and neither it nor the page's tags
    can be read.
    """
    silent = readings.silence(exchange, exchange.request.route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    if root is None:
        return metapages.without_post(exchange, None, _GONE, Availability.NOT_FOUND)
    origin = origin_of(exchange, f"instagram.{exchange.request.route}/1")
    found, gated, named = media.find(root, ref)
    if found is not None:
        edited = ", the caption was edited" if media.edited(found) else ""
        post = media.posting(found, ref, origin)
        reading = Reading(finding=None, line=edited, postings=(post,), lacking=not post.times)
        return metapages.with_post(exchange, reading)
    if gated:
        line = f"{exchange.request.route}: {exchange.status}, shown only to some (age or country)"
        return Reading(finding=Availability.WITHHELD, line=line)
    written = metapages.if_whole(exchange, _from_caption(root, ref, origin))
    written = written or _from_tags(root, ref, origin)
    if written is not None:
        reading = Reading(finding=None, line="", postings=(written,), lacking=True)
        return metapages.with_post(exchange, reading)
    if named:
        raise values.unknown_shape(exchange, f"no caption and author of {ref.id}")
    return metapages.without_post(exchange, root, _GONE, Availability.NOT_FOUND)


def _from_caption(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """The post of an embed page in its older form: the caption in an element of its own."""
    links = (names.match(str(link.get("href"))) for link in root.iter("a") if link.get("href"))
    if not any(link == ref for link in links):
        return None
    caption = next(markup.by_class(root, "div", "Caption"), None)
    if caption is None:
        return None
    more = [link for link in caption.iter("a") if _is_more(link, ref)]
    text = metapages.lines(markup.words(caption, lambda one: "" if one in more else _beside(one)))
    named = next(markup.by_class(caption, "a", "CaptionUsername"), None)
    cut = _CUT_EMBED if more or text.endswith(("…", "...")) else None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        handle=None if named is None else metapages.handle_of(markup.words(named).strip()),
        witnessed_at=origin.witnessed_at,
    )


def _beside(element: HtmlElement) -> str | None:
    """No words for what stands in the caption's element and isn't of the caption."""
    return "" if any(markup.has_class(element, name) for name in _BESIDE) else None


def _is_more(link: HtmlElement, ref: PostRef) -> bool:
    """True for the link to the rest of the caption: no word of the caption leads to its post."""
    return (
        names.match(str(link.get("href") or "")) == ref
        or _MORE.fullmatch(markup.words(link)) is not None
    )


def _from_tags(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """The post in the page's OpenGraph tags, where the page is that of the post."""
    tags = markup.open_graph(root)
    found = _COUNTED.fullmatch(tags.get("og:description", "").strip())
    if found is None or not metapages.is_page_of(root, ref, names.match):
        return None
    day = parse_dateline(found["day"], ("en",))
    created = None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
    claims: tuple[TimeClaim, ...] = ()
    if created is not None:
        claim = TimeClaim(
            kind=TimeKind.CREATED,
            time=created,
            precision=Precision.DAY,
            claimant=Claimant.PLATFORM,
            field="og:description",
        )
        claims = (claim,)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=found["text"],
        complete=False,
        incomplete_reason=_CUT_TAGS,
        handle=metapages.handle_of(found["handle"]),
        created=created,
        created_precision=None if created is None else Precision.DAY,
        times=claims,
        witnessed_at=origin.witnessed_at,
    )


WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            alt_text=True,
            edits=True,
            note="Often a page without the post, or a login page, which says nothing of it; the "
            "caption in its OpenGraph tags alone may be cut, and is marked so.",
        ),
        request=lambda ref: _request(ref.url or f"https://www.instagram.com/p/{ref.id}/"),
        read=_read,
        archived=True,
    ),
    Way(
        route=Route(
            name="embed",
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            note="The page that frames show; the time stands only in its older form.",
        ),
        request=lambda ref: _request(f"https://www.instagram.com/p/{ref.id}/embed/captioned/"),
        read=_read,
    ),
)
"""The ways to a post, best first."""
