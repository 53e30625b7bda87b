"""The routes to a post on Tumblr, best first."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from archiver.answers import follow, markup, readings, steps
from archiver.answers.readings import Reading
from archiver.answers.steps import Way
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Precision,
)
from archiver.platforms.tumblr import listing, names, oembed, page

FRAME = "frame"
WAYS = (
    Way(
        route=Route(
            name=listing.ROUTE,
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            note="The blog's old read API; a reblog's words are parted by whose they are.",
        ),
        request=listing.request,
        read=listing.read,
        archived=True,
    ),
    Way(
        route=Route(
            name=oembed.ROUTE,
            text=Extent.NONE,
            time=None,
            note="Whether the post is there, and no words of it.",
        ),
        request=oembed.request,
        read=oembed.read,
    ),
    Way(
        route=Route(
            name=page.ROUTE,
            text=Extent.CUT,
            time=Precision.SECOND,
            images=True,
            note="The summary in the head of the post's page.",
        ),
        request=page.request,
        read=page.read,
        archived=True,
    ),
)
"""The ways to a post whose blog is known, best first."""
FRAME_ROUTE = Route(
    name=FRAME,
    text=Extent.NONE,
    time=None,
    note="The page in the frame of an embed, asked for the blog's name where only that is known.",
)


def plan(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    """The blog's API, the embed endpoint, the page, then archives.

    Where only an embed's frame is known, that is asked first for the address of the post.
    """
    if ref.provisional:
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    if ref.alias:
        meant, led = yield from follow.resolve(ref, names.match, ("tumblr.com",))
        if meant is None:
            return steps.conclude([led])
        outcome = yield from _plan(meant)
        return replace(outcome, ref=meant, reason=f"{led.line}; {outcome.reason}")
    return (yield from _plan(ref))


def _plan(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    if names.blog_of(ref) is not None:
        return (yield from steps.run(WAYS, ref, names.match))
    if ref.url is None:
        return Outcome(availability=Availability.ERROR, reason="the post's blog isn't known")
    exchange = yield FetchRequest(url=ref.url, route=FRAME)
    meant, led = _of_frame(exchange, ref)
    if meant is None:
        return steps.conclude([led])
    outcome = yield from steps.run(WAYS, meant, names.match)
    return replace(outcome, reason=f"{led.line}; {outcome.reason}")


def _of_frame(exchange: Exchange, ref: PostRef) -> tuple[PostRef | None, Reading]:
    """The post with its blog, by the links in the frame that have the same id."""
    silent = readings.silence(exchange, FRAME) or readings.wall(exchange, FRAME)
    if silent is not None:
        return None, silent
    for address in _addresses(exchange):
        found = names.match(address)
        if found is not None and found == ref and names.blog_of(found) is not None:
            return found, Reading(finding=None, line=f"{FRAME}: leads to {found.url}")
    line = f"{FRAME}: 200, names no blog on the site"
    return None, Reading(finding=Availability.ERROR, line=line)


def _addresses(exchange: Exchange) -> Iterator[str]:
    root = markup.tree_of(exchange)
    if root is not None:
        yield from markup.canonical(root)
        yield from (str(one.get("href") or "") for one in root.iter("a"))
