"""The last resort: a page of any site, by what it says of itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import datetime

from archiver.answers import steps
from archiver.answers.readings import Reading
from archiver.answers.steps import Way
from archiver.hookspecs import EmbedMarkers, Extent, Platform, Route, hookimpl
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
from archiver.platforms.webpage import names, page

PAGE = Way(
    route=Route(
        name=page.PAGE,
        text=Extent.CUT,
        time=Precision.SECOND,
        images=True,
        edits=True,
        note="What the page declares itself to be in JSON-LD, else its OpenGraph summary.",
    ),
    request=page.request,
    read=page.read,
    archived=True,
)
OEMBED = Way(
    route=Route(
        name=page.OEMBED,
        text=Extent.CUT,
        time=None,
        note="The embed endpoint that the page names, where it is on the page's own host.",
    ),
    request=lambda _: None,
    read=page.read_oembed,
)
WAYS = (PAGE, OEMBED)
"""The ways to a page, best first; the second one's address stands in the first one's answer."""


class Webpage(Platform):
    """The platform, as the plugin contract asks for it. The id is the address itself."""

    name = names.PLATFORM
    label = "Web page"
    markers = EmbedMarkers(hints=())
    routes = tuple(way.route for way in WAYS)
    last_resort = True

    def match(self, url: str, /) -> PostRef | None:
        """The page that the address names; None for a site's front page, a file, other schemes."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The page at that address without a scheme, or None for what is none."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: an address carries no time."""
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The page, then the embed endpoint that it names, then archives.

        A page that isn't there is one signal alone: the outcome never says "not found".
        """
        request = page.request(ref)
        if ref.provisional or ref.alias or request is None:
            return Outcome(availability=Availability.ERROR, reason="no address is known")
        seen: list[Exchange] = []
        found = [(yield from _watched(steps.ask(PAGE, ref), seen))]
        endpoint = page.embed_endpoint(seen[0], ref)
        if endpoint is not None and not _whole(found):
            named = replace(OEMBED, request=lambda _: FetchRequest(url=endpoint))
            found.append((yield from steps.ask(named, ref)))
        archived: list[Reading | None] = []
        if not _whole(found):
            archived.append((yield from steps.ask(PAGE, ref, Source.ARCHIVE)))
        return steps.conclude(_given(found), _given(archived))

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the page, its embed endpoint and archives have of it, best first.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return steps.parse(WAYS, capture)


def _watched(
    asking: Generator[FetchRequest, Exchange, Reading | None], seen: list[Exchange]
) -> Generator[FetchRequest, Exchange, Reading | None]:
    """Ask, and keep the answer in ``seen``."""
    exchange = yield next(asking)
    seen.append(exchange)
    try:
        asking.send(exchange)
    except StopIteration as stop:
        reading: Reading | None = stop.value
        return reading
    raise RuntimeError("a way asks once")


def _given(found: list[Reading | None]) -> list[Reading]:
    return [one for one in found if one is not None]


def _whole(found: list[Reading | None]) -> bool:
    return any(one.whole for one in _given(found))


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """The last resort alone."""
    return (Webpage(),)
