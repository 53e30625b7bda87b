"""LinkedIn: posts and articles by their id, read without an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archiver.answers import metapages
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Extent, Platform, Route, TimeRules, hookimpl
from archiver.model import (
    PostRef,
    Precision,
)
from archiver.platforms.linkedin import names, page
from archiver.text.html import attribute, parse

MARKERS = EmbedMarkers(
    hints=("linkedin", "lnkd.in"),
    widget_classes=("linkedin-share-button", "libutton"),
    widget_paths=tuple(
        f"{host}{path}"
        for host in ("www.linkedin.com", "linkedin.com")
        for path in ("/sharearticle", "/sharing/", "/cws/share")
    ),
)
WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.FULL,
            time=Precision.MILLISECOND,
            images=True,
            alt_text=True,
            note="The public page; many visits meet a login wall or status 999 instead.",
        ),
        request=page.request,
        read=page.read,
        archived=True,
    ),
    Way(
        route=Route(
            name="embed",
            text=Extent.FULL,
            time=None,
            images=True,
            note="The page that frames in articles show.",
        ),
        request=page.embed_request,
        read=page.read,
    ),
)
"""The ways to a post, best first."""


class LinkedIn(Site):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "LinkedIn"
    time_rules = TimeRules(slack=timedelta(days=1))
    hosts = ("linkedin.com",)
    markers = MARKERS
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post or article that the address names, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that kind and number ("share:ID") or URN; a number alone is none."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the id, UTC, in milliseconds; None for ids before May 2015."""
        return names.created_from_id(ref) if ref.platform == self.name else None

    def in_one_visit(self) -> tuple[Way, ...]:
        """The ways; what the site says of all that it doesn't show counts once."""
        return metapages.once(self.ways)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """A copy without words: the platform's embeds are frames."""
        frames = parse(markup).find_all("iframe")
        sources = (attribute(one, name) for one in frames for name in ("src", "data-src"))
        return EmbedCopy() if any(map(names.match, sources)) else None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """LinkedIn alone."""
    return (LinkedIn(),)
