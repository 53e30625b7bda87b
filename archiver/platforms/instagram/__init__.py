"""Instagram: posts by their shortcode, read from the site's public pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archiver.answers import metapages
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.hookspecs import EmbedCopy, Platform, TimeRules, hookimpl
from archiver.model import PostRef
from archiver.platforms.instagram import names, snippet
from archiver.platforms.instagram.pages import WAYS


class Instagram(Site):
    """The platform, as the plugin contract asks for it.

    A post's id is its shortcode, the same for ``/p/``, ``/reel/`` and ``/tv/``.
    """

    name = names.PLATFORM
    label = "Instagram"
    hosts = ("instagram.com",)
    markers = snippet.MARKERS
    time_rules = TimeRules(slack=metapages.ID_SLACK)
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None; a share link is an alias."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that shortcode, or None for what has no time of a post in it."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """When the upload began, UTC, in milliseconds; None for ids of 2011 and before."""
        return names.created_from_id(ref.id) if ref.platform == self.name else None

    def in_one_visit(self) -> tuple[Way, ...]:
        """The ways; what the site says of all that it doesn't show counts once."""
        return metapages.once(self.ways)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the embed code has of the post: caption and time up to version 12."""
        return snippet.copy_of(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Instagram alone."""
    return (Instagram(),)
