"""Mastodon, and servers that are built like it: posts by server and id, without an account."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable
from datetime import datetime

from archiver.hookspecs import EmbedCopy, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.mastodon import embeds, names, routes


class Mastodon(Platform):
    """The platform, as the plugin contract asks for it.

    ``local`` names servers of one's own ("127.0.0.1:3000") that are asked without TLS.
    """

    name = names.PLATFORM
    label = "Mastodon and compatible servers"
    markers = embeds.MARKERS
    routes = tuple(way.route for way in routes.ways_of(names.Names()).every)

    def __init__(self, *, local: Collection[str] = ()) -> None:
        self._names = names.Names(frozenset(local))
        self._ways = routes.ways_of(self._names)

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names by its form, on whatever host; or None."""
        return self._names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with the id ``HOST/ID``; a number alone names none."""
        return self._names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in a number of Mastodon 2.0 or later, UTC, in milliseconds; or None."""
        return names.created_from_id(ref) if ref.platform == self.name else None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The author's server by its API, as an object, its page; then archives of that."""
        return routes.plan(self._ways, self._names, ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the author's server has of the post, then archives, then copies on others.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return routes.parse(self._ways, capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """The handle in an embed of Mastodon, which has no words; None for other markup."""
        return embeds.embed_copy(markup, self._names)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Mastodon alone."""
    return (Mastodon(),)
