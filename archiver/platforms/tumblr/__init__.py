"""Tumblr: posts by their id, read without an account."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime

from archiver.answers import steps
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.tumblr import names, routes
from archiver.text.html import attribute, parse

MARKERS = EmbedMarkers(
    hints=("tumblr", "tmblr.co"),
    quote_classes=("tumblr-post",),
    id_attributes=("data-href",),
    widget_classes=("tumblr-share-button", "tumblr-follow-button"),
    widget_paths=tuple(
        f"{host}{path}"
        for host in ("www.tumblr.com", "tumblr.com")
        for path in ("/share", "/widgets/share", "/follow/")
    ),
)


class Tumblr(Platform):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "Tumblr"
    hosts = ("tumblr.com",)
    markers = MARKERS
    routes = (*(way.route for way in routes.WAYS), routes.FRAME_ROUTE)

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that id in "BLOG/ID"; None for an id alone, which leads nowhere."""
        return names.match(f"https://www.tumblr.com/{post_id}") if "/" in post_id else None

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: ids carry no time."""
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The blog's API, the embed endpoint, the page, then archives."""
        return routes.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then archives, have of the post; then what it passes on.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return steps.parse(routes.WAYS, capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """A copy without words: the snippet has the post's address alone."""
        tree = parse(markup)
        posts = tree.select(".tumblr-post[data-href], iframe[src], amp-embed[data-href]")
        addresses = (attribute(one, name) for one in posts for name in ("data-href", "src"))
        return EmbedCopy() if any(map(names.match, addresses)) else None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Tumblr alone."""
    return (Tumblr(),)
