"""Reddit: submissions and comments by their id, read without an account."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime

from archiver.answers import steps
from archiver.hookspecs import EmbedCopy, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.reddit import embeds, names, routes


class Reddit(Platform):
    """The platform, as the plugin contract asks for it.

    The id is that of the submission ("1abc23"), and of a comment under it ("1abc23/kdef45").
    """

    name = names.PLATFORM
    label = "Reddit"
    hosts = ("reddit.com", "redd.it")
    markers = embeds.MARKERS
    routes = tuple(way.route for way in routes.WAYS)

    def match(self, url: str, /) -> PostRef | None:
        """The submission or comment that the address names, on the site or a mirror, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that id or fullname; None for what is no base-36 number of 63 bits."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: ids are counted up, and carry no time."""
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The feed, then the embed endpoint, then archives, until one has the text in full."""
        return routes.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then archives, have of the post; then the submission above it.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return steps.parse(routes.WAYS, capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """The title and the author in a snippet; no words for a comment or a frame."""
        return embeds.copy(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Reddit alone."""
    return (Reddit(),)
