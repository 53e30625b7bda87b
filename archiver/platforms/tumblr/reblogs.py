"""Whose words are whose in a post's HTML: a reblog carries those of the posts before it."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import Tag

from archiver.answers import values
from archiver.model import Link
from archiver.text.html import attribute, parse, text_of

_BLOG_LINKS = "a.tumblr_blog, a.tumblelog"
_MAX_PARTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The words of one blog."""

    blog: str | None
    """The blog that they are attributed to; None for the post's own."""
    text: str
    links: tuple[Link, ...] = ()
    address: str = ""
    """Where the line that attributes them leads."""


def parts(html: str) -> tuple[Part, ...]:
    """The post's own words first, then those that it passes on, the nearest first.

    The site writes ``<p><a class="tumblr_blog">NAME</a>:</p><blockquote>…</blockquote>`` for
    what is passed on, one inside the other, and the post's own words after it. More than 100
    posts one inside the other are left out.
    """
    tree = parse(html)
    level: Tag = tree.body or tree
    blog: Tag | None = None
    found: list[Part] = []
    while len(found) < _MAX_PARTS:
        passed_on = _passed_on(level)
        if passed_on is not None:
            passed_on[0].extract()
            passed_on[1].extract()
        found.append(
            Part(
                blog=None if blog is None else text_of(blog).strip().lower(),
                text=_words(level),
                links=_links(level),
                address="" if blog is None else attribute(blog, "href"),
            )
        )
        if passed_on is None:
            break
        _, level, blog = passed_on
    return tuple(found)


def whole(html: str) -> Part:
    """All words of a post that passes nothing on."""
    tree = parse(html)
    level: Tag = tree.body or tree
    return Part(blog=None, text=_words(level), links=_links(level))


def _passed_on(level: Tag) -> tuple[Tag, Tag, Tag] | None:
    """The line that names a blog, the quotation after it, and the link to the blog."""
    for line in level.find_all("p", recursive=False):
        blog = line.select_one(_BLOG_LINKS)
        quote = line.find_next_sibling()
        if blog is None or not isinstance(quote, Tag) or quote.name != "blockquote":
            continue
        if text_of(line).rstrip().removesuffix(":") == text_of(blog).strip():
            return line, quote, blog
    return None


def _words(level: Tag) -> str:
    blocks = [child for child in level.children if isinstance(child, Tag)]
    loose = any(isinstance(child, str) and child.strip() for child in level.children)
    shown = [text_of(level)] if loose or not blocks else list(map(text_of, blocks))
    return "\n\n".join(filter(None, (values.sound(one).strip() for one in shown)))


def _links(level: Tag) -> tuple[Link, ...]:
    found = ((text_of(one), attribute(one, "href")) for one in level.find_all("a"))
    return tuple(
        Link(text=values.sound(text), url=url)
        for text, href in found
        if text and (url := values.web_address(href)) is not None
    )
