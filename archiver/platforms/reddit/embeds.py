"""How Reddit's posts stand in articles: as data for the finder, and the snippets read."""

from __future__ import annotations

import re

from bs4 import Tag

from archiver.hookspecs import BodyPlace, EmbedCopy, EmbedMarkers, FlattenedForm
from archiver.platforms.reddit import names
from archiver.text.html import attribute, parse, text_of

_QUOTES = ("reddit-embed-bq", "reddit-card", "reddit-embed")
_USER = r"/?u/(?P<handle>[A-Za-z0-9_-]{3,20})"
_SUB = r"(?:/?r/)?[A-Za-z0-9_]{2,21}"

MARKERS = EmbedMarkers(
    hints=("reddit", "redd.it", "redlib.", "rxddit"),
    quote_classes=_QUOTES,
    elements=("amp-reddit",),
    first_link=True,
    widget_paths=tuple(
        f"{host}{path}"
        for host in ("reddit.com", "www.reddit.com", "old.reddit.com")
        for path in ("/submit", "/login", "/register")
    ),
    flattened=(
        FlattenedForm(
            pattern=re.compile(
                rf"(?:^|(?<=\s))Comment\s+by\s*{_USER}\s+from discussion(?:\s+in\s*{_SUB})?"
            ),
            anchors=("u/",),
        ),
        FlattenedForm(
            pattern=re.compile(
                rf"(?:^|\n)(?P<text>(?!Comment\s)[^\n]{{1,300}}?)\s+by\s*{_USER}\s+in\s*{_SUB}"
                r"(?=[^\S\n]*(?:\n|$))"
            ),
            body=BodyPlace.NONE,
            anchors=("u/",),
        ),
    ),
)


def copy(markup: str) -> EmbedCopy | None:
    """What a snippet has of its post: a submission's title, and who wrote it.

    A comment's snippet has no words, and none has what stands under a title.
    """
    tree = parse(markup)
    quote = tree.find(lambda tag: bool(set(attribute(tag, "class").split()) & set(_QUOTES)))
    if not isinstance(quote, Tag):
        return EmbedCopy() if _is_frame(tree) else None
    anchors = [(one, names.match(attribute(one, "href"))) for one in quote.find_all("a")]
    first = next((pair for pair in anchors if pair[1] is not None), None)
    if first is None or first[1] is None:
        return None
    label = text_of(first[0])
    if "/" in first[1].id or names.match(label) is not None:
        label = ""
    author = _author(quote)
    return EmbedCopy(text=label or None, author_name=author, handle=author, cut=bool(label))


def _author(quote: Tag) -> str | None:
    """The account in the link that shows it ("u/NAME"); the address must name the same one."""
    for anchor in quote.find_all("a"):
        shown = text_of(anchor)
        path = attribute(anchor, "href").rstrip("/").rpartition("/user/")
        if shown.startswith(("u/", "/u/")) and path[1]:
            author = names.user_of(shown)
            if author is not None and author.lower() == path[2].lower():
                return author
    return None


def _is_frame(tree: Tag) -> bool:
    frames = (
        names.match(attribute(one, name))
        for one in tree.find_all(["iframe", "amp-reddit"])
        for name in ("src", "data-src")
    )
    return any(ref is not None for ref in frames)
