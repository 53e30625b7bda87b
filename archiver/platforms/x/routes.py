"""The routes to a post, best first, and what their answers add up to."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from archiver.answers import readings, steps, values
from archiver.answers.readings import Reading
from archiver.answers.steps import Reader, Way
from archiver.errors import ParseError
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
    Source,
)
from archiver.platforms.x import api, fxtwitter, memento, names, oembed, syndication

WAYS = (
    Way(
        route=Route(
            name=syndication.ROUTE,
            text=Extent.CUT,
            time=Precision.MILLISECOND,
            images=True,
            alt_text=True,
            edits=True,
            note="What the site's own embed widget reads; a post over 280 characters comes cut, "
            "and is marked so.",
        ),
        request=syndication.request,
        read=syndication.read,
    ),
    Way(
        route=Route(
            name=oembed.ROUTE,
            text=Extent.CUT,
            time=Precision.DAY,
            note="The documented route: the day in UTC, no pictures.",
        ),
        request=oembed.request,
        read=oembed.read,
    ),
    Way(
        route=Route(
            name=api.ROUTE,
            text=Extent.FULL,
            time=Precision.MILLISECOND,
            images=True,
            alt_text=True,
            edits=True,
            credential=api.CREDENTIAL,
            note="Asked where no other route of the platform has the text in full.",
        ),
        request=api.request,
        read=api.read,
    ),
    Way(
        route=Route(
            name=memento.ROUTE,
            source=Source.ARCHIVE,
            text=Extent.FULL,
            time=Precision.MILLISECOND,
            images=True,
            alt_text=True,
            note="Pages of the site until 2020, and JSON of its API.",
        ),
        request=lambda ref: memento.request(ref, ref.handle),
        read=memento.read,
    ),
    Way(
        route=Route(
            name=fxtwitter.ROUTE,
            source=Source.THIRD_PARTY,
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            alt_text=True,
            note="Run by volunteers, who see what is asked; it has long posts in full.",
        ),
        request=fxtwitter.request,
        read=fxtwitter.read,
    ),
)
"""The ways to a post, best first."""

HOSTS = ("twitter.com", "x.com")
"""The platform's own, with all below them."""
_OK = 200


def plan(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    """Ask each route in turn, until one has the text in full.

    The archive is asked also where the platform says that there is no such post, and a third
    party where the archive hasn't the text either. A picture's short link is followed first.
    """
    return steps.led(ref, names.match, HOSTS, _visit)


def _visit(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    if not names.is_id(ref.id):
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    found: list[Reading] = []
    for request, read in (
        (syndication.request(ref), syndication.read),
        (oembed.request(ref), oembed.read),
        (api.request(ref), api.read),
    ):
        found.append(_reading(read, (yield request), ref))
        if found[-1].whole:
            return steps.conclude(found)
    others = yield from _archived(ref, found)
    if not any(reading.whole for reading in others):
        others.append(_reading(fxtwitter.read, (yield fxtwitter.request(ref)), ref))
    return steps.conclude(found, others)


def _archived(
    ref: PostRef, found: Sequence[Reading]
) -> Generator[FetchRequest, Exchange, list[Reading]]:
    """Ask for the newest memento under each handle that is known.

    Where that is a page without the post, ask once more for one of the years in which
    pages held posts.
    """
    learned = [memento.handle_in(reading.postings) for reading in found]
    handles: list[str | None] = list(
        dict.fromkeys(handle for handle in (ref.handle, *learned) if handle)
    )
    archived: list[Reading] = []
    for handle in handles or [None]:
        exchange = yield memento.request(ref, handle)
        archived.append(_reading(memento.read, exchange, ref))
        if exchange.status == _OK and not archived[-1].postings and not names.may_be_long(ref.id):
            exchange = yield memento.request(ref, handle, memento.LAST_PAGES)
            archived.append(_reading(memento.read, exchange, ref))
        if archived[-1].postings:
            break
    return archived


def _reading(read: Reader, exchange: Exchange, ref: PostRef) -> Reading:
    """The reading of an answer; an unknown shape is a failure of ours, not of the post."""
    platform = exchange.request.source is Source.PLATFORM
    try:
        reading = readings.unasked(exchange) or readings.undecoded(read(exchange, ref))
        return reading if platform else replace(reading, finding=None)
    except ParseError as error:
        finding = Availability.ERROR if platform else None
        line = f"{exchange.request.route}: {exchange.status}, {values.one_line(error.problem)}"
        return Reading(finding=finding, line=line)


def parse(capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, best first, then the posts that it carries.

    Raises ParseError where no answer gave a posting and one was in an unknown shape.
    """
    return steps.parse(WAYS, capture)
