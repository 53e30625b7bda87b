"""X, formerly Twitter: posts by their id, read without an account."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime

from archiver.hookspecs import EmbedMarkers, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.x import names, routes, wording

MARKERS = EmbedMarkers(
    hints=("twitter", "tweet", "x.com", "nitter.", "twittpr.com", "xcancel.com"),
    quote_classes=("twitter-tweet", "twitter-video", "nojs-tweet"),
    elements=("amp-twitter", "twitter-widget"),
    id_attributes=(
        "data-tweet-id",
        "data-tweetid",
        "data-embed-id",
        "data-url",
        "data-oembed-url",
        "data-embedded-url",
        "data-resourceurl",
        "data-iframely-url",
    ),
    iframe_ids=(
        ("platform.twitter.com/embed/tweet.html", "id"),
        ("platform.x.com/embed/tweet.html", "id"),
    ),
    json_text_keys=("full_text", "text"),
    may_be_cut=(names.FIRST_LONG_POSTS.date(), wording.LENGTH_OF_A_CUT),
    widget_classes=(
        "twitter-share-button",
        "twitter-follow-button",
        "twitter-mention-button",
        "twitter-hashtag-button",
        "twitter-timeline",
    ),
    widget_paths=tuple(
        f"{host}{path}"
        for host, path in (
            ("platform.twitter.com", "/widgets/tweet_button"),
            ("platform.twitter.com", "/widgets/follow_button"),
            ("platform.x.com", "/widgets/tweet_button"),
            ("platform.x.com", "/widgets/follow_button"),
            *(
                (f"{sub}{site}", path)
                for site in ("twitter.com", "x.com")
                for sub in ("", "www.", "mobile.")
                for path in ("/intent/", "/share?", "/home?status=", "/hashtag/", "/search?")
            ),
        )
    ),
)


class X(Platform):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "X (Twitter)"
    markers = MARKERS
    routes = tuple(way.route for way in routes.WAYS)

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, on the site or a mirror of it, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that id, or None for what is no decimal number of up to 64 bits."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the Snowflake id, UTC, in milliseconds; None for ids before them."""
        return names.created_from_id(ref.id) if ref.platform == self.name else None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """Syndication, then oEmbed, then the archive, until one has the text in full."""
        return routes.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then the archive, has of the post; then the posts it carries.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return routes.parse(capture)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """X alone."""
    return (X(),)
