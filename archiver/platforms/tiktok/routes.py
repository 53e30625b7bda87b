"""The routes to a post, best first, and what their answers add up to."""

from __future__ import annotations

from collections.abc import Generator

from archiver.answers import steps
from archiver.answers.readings import Reading
from archiver.answers.steps import Steps, Way
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
    Source,
)
from archiver.platforms.tiktok import names, oembed, page, player

PAGE = Way(
    route=Route(
        name=page.ROUTE,
        text=Extent.FULL,
        time=Precision.SECOND,
        images=True,
        note="The caption; words in the picture and spoken words are in no answer. Networks of "
        "data centres often get a challenge in its place.",
    ),
    request=page.request,
    read=page.read,
    archived=True,
)
EMBED = Way(
    route=Route(
        name=player.ROUTE,
        text=Extent.FULL,
        time=Precision.SECOND,
        images=True,
        note="What the site's own embeds show in a frame.",
    ),
    request=player.request,
    read=player.read,
)
OEMBED = Way(
    route=Route(
        name=oembed.ROUTE,
        text=Extent.CUT,
        time=None,
        note="The documented route: no time, no pictures but a still.",
    ),
    request=oembed.request,
    read=oembed.read,
)
WAYS = (PAGE, EMBED, OEMBED)
"""The ways to a post, best first."""


def plan(ref: PostRef) -> Steps:
    """Ask each route in turn, until one has the post whole; then the archive for its page.

    A short link is followed first.
    """
    return steps.led(ref, names.match, ("tiktok.com", "tiktokv.com"), _visit)


def parse(capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, best first.

    Raises ParseError where no answer gave a posting and one was in an unknown shape.
    """
    return steps.parse(WAYS, capture)


def _visit(ref: PostRef) -> Steps:
    found: list[Reading] = []
    for asking in (steps.ask(PAGE, ref), steps.ask(EMBED, ref), _ask_oembed(ref)):
        reading = yield from asking
        if reading is not None:
            found.append(reading)
            if reading.whole:
                return steps.conclude(found)
    archived = yield from steps.ask(PAGE, _under_its_handle(ref, found), Source.ARCHIVE)
    return steps.conclude(found, [] if archived is None else [archived])


def _ask_oembed(ref: PostRef) -> Generator[FetchRequest, Exchange, Reading | None]:
    """What the endpoint says, once it doesn't refuse; or that it always did."""
    for _ in range(oembed.ATTEMPTS):
        reading = yield from steps.ask(OEMBED, ref)
        if reading != oembed.REFUSED:
            return reading
    line = f"{oembed.REFUSED.line} {oembed.ATTEMPTS} times"
    return Reading(finding=Availability.NOT_FOUND, line=line)


def _under_its_handle(ref: PostRef, found: list[Reading]) -> PostRef:
    """The post at the address that archives know it by, where an answer named its author."""
    handles = (one.handle for reading in found for one in reading.postings[:1])
    handle = next(filter(None, handles), ref.handle)
    return names.ref_of_id(ref.id, handle) or ref
