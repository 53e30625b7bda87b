"""Messages as Telegram's web pages show them: its widget and its preview use the same markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from archiver.answers import markup, times, values
from archiver.answers.origin import Origin
from archiver.hookspecs import EmbedCopy
from archiver.model import (
    ImageObject,
    Link,
    Poll,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
)
from archiver.platforms.telegram import names

_BLOCKS = frozenset({"blockquote", "pre"})
_EDGE = "\x00"
"""The edge of a block while its words are put together; no HTML can hold it."""
_EDGES = re.compile(rf"\n?{_EDGE}[{_EDGE}\n]*")
_STYLE_URL = re.compile(r"url\(\s*['\"]?(?P<url>[^'\")]{1,2000})['\"]?\s*\)")
_PEER = re.compile(r"c(?P<id>[0-9]{1,20})(?:_.*)?")
_EDITED = re.compile(r"\bedited\b", re.IGNORECASE)
_NOT_OF_THE_POST = (
    "tgme_widget_message_reply",
    "tgme_widget_message_link_preview",
    "tgme_widget_message_user",
)
"""Starts of the classes of what a message carries: the one that it answers, with its author and
the beginning of its words, the page that it links to, the picture of its author."""
_UNSHOWN = "the web page doesn't show this kind of message"
_FORWARDED = "tgme_widget_message_forwarded_from"
_FORWARD = "a forward: the words are another's"
_AS_FORWARDED = "the words as they were when they were forwarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a page: where it stands, and what it is."""

    element: HtmlElement
    ref: PostRef
    """By the page's own word. Of an album it is the first post."""

    def is_of(self, ref: PostRef) -> bool:
        """True where the message is the post, or an album that the post is a part of."""
        parts = (
            names.match(link.get("href") or "")
            for link in _own(self.element)
            if link.tag == "a"
            and _is_any(link, "tgme_widget_message_photo_wrap", "tgme_widget_message_video_player")
        )
        return self.ref == ref or any(part == ref for part in parts)

    @property
    def edited(self) -> bool:
        """True where the page says that it was edited; it never says when."""
        return any(
            _EDITED.search(markup.words(item))
            for item in _all(self.element, "tgme_widget_message_meta")
        )

    @property
    def is_forward(self) -> bool:
        """True where the page says that the words are another's."""
        return any(
            part.startswith(_FORWARDED)
            for item in _own(self.element)
            for part in (item.get("class") or "").split()
        )

    @property
    def forwarded_from(self) -> str | None:
        """The name of the chat or person whose message the channel forwarded, or None."""
        origin = _first(self.element, "tgme_widget_message_forwarded_from_name")
        return None if origin is None else values.name_of(markup.words(origin))


def messages(root: HtmlElement) -> Iterator[Message]:
    """The messages of a page, in its order."""
    for element in markup.by_class(root, "div", "tgme_widget_message"):
        ref = names.ref_of_id(element.get("data-post") or "")
        if ref is not None and names.is_open(ref):
            yield Message(element=element, ref=ref)


def error_of(root: HtmlElement) -> str | None:
    """The page's own words for why it shows no message, on one line, or None."""
    error = _first(root, "tgme_widget_message_error")
    return None if error is None else values.one_line(markup.words(error))


def postings(
    message: Message, ref: PostRef, origin: Origin, cut: str | None
) -> tuple[SocialMediaPosting, ...]:
    """The message as the post ``ref``, then the message that it forwards, where that is linked.

    A forward's author is the chat that forwarded it, whose words it doesn't have. Those of the
    message that it forwards may have been edited since. ``cut`` says why the page isn't whole,
    or is None.
    """
    found = _posting(message, ref, origin, cut)
    if not message.is_forward:
        return (found,)
    own = replace(found, text="", links=(), poll=None, complete=False, incomplete_reason=_FORWARD)
    forwarded = found.shared_content
    if forwarded is None or forwarded == ref:
        return (own,)
    original = SocialMediaPosting(
        ref=forwarded,
        witness=found.witness,
        parser=found.parser,
        text=found.text,
        complete=False,
        incomplete_reason=found.incomplete_reason or _AS_FORWARDED,
        author_name=message.forwarded_from,
        handle=forwarded.handle,
        images=found.images,
        links=found.links,
        poll=found.poll,
        witnessed_at=found.witnessed_at,
    )
    return own, original


def _posting(message: Message, ref: PostRef, origin: Origin, cut: str | None) -> SocialMediaPosting:
    """The message with the words that it shows, whosever they are."""
    element = message.element
    body = _body(element)
    unshown = _why_unshown(element) or cut
    answered = _first(element, "tgme_widget_message_reply")
    claim = _created(element)
    name, handle, author_id = _author(message)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text="" if body is None or _why_unshown(element) else _words(body),
        complete=unshown is None,
        incomplete_reason=unshown,
        author_name=name,
        handle=handle,
        author_id=author_id,
        created=claim.time if claim else None,
        created_precision=claim.precision if claim else None,
        times=(claim,) if claim else (),
        images=tuple(_images(element)),
        links=() if body is None else tuple(_links(body)),
        in_reply_to=None if answered is None else names.match(answered.get("href") or ""),
        shared_content=_forwarded(element),
        was_edited=message.edited,
        poll=_poll(element),
        witnessed_at=origin.witnessed_at,
    )


def _forwarded(element: HtmlElement) -> PostRef | None:
    """The message that this one forwards, where the page links it."""
    origin = _first(element, "tgme_widget_message_forwarded_from_name")
    return None if origin is None else names.match(origin.get("href") or "")


def copy(message: Message) -> EmbedCopy:
    """What a saved copy of a message, as the frame showed it, has of its post.

    A forward has no words of its post's own.
    """
    body = _body(message.element)
    claim = _created(message.element)
    name, handle, _ = _author(message)
    unsaid = body is None or message.is_forward or _why_unshown(message.element)
    return EmbedCopy(
        text=None if body is None or unsaid else _words(body) or None,
        author_name=name,
        handle=handle,
        created=claim.time if claim else None,
    )


def _author(message: Message) -> tuple[str | None, str | None, str | None]:
    """Name, handle and id: the sender of a message in a group, else the channel.

    A person without a public name has no handle; ids are of chats, never of persons.
    """
    sender = _first(message.element, "tgme_widget_message_author_name")
    shown = _first(message.element, "tgme_widget_message_owner_name") if sender is None else sender
    if shown is None:
        return None, None, None
    handle = names.chat_of(shown.get("href"))
    name = values.name_of(markup.words(shown))
    channel = message.ref.id.partition("/")[0]
    peer = _PEER.fullmatch(message.element.get("data-peer") or "")
    is_channel = handle is not None and handle.lower() == channel
    return name, handle, peer["id"] if peer and is_channel else None


def _body(element: HtmlElement) -> HtmlElement | None:
    """The element with the message's words."""
    return _first(element, "tgme_widget_message_text")


def _words(body: HtmlElement) -> str:
    text = markup.words(body, lambda item: _block(item) if item is not body else None)
    return _EDGES.sub("\n", text).strip("\n ")


def _block(item: HtmlElement) -> str | None:
    if item.tag not in _BLOCKS:
        return None
    inner = markup.words(item, lambda one: _block(one) if one is not item else None)
    return f"{_EDGE}{inner}{_EDGE}"


def _links(body: HtmlElement) -> Iterator[Link]:
    """The links of the text, without hashtags and mentions."""
    for anchor in body.iter("a"):
        url, label = values.web_address(anchor.get("href")), markup.words(anchor)
        if url is not None and label and label[0] not in "@#$":
            yield Link(text=label, url=url)


def _images(element: HtmlElement) -> Iterator[ImageObject]:
    """Pictures, stickers and stills of videos; not those of a page that the post links to."""
    seen: set[str] = set()
    for item in _own(element):
        if item.tag not in {"a", "i"}:
            continue
        photo = _is_any(item, "tgme_widget_message_photo_wrap", "tgme_widget_message_sticker")
        still = _is_any(
            item, "tgme_widget_message_video_thumb", "tgme_widget_message_roundvideo_thumb"
        )
        url = _style_url(item) if photo or still else None
        if url is not None and url not in seen:
            seen.add(url)
            yield ImageObject(content_url=url, thumbnail_of="video" if still else None)


def _style_url(item: HtmlElement) -> str | None:
    found = _STYLE_URL.search(item.get("style") or "")
    url = found["url"] if found else item.get("data-webp") or ""
    return values.web_address(f"https:{url}" if url.startswith("//") else url)


def _created(element: HtmlElement) -> TimeClaim | None:
    """The time in the message's date; other times on it are lengths of videos."""
    for date in _all(element, "tgme_widget_message_date"):
        for stamp in date.iter("time"):
            claim = times.stated("datetime", values.time_of(stamp.get("datetime")))
            if claim is not None:
                return claim
    return None


def _poll(element: HtmlElement) -> Poll | None:
    question = _first(element, "tgme_widget_message_poll_question")
    options = tuple(
        markup.words(item).strip() for item in _all(element, "tgme_widget_message_poll_option_text")
    )
    if question is None and not options:
        return None
    return Poll(
        question=None if question is None else markup.words(question).strip() or None,
        options=options,
    )


def _why_unshown(element: HtmlElement) -> str | None:
    """Why the page has not the post's words, or None.

    Every message ends in "open Telegram to view"; that counts only in the place of the words.
    """
    if markup.has_class(element, "service_message"):
        return "a service message: its words are the platform's"
    instead = (
        markup.has_class(child, "message_media_not_supported_wrap")
        for bubble in _all(element, "tgme_widget_message_bubble")
        for child in bubble
        if isinstance(child, HtmlElement)
    )
    return _UNSHOWN if any(instead) else None


def _own(root: HtmlElement) -> Iterator[HtmlElement]:
    """The elements without those of an answered message or a linked page."""
    return markup.outside(root, _NOT_OF_THE_POST)


def _is_any(item: HtmlElement, *classes: str) -> bool:
    return any(markup.has_class(item, name) for name in classes)


def _first(root: HtmlElement, name: str) -> HtmlElement | None:
    return next(_all(root, name), None)


def _all(root: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """The elements of that class; those of an answered message or a linked page are left out."""
    return (item for item in _own(root) if markup.has_class(item, name))
