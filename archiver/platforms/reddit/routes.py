"""The routes to a post on Reddit, best first, and the order in which they are asked."""

from __future__ import annotations

from collections.abc import Generator

from archiver.answers import follow, steps
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
    Source,
)
from archiver.platforms.reddit import feed, listing, names, oembed, page

FEED = Way(
    route=Route(
        name=feed.ROUTE,
        text=Extent.FULL,
        time=Precision.SECOND,
        images=True,
        edits=True,
        note="The Atom feed of the comments; about ten requests a minute, and data centres are "
        "often refused.",
    ),
    request=feed.request,
    read=feed.read,
)
OEMBED = Way(
    route=Route(
        name=oembed.ROUTE,
        text=Extent.CUT,
        time=None,
        note="A submission's title without the words under it, and nothing of a comment.",
    ),
    request=oembed.request,
    read=oembed.read,
)
WAYS = (
    FEED,
    OEMBED,
    Way(
        route=Route(
            name=page.OLD_ROUTE,
            source=Source.ARCHIVE,
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            edits=True,
            note="Pages of old.reddit.com, which asks everyone to log in since June 2026.",
        ),
        request=page.old_request,
        read=page.read,
    ),
    Way(
        route=Route(
            name=page.ROUTE,
            source=Source.ARCHIVE,
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            note="Pages of the site until 2018 and since 2023; those between are script shells.",
        ),
        request=page.request,
        read=page.read,
    ),
    Way(
        route=Route(
            name=listing.ROUTE,
            source=Source.ARCHIVE,
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            edits=True,
            note="JSON of the API, closed to the public since May 2026.",
        ),
        request=listing.request,
        read=listing.read,
    ),
)
"""The ways to a post, best first."""
_ARCHIVED = WAYS[2:]
_TOLD = frozenset({Availability.WITHHELD, Availability.PROTECTED})


def plan(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    """The feed, then the embed endpoint, then archives, until one has the text in full.

    Where the feed says that moderators removed the words, the title at the embed endpoint
    would only hide that: it isn't asked.
    """
    if ref.provisional:
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    if ref.alias:
        meant, reading = yield from follow.resolve(ref, names.match, ("reddit.com", "redd.it"))
        if meant is None:
            return steps.conclude([reading])
        return (yield from _plan(meant, reading))
    return (yield from _plan(ref))


def _plan(ref: PostRef, led: Reading | None = None) -> Generator[FetchRequest, Exchange, Outcome]:
    platform: list[Reading] = [led] if led is not None else []
    archived: list[Reading] = []
    for way in WAYS:
        found = archived if way in _ARCHIVED else platform
        if way is OEMBED and platform[-1].finding in _TOLD:
            continue
        reading = yield from steps.ask(way, ref)
        if reading is not None:
            found.append(reading)
            if reading.whole:
                break
    outcome = steps.conclude(platform, archived)
    return Outcome(
        availability=outcome.availability,
        reason=outcome.reason,
        ref=None if led is None else ref,
    )
