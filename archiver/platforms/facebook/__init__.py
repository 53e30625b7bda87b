"""Facebook: public posts, read from the site's pages without an account."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime

from archiver.answers import steps
from archiver.hookspecs import EmbedCopy, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.facebook import names, snippet
from archiver.platforms.facebook.pages import WAYS


class Facebook(Platform):
    """The platform, as the plugin contract asks for it.

    A post's id is the last part of its address alone: the number of a story, photo, video, reel
    or event, which is unique on the whole site, or its ``pfbid``. One post can have several of
    them (a story and its video, and a ``pfbid`` that differs by viewer): each is kept as it
    stands, for nothing public says which belong together. Numbers carry no time.
    """

    name = names.PLATFORM
    label = "Facebook"
    hosts = ("facebook.com",)
    markers = snippet.MARKERS
    routes = tuple(way.route for way in WAYS)

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None; share links and short links are aliases."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that ``pfbid``; None for a number, which any platform can have."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: no id of this platform carries a time."""
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The page, the plugin page, then archives of the page."""
        return steps.run(WAYS, ref, names.match)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then the archive, has of the post; then the one that it shares.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return steps.parse(WAYS, capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the embed code has of the post: its first words, its page, its day."""
        return snippet.copy_of(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Facebook alone."""
    return (Facebook(),)
