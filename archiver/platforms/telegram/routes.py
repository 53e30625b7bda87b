"""The routes to a post: the widget's page of it, and the channel's preview around it."""

from __future__ import annotations

from urllib.parse import urlsplit

from archiver.answers import markup, readings, steps, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.steps import Steps, Way
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Precision,
    SocialMediaPosting,
)
from archiver.platforms.telegram import messages, names
from archiver.platforms.telegram.messages import Message

EMBED = "embed"
PREVIEW = "preview"

_ENGLISH = (("Accept-Language", "en"),)
"""So that the words of an error and the mark of an edit can be read."""
_WITHHOLDING = (
    "can't be displayed",
    "can’t be displayed",
    "cannot be displayed",
    "copyright",
    "pornographic",
    "terms of service",
    "violat",
)


def plan(ref: PostRef) -> Steps:
    """Ask for the widget's page, then the preview, then archives of both."""
    if not ref.provisional and not names.is_open(ref):
        why = (
            "a post of a private chat, which only its members are shown"
            if ref.id.startswith("c/")
            else "a comment below a post, for which no public page is known"
        )
        return Outcome(availability=Availability.ERROR, reason=f"{why}: nothing was asked")
    return (yield from steps.run(WAYS, ref, names.match))


def parse(capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, best first.

    Raises ParseError where no answer gave a posting and one was in an unknown shape.
    """
    return steps.parse(WAYS, capture)


def request_embed(ref: PostRef) -> FetchRequest:
    """The request for the page that the widget shows in its frame."""
    url = f"https://t.me/{ref.id}?embed=1&mode=tme"
    return FetchRequest(url=url, route=EMBED, headers=_ENGLISH)


def request_preview(ref: PostRef) -> FetchRequest:
    """The request for the channel's messages around the post."""
    return FetchRequest(url=f"https://t.me/s/{ref.id}", route=PREVIEW, headers=_ENGLISH)


def read_embed(exchange: Exchange, ref: PostRef) -> Reading:
    """What the widget's page says of the post. Raises ParseError for a page of another post.

    Every refusal comes with status 200. "Post not found" stands for deleted posts, and for
    kinds of messages that the widget can't show: one signal, as is a name that is nobody's.
    """
    silent = readings.silence(exchange, EMBED)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    shown = [] if root is None else list(messages.messages(root))
    for message in shown:
        if message.is_of(ref):
            return _found(message, exchange, ref)
    if shown:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    said = None if root is None else messages.error_of(root)
    if said is not None:
        return Reading(finding=_of_error(said), line=f"{EMBED}: 200, “{said}”")
    return _no_message(exchange, EMBED)


def read_preview(exchange: Exchange, ref: PostRef) -> Reading:
    """What the channel's preview says of the post.

    A channel without a preview, a group, and a name that is nobody's all lead to the same
    page, which says nothing. A post is missing where older and newer ones stand there.
    """
    silent = readings.silence(exchange, PREVIEW)
    if silent is not None:
        return silent
    if exchange.memento_datetime is None and not _is_preview(exchange.target_uri):
        line = f"{PREVIEW}: led to {exchange.target_uri}, there is no preview"
        return Reading(finding=None, line=line)
    root = markup.tree_of(exchange)
    shown = [] if root is None else list(messages.messages(root))
    for message in shown:
        if message.is_of(ref):
            return _found(message, exchange, ref)
    chat = f"{ref.id.partition('/')[0]}/"
    numbers = [names.number_of(one.ref) for one in shown if one.ref.id.startswith(chat)]
    older = max((one for one in numbers if one < names.number_of(ref)), default=None)
    newer = min((one for one in numbers if one > names.number_of(ref)), default=None)
    if older is not None and newer is not None:
        line = f"{PREVIEW}: 200, not there between {older} and {newer}"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    if shown:
        return Reading(finding=None, line=f"{PREVIEW}: 200, doesn't reach the post")
    return _no_message(exchange, PREVIEW)


def _found(message: Message, exchange: Exchange, ref: PostRef) -> Reading:
    route = exchange.request.route
    cut = None if markup.ends_whole(exchange) else markup.CUT_PAGE
    origin = origin_of(exchange, f"{names.PLATFORM}.{route}/1")
    post, *carried = messages.postings(message, ref, origin, cut)
    notes = [post.incomplete_reason or "text in full"]
    if message.edited:
        notes.append("edited at a time that isn't told")
    if message.forwarded_from:
        notes.append(f"forwarded from “{message.forwarded_from}”")
    line = f"{route}: 200, {', '.join(notes)}"
    return Reading(
        finding=Availability.AVAILABLE,
        line=line,
        postings=(post, *carried),
        settled=message.is_forward and cut is None,
    )


def _of_error(said: str) -> Availability:
    lower = said.casefold()
    # A name that nobody has can be an old one of the channel, or be misspelt.
    if "post not found" in lower or ("channel with username" in lower and "not found" in lower):
        return Availability.NOT_FOUND
    if any(words in lower for words in _WITHHOLDING):
        return Availability.WITHHELD
    return Availability.ERROR


def _no_message(exchange: Exchange, route: str) -> Reading:
    return readings.wall(exchange, route) or Reading(
        finding=Availability.ERROR, line=f"{route}: 200, a page without a message"
    )


def _is_preview(url: str) -> bool:
    try:
        return urlsplit(url).path.startswith("/s/")
    except ValueError:
        return False


WAYS = (
    Way(
        route=Route(
            name=EMBED,
            text=Extent.FULL,
            time=Precision.SECOND,
            edits=True,
            note="What the site's own widget shows: the time of posting, and that a post was "
            "edited, not when. Pictures are of the size that the page shows.",
        ),
        request=request_embed,
        read=read_embed,
        archived=True,
    ),
    Way(
        route=Route(
            name=PREVIEW,
            text=Extent.FULL,
            time=Precision.SECOND,
            edits=True,
            note="The channel's messages around the post; not where the channel has no preview, "
            "and never for groups.",
        ),
        request=request_preview,
        read=read_preview,
        archived=True,
    ),
)
"""The ways to a post, best first."""
