"""Telegram: posts of public channels and groups, read without an account."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime

from lxml.html import HtmlElement

from archiver.answers import markup as html
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Platform, hookimpl
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.telegram import messages, names, routes

MARKERS = EmbedMarkers(
    hints=("telegram", "t.me/", "tg://resolve", "tg://privatepost"),
    quote_classes=("telegram-post", "tgme_widget_message"),
    id_attributes=("data-telegram-post", "data-post"),
    widget_paths=("t.me/share/", "telegram.me/share/", "t.me/joinchat/"),
)
_LONGEST = 500_000
"""Characters of markup that are read; a snippet has a few thousand."""


class Telegram(Platform):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "Telegram"
    hosts = ("t.me", "telegram.me", "telegram.dog")
    markers = MARKERS
    routes = tuple(way.route for way in routes.WAYS)

    def match(self, url: str, /) -> PostRef | None:
        """The post or comment that the address names, on the web or in the apps, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post that a widget's attribute names ("Channel/123"), or None."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: ids are counted up in each chat."""
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The widget's page, the preview, then archives of both, until one has the post."""
        return routes.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the platform, then archives, have of the post.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return routes.parse(capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """The words of a message that a saved page has inside its frame; else none.

        The snippet itself is a script without words.
        """
        root = html.fragment(markup[:_LONGEST])
        if root is None:
            return None
        message = next(messages.messages(root), None)
        if message is None:
            return EmbedCopy() if _is_snippet(root) else None
        return messages.copy(message)


def _is_snippet(root: HtmlElement) -> bool:
    return any(
        names.ref_of_id(item.get("data-telegram-post") or "")
        or (item.tag == "iframe" and names.match(item.get("src") or ""))
        for item in root.iter()
        if isinstance(item, HtmlElement)
    )


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Telegram alone."""
    return (Telegram(),)
