"""Embeds of Mastodon in articles: a frame, or since 4.3 a block quote; neither has the words."""

from __future__ import annotations

import re

from archiver.answers import markup
from archiver.hookspecs import EmbedCopy, EmbedMarkers, FlattenedForm
from archiver.platforms.mastodon.names import Names

CLASS = "mastodon-embed"
MARKERS = EmbedMarkers(
    hints=("mastodon", "/@", "/%40", "/statuses/", "/notice/", "/objects/", "/notes/", "/p/"),
    quote_classes=(CLASS,),
    id_attributes=("data-embed-url",),
    flattened=(
        FlattenedForm(
            pattern=re.compile(
                r"Post by @(?P<handle>[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+)"
                r"\s*View on Mastodon"
            ),
            anchors=("View on Mastodon",),
        ),
    ),
)
_POST_BY = re.compile(r"Post by @(?P<handle>[^\s@]+@[^\s@]+?)(?:\s|View on Mastodon|$)")


def embed_copy(source: str, names: Names) -> EmbedCopy | None:
    """The handle that an embed shows; it never has the post's words.

    None where the markup is neither of the forms that servers give out.
    """
    root = markup.fragment(source)
    if root is None:
        return None
    quote = next(markup.by_class(root, "blockquote", CLASS), None)
    if quote is not None:
        found = _POST_BY.search(" ".join(markup.words(quote).split()))
        return EmbedCopy(handle=found["handle"] if found else None)
    for frame in root.iter("iframe"):
        addresses = (value for name, value in frame.items() if name.endswith("src"))
        if markup.has_class(frame, CLASS) or any(map(names.match, addresses)):
            return EmbedCopy()
    return None
