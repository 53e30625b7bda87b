"""X, formerly Twitter: posts by their id, read without an account."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from datetime import date, datetime

from archiver.hookspecs import (
    BodyPlace,
    Counting,
    EmbedMarkers,
    FlattenedForm,
    Platform,
    TimeRules,
    hookimpl,
)
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
    json_id_keys=("id_str", "tweet_id", "tweetId", "expanded_url", "tweet_url"),
    may_be_cut=(names.FIRST_LONG_POSTS.date(), wording.LENGTH_OF_A_CUT),
    cut_copy=re.compile(r"\A(?=RT @|.{140}).*(?:…|\.\.\.)(?:\s*https?://\S+)?\Z", re.DOTALL),
    longest=((date(2006, 3, 21), 140), (date(2017, 11, 7), 280), (date(2023, 2, 8), 4_000)),
    counting=Counting(
        links=re.compile(r"https?://t\.co/\w{10}|(?:https?://|pic\.)\S+"),
        link=23,
        narrow=((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037)),
    ),
    media_link=re.compile(r"pic\.(?:twitter|x)\.com/[A-Za-z0-9]{10}"),
    short_link=re.compile(r"https?://t\.co/[A-Za-z0-9]{10}"),
    flattened=(
        FlattenedForm(
            pattern=re.compile(
                r"\([@＠](?P<handle>[A-Za-z0-9_]{1,20})\)"
                r"[\s\u200b\u200e\u200f>|,:·-]{0,6}(?:on\s+)?\[?(?P<date>)"
            ),
            body=BodyPlace.BEFORE,
            dates_in_utc=True,
            anchors=("(@", "(＠"),
        ),
    ),
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
    hosts = routes.HOSTS
    markers = MARKERS
    routes = tuple(way.route for way in routes.WAYS)
    time_rules = TimeRules(days_in_utc=True)

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
