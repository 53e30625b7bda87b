"""TikTok: videos and photo posts by their id, read without an account."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from datetime import datetime, timedelta

from archiver.hookspecs import (
    EmbedCopy,
    EmbedMarkers,
    FlattenedForm,
    Habits,
    Platform,
    TimeRules,
    hookimpl,
)
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.tiktok import names, routes, snippets

MARKERS = EmbedMarkers(
    hints=("tiktok",),
    quote_classes=("tiktok-embed",),
    elements=("amp-tiktok",),
    id_attributes=("data-video-id", "data-src"),
    flattened=(
        FlattenedForm(
            pattern=re.compile(
                r"(?<![\w@])@(?P<handle>[A-Za-z0-9_.]{2,24})(?:\s+(?P<text>[^\s♬][^♬]{0,4000}?))?"
                r"\s*♬[^\n]*"
            ),
            anchors=("♬",),
        ),
    ),
)


class TikTok(Platform):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "TikTok"
    time_rules = TimeRules(slack=timedelta(minutes=5))
    habits = Habits(spoken=True)
    hosts = ("tiktok.com", "tiktokv.com")
    markers = MARKERS
    routes = tuple(way.route for way in routes.WAYS)

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, an alias for a short link, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that id, or None for a number that no post of TikTok can have."""
        return names.ref_of_id(post_id) if names.created_from_id(post_id) else None

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the id, UTC, in seconds; None where it has none."""
        return names.created_from_id(ref.id) if ref.platform == self.name else None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The page, the embed's page, oEmbed, then the archive, until one has the post whole."""
        return routes.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then the archive, has of the post.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return routes.parse(capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """The caption and handle in a snippet; nothing from a frame, which has no words."""
        return snippets.embed_copy(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """TikTok alone."""
    return (TikTok(),)
