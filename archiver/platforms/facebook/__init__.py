"""Facebook: public posts, read from the site's pages without an account."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.answers import metapages
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.hookspecs import EmbedCopy, Habits, HandleForm, Platform, hookimpl
from archiver.model import PostRef
from archiver.platforms.facebook import names, snippet
from archiver.platforms.facebook.pages import WAYS


class Facebook(Site):
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
    habits = Habits(handles=HandleForm.DOTLESS)
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None; share links and short links are aliases."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that ``pfbid``; None for a number, which any platform can have."""
        return names.ref_of_id(post_id)

    def in_one_visit(self) -> tuple[Way, ...]:
        """The ways; what the site says of all that it doesn't show counts once."""
        return metapages.once(self.ways)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the embed code has of the post: its first words, its page, its day."""
        return snippet.copy_of(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Facebook alone."""
    return (Facebook(),)
