"""The snippet that publishers paste, and what it copies from its post.

``<blockquote class="tiktok-embed" cite data-video-id><section><a>@user</a> caption
<a>#tag</a> <a>♬ sound</a></section></blockquote>``; some put the caption in paragraphs.
"""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from archiver.hookspecs import EmbedCopy
from archiver.platforms.tiktok import names
from archiver.text.html import UNSEEN, TextBuilder, attribute, parse, walk, write

_SOUND = "♬"
_PROFILE = re.compile(r"https?://(?:www\.)?tiktok\.com/@(?P<handle>[A-Za-z0-9_.-]+)(?:[/?].*)?")
_LONGEST = 200_000
"""Characters of markup that are read; a snippet has a few thousand."""


def embed_copy(html: str) -> EmbedCopy | None:
    """What the snippet or frame has of its post; None where it is none of TikTok's."""
    tree = _tree(html)
    quote = _quote(tree)
    if quote is None:
        frames = tree.find_all(["iframe", "amp-tiktok"], limit=4)
        return EmbedCopy() if any(map(_frames_a_post, frames)) else None
    section = quote.find("section")
    if attribute(quote, "data-embed-type") == "creator" or not isinstance(section, Tag):
        return EmbedCopy()
    author = _author_link(section)
    text = _caption(section, author)
    handle = None if author is None else _PROFILE.fullmatch(attribute(author, "href"))
    return EmbedCopy(
        text=text or None,
        handle=None if handle is None else handle["handle"],
        cut=is_cut(text),
    )


def id_of(html: str) -> str | None:
    """The id of the post whose snippet it is, or None."""
    quote = _quote(_tree(html))
    if quote is None:
        return None
    cited = names.match(attribute(quote, "cite"))
    return attribute(quote, "data-video-id") or (None if cited is None else cited.id)


def is_cut(text: str) -> bool:
    """True where the words end as a cut caption does."""
    return text.rstrip().endswith(("…", "..."))


def _tree(html: str) -> Tag:
    # What begins as an address does makes the parser warn that it is none.
    return parse(f"<!DOCTYPE html>{html[:_LONGEST]}")


def _quote(tree: Tag) -> Tag | None:
    quotes = tree.find_all("blockquote", limit=8)
    return next((one for one in quotes if "tiktok-embed" in attribute(one, "class").split()), None)


def _frames_a_post(tag: Tag) -> bool:
    return any(
        names.match(value) or (tag.name == "amp-tiktok" and names.is_id(value))
        for value in tag.attrs.values()
        if isinstance(value, str)
    )


def _author_link(section: Tag) -> Tag | None:
    """The link to the author: it leads to a profile, and stands before any word."""
    for node, _ in walk(section):
        if isinstance(node, Tag) and node.name == "a":
            return node if _PROFILE.fullmatch(attribute(node, "href")) else None
        if isinstance(node, NavigableString) and node.strip():
            return None
    return None


def _caption(section: Tag, author: Tag | None) -> str:
    builder = TextBuilder()
    in_tag = False
    for node, begins in walk(section, lambda tag: tag is author or _is_no_caption(tag)):
        if isinstance(node, Tag) and node.name == "a":
            in_tag = begins and "/tag/" in attribute(node, "href")
        if in_tag and isinstance(node, NavigableString) and node.startswith("##"):
            # Snippets of the first years double the mark that the caption has once.
            builder.add(node.removeprefix("#"))
        else:
            write(builder, node, begins=begins)
    return builder.text()


def _is_no_caption(tag: Tag) -> bool:
    return tag.name in UNSEEN or (
        tag.name == "a"
        and (attribute(tag, "title").startswith(_SOUND) or tag.get_text().startswith(_SOUND))
    )
