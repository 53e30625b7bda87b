"""Posts in the site's older HTML: its pages until 2020, and the page that frames show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from archiver.answers import addresses, markup, metapages, times, values
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
"""Elements before the words of a post, among which its author and its time are looked for."""
_MAX_MESSAGES = 200
"""Posts of a page that are looked at: no page of the older markup has more."""


class _Found(NamedTuple):
    """One post of a page."""

    message: HtmlElement
    around: HtmlElement
    """The element that has the post's time too."""
    before: tuple[HtmlElement, ...]
    """The elements in it that begin before the words."""
    stamp: HtmlElement
    ref: PostRef


def posting(
    root: HtmlElement, ref: PostRef, origin: Origin, *, alone: bool
) -> SocialMediaPosting | None:
    """The post in older markup, or None where the page has not this post so.

    ``alone`` is true for a page that shows one post and no other: there a ``pfbid`` may stand
    for the number in its markup. Words for which two times or two authors could stand are
    nobody's: a post that shares another has that one inside.
    """
    for part in (root, *_hidden(root)):
        messages = _messages(part)
        single = alone and len(messages) == 1
        for message in messages:
            found = _found(message)
            if found is None or len(_pages(found)) > 1:
                continue
            if found.ref.id == ref.id or (single and names.may_be_one(found.ref, ref)):
                return _posting(found, ref, origin)
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
    known: set[HtmlElement] = set()
    for item in part.iter("div", "p", "span"):
        marked = item.get("data-testid") == "post_message" or markup.has_class(item, "userContent")
        if marked and known.isdisjoint(item.iterancestors()):
            found.append(item)
            known.add(item)
            if len(found) == _MAX_MESSAGES:
                break
    return found


def _found(message: HtmlElement) -> _Found | None:
    """The post of the words: by the time in the nearest element around them that has any.

    It stands before the words, and no other post's does.
    """
    for above in message.iterancestors():
        if not isinstance(above, HtmlElement) or above.tag in {"body", "html"}:
            return None
        if above.find(".//abbr") is not None:
            before = _before(above, message)
            stamps = [item for item in before if item.tag == "abbr"]
            refs = [_named(stamp) for stamp in stamps]
            ref = refs[-1] if refs else None
            if ref is None or any(one != ref for one in refs):
                return None
            return _Found(message, above, before, stamps[-1], ref)
    return None


def _before(post: HtmlElement, message: HtmlElement) -> tuple[HtmlElement, ...]:
    """The elements of a post that begin before its words; none where they are far too many."""
    found: list[HtmlElement] = []
    for item in post.iter():
        if item is message:
            return tuple(found)
        if isinstance(item, HtmlElement):
            found.append(item)
        if len(found) > _MAX_BEFORE:
            break
    return ()


def _named(stamp: HtmlElement) -> PostRef | None:
    """The post that the link around a time names: a post's own address is there."""
    for above in stamp.iterancestors("a"):
        found = names.match(_absolute(above.get("href")))
        if found is not None and not found.alias:
            return found
    return None


def _absolute(href: str | None) -> str:
    return f"https://www.facebook.com{href}" if href and href.startswith("/") else href or ""


def _posting(found: _Found, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    post, message = found.around, found.message
    whole = any(True for _ in _with(message, "text_exposed_show"))
    more = any(True for name in _DROPPED for _ in _with(message, name)) and not whole
    text = _words(message)
    cut = _CUT if more or text.endswith(("…", "...")) else None
    created, precision = times.of_unix(found.stamp.get("data-utime"))
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
    author = next(_authors(found), None)
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
        images=() if _has_another(found) else tuple(_images(post)),
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


def _authors(found: _Found) -> Iterator[HtmlElement]:
    """Links to the author, which stand before the words."""
    for item in found.before:
        if item.tag != "a":
            continue
        classes = set((item.get("class") or "").split())
        inside = any(markup.inside(item, name) for name in _AUTHORS)
        if (inside or classes & _AUTHORS) and markup.words(item).strip():
            yield item


def _pages(found: _Found) -> set[str]:
    """The pages that links before the words lead to, each once, whoever is taken for the author."""
    links = (item for item in found.before if item.tag == "a" and _is_profile(item))
    return {_page(link) for link in (*links, *_authors(found))}


def _is_profile(link: HtmlElement) -> bool:
    href = _absolute(link.get("href"))
    profile = "/profile.php?" in href or names.handle_of_profile(href) is not None
    return profile and bool(markup.words(link).strip())


def _page(link: HtmlElement) -> str:
    """The page behind a link, whatever is counted along: its path, for a number its id."""
    parts = addresses.split(_absolute(link.get("href")))
    if parts is None:
        return markup.words(link).strip().casefold()
    number = addresses.query_of(parts).get("id", "") if parts.path == "/profile.php" else ""
    return f"{parts.path.strip('/').casefold()}?{number}"


def _has_another(found: _Found) -> bool:
    """True where the element has a second post inside: whose pictures are whose isn't marked."""
    stamps = found.around.iter("abbr")
    return any(one != found.ref for one in map(_named, stamps) if one is not None)


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
