"""The site's own pages of a post, as it served them until mid-2020."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, values
from archiver.answers.origin import Origin
from archiver.model import ImageObject, Link, PostRef, SocialMediaPosting
from archiver.platforms.x import names, wording

_QUOTED = "QuoteTweet"
_LINK = "twitter-timeline-link"


def postings(page: bytes, asked: PostRef, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post of a page; empty where the page doesn't hold this post with its text.

    Where the page says both, an attribute counts and not the words: a display name can
    look like another author's handle.
    """
    root = markup.tree(page)
    if root is None:
        return ()
    for post in markup.by_class(root, "div", "permalink-tweet"):
        if post.get("data-tweet-id") == asked.id:
            found = _posting(post, asked, origin)
            return () if found is None else (found,)
    return ()


def _posting(post: HtmlElement, asked: PostRef, origin: Origin) -> SocialMediaPosting | None:
    paragraph = next(_own(markup.by_class(post, "p", "tweet-text")), None)
    if paragraph is None:
        return None
    text = markup.words(paragraph, _link_as_written)
    handle = post.get("data-screen-name")
    handle = handle if handle and names.is_handle(handle) else None
    stamps = _own(markup.by_class(post, "span", "_timestamp"))
    stamp = next((item.get("data-time-ms") for item in stamps if item.get("data-time-ms")), None)
    created, precision = values.time_of_milliseconds(stamp)
    author_id = post.get("data-user-id") or ""
    cut = wording.why_cut(text)
    return SocialMediaPosting(
        ref=names.ref_of_id(asked.id, handle) or asked,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(post.get("data-name")),
        handle=handle,
        author_id=author_id if names.is_id(author_id) else None,
        created=created,
        created_precision=precision,
        language=values.language_of(paragraph.get("lang")),
        images=tuple(_images(post)),
        links=tuple(_links(paragraph)),
        shared_content=_quoted(post),
        witnessed_at=origin.witnessed_at,
    )


def _own(elements: Iterator[HtmlElement]) -> Iterator[HtmlElement]:
    """Those that don't stand in the quoted post."""
    return (element for element in elements if not markup.inside(element, _QUOTED))


def _link_as_written(element: HtmlElement) -> str | None:
    """The short address for a link whose words the page shortened or hid."""
    if element.tag != "a" or not markup.has_class(element, _LINK):
        return None
    short = addresses.unarchived(element.get("href") or "")
    if urlsplit(short).netloc.lower() != "t.co":
        full = element.get("data-expanded-url")
        return str(full) if full else None
    return f" {short}" if _is_glued(element) else short


def _is_glued(link: HtmlElement) -> bool:
    """True where a hidden link follows a word without the space that the post has there."""
    before = link.getprevious()
    if before is None:
        parent = link.getparent()
        left = parent.text if parent is not None else None
        return bool(left) and not str(left)[-1].isspace()
    return not before.tail[-1].isspace() if before.tail else before.tag != "br"


def _links(paragraph: HtmlElement) -> Iterator[Link]:
    for anchor in markup.by_class(paragraph, "a", _LINK):
        short = (_link_as_written(anchor) or "").strip()
        target = values.web_address(anchor.get("data-expanded-url")) or values.web_address(short)
        if short and target:
            yield Link(text=short, url=target)


def _images(post: HtmlElement) -> Iterator[ImageObject]:
    seen: set[str] = set()
    for element in post.iter("div"):
        url = values.web_address(addresses.unarchived(element.get("data-image-url") or ""))
        if url is None or markup.inside(element, _QUOTED) or url in seen:
            continue
        seen.add(url)
        picture = element.find(".//img")
        alt = picture.get("alt") if picture is not None else None
        yield ImageObject(
            content_url=wording.original_size(url), caption=values.sound(alt) if alt else None
        )


def _quoted(post: HtmlElement) -> PostRef | None:
    for element in markup.by_class(post, "div", "QuoteTweet-innerContainer"):
        return names.ref_of_id(element.get("data-item-id") or "", element.get("data-screen-name"))
    return None
