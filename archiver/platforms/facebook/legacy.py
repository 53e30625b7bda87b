"""Posts in the site's older HTML: its pages until 2020, and the page that frames show."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from archiver.answers import markup, metapages, times, values
from archiver.answers.origin import Origin
from archiver.model import (
    Claimant,
    ImageObject,
    Link,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.facebook import names

_DROPPED = ("text_exposed_hide", "text_exposed_link", "see_more_link", "see_more_link_inner")
_CUT = "the page cut the text"
_AUTHORS = frozenset({"fwb", "_50f7", "profileLink"})
_PICTURES = frozenset({"scaledImageFitWidth", "scaledImageFitHeight"})
_MAX_BEFORE = 800
"""Elements of a post that are looked through for its author."""


def posting(
    root: HtmlElement, ref: PostRef, origin: Origin, *, alone: bool
) -> SocialMediaPosting | None:
    """The post in older markup, or None where the page has not this post so.

    ``alone`` is true for a page that shows one post and no other: there a ``pfbid`` may stand
    for the number in its markup.
    """
    for part in (root, *_hidden(root)):
        messages = _messages(part)
        for message in messages:
            post = _wrapper(message)
            named = {found.id for found in _named(post)}
            mine = ref.id in named or (
                alone
                and len(messages) == 1
                and bool(named)
                and all(names.may_be_one(one, ref.id) for one in named)
            )
            if mine:
                return _posting(post, message, ref, origin)
    return None


def _hidden(root: HtmlElement) -> Iterator[HtmlElement]:
    """What older pages kept in comments until their script ran."""
    for code in root.iter("code"):
        for comment in code.iterchildren(etree.Comment):
            part = markup.fragment(comment.text or "")
            if part is not None:
                yield part


def _messages(part: HtmlElement) -> list[HtmlElement]:
    """The elements with the words of posts, none inside another."""
    found: list[HtmlElement] = []
    for item in part.iter("div", "p", "span"):
        marked = item.get("data-testid") == "post_message" or markup.has_class(item, "userContent")
        if marked and not any(above in found for above in item.iterancestors()):
            found.append(item)
    return found


def _wrapper(message: HtmlElement) -> HtmlElement:
    """The nearest element around the words that has the post's time too."""
    around = message
    for above in message.iterancestors():
        if not isinstance(above, HtmlElement) or above.tag in {"body", "html"}:
            break
        around = above
        if above.find(".//abbr[@data-utime]") is not None:
            break
    return around


def _named(post: HtmlElement) -> Iterator[PostRef]:
    """The posts that links around a time name: a post's own address is there."""
    for stamp in post.iter("abbr"):
        for above in stamp.iterancestors("a"):
            found = names.match(_absolute(above.get("href")))
            if found is not None and not found.alias:
                yield found


def _absolute(href: str | None) -> str:
    return f"https://www.facebook.com{href}" if href and href.startswith("/") else href or ""


def _posting(
    post: HtmlElement, message: HtmlElement, ref: PostRef, origin: Origin
) -> SocialMediaPosting:
    whole = any(True for _ in _with(message, "text_exposed_show"))
    more = any(True for name in _DROPPED for _ in _with(message, name)) and not whole
    text = _words(message)
    cut = _CUT if more or text.endswith(("…", "...")) else None
    stamp = post.find(".//abbr[@data-utime]")
    created, precision = times.of_unix(None if stamp is None else stamp.get("data-utime"))
    claims: tuple[TimeClaim, ...] = ()
    if created is not None and precision is not None:
        claim = TimeClaim(
            kind=TimeKind.CREATED,
            time=created,
            precision=precision,
            claimant=Claimant.PLATFORM,
            field="data-utime",
        )
        claims = (claim,)
    author = next(_authors(post, message), None)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=None if author is None else values.name_of(markup.words(author)),
        handle=None if author is None else names.handle_of_profile(_absolute(author.get("href"))),
        created=created,
        created_precision=precision,
        times=claims,
        images=tuple(_images(post)),
        links=tuple(dict.fromkeys(_links(message, text))),
        witnessed_at=origin.witnessed_at,
    )


def _with(root: HtmlElement, name: str) -> Iterator[HtmlElement]:
    return (
        item
        for item in root.iter()
        if isinstance(item, HtmlElement) and markup.has_class(item, name)
    )


def _words(message: HtmlElement) -> str:
    """The words without "See more": a blank line between paragraphs."""
    paragraphs = [item for item in message.iter("p") if isinstance(item, HtmlElement)]
    shown = [metapages.lines(markup.words(item, _dropped)) for item in paragraphs or [message]]
    return "\n\n".join(filter(None, shown))


def _dropped(element: HtmlElement) -> str | None:
    return "" if any(markup.has_class(element, name) for name in _DROPPED) else None


def _authors(post: HtmlElement, message: HtmlElement) -> Iterator[HtmlElement]:
    """Links to the author, which stand before the words."""
    for number, item in enumerate(post.iter()):
        if item is message or number > _MAX_BEFORE:
            return
        if not isinstance(item, HtmlElement) or item.tag != "a":
            continue
        classes = set((item.get("class") or "").split())
        inside = any(markup.inside(item, name) for name in _AUTHORS)
        if (inside or classes & _AUTHORS) and markup.words(item).strip():
            yield item


def _images(post: HtmlElement) -> Iterator[ImageObject]:
    for image in post.iter("img"):
        url = values.web_address(image.get("src"))
        if url is not None and set((image.get("class") or "").split()) & _PICTURES:
            yield ImageObject(content_url=url, caption=metapages.alt_of(image.get("alt")))


def _links(message: HtmlElement, text: str) -> Iterator[Link]:
    for anchor in message.iter("a"):
        shown = markup.words(anchor).strip()
        target = values.web_address(metapages.unwrapped(_absolute(anchor.get("href"))))
        if target and "." in shown and shown in text:
            yield Link(text=shown, url=target)
