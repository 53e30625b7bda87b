"""The embed code of Instagram, as articles carry it, and what text extractors leave of it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from archiver.answers import markup, metapages, values
from archiver.hookspecs import BodyPlace, EmbedCopy, EmbedMarkers, FlattenedForm
from archiver.platforms.instagram import names

_CLASS = "instagram-media"
_FIRST_WITHOUT_CAPTION = 13
"""Version of the embed code since mid-2020: it has neither caption nor date."""
_VIEW = (
    *("View this post on Instagram", "View this photo on Instagram", "View on Instagram"),
    *("View this profile on Instagram", "Sieh dir diesen Beitrag auf Instagram an"),
    *("Voir cette publication sur Instagram", "Ver esta publicación en Instagram"),
    *("Visualizza questo post su Instagram", "Ver essa foto no Instagram"),
    *("Ver esta publicação no Instagram", "Dit bericht op Instagram bekijken"),
)
_SHARED = (
    *("A post shared by", "A photo shared by", "A video shared by", "A photo posted by"),
    *("A video posted by", "Ein Beitrag geteilt von", "Une publication partagée par"),
    *("Una publicación compartida de", "Una publicación compartida por"),
    *("Un post condiviso da", "Um post compartilhado por", "Uma publicação compartilhada por"),
    *("Uma publicação partilhada por", "Een bericht gedeeld door"),
)
_VIEWS = "|".join(map(re.escape, _VIEW))
_SHARERS = "|".join(map(re.escape, _SHARED))
_HANDLE = re.compile(r"\(@(?P<handle>[A-Za-z0-9._]{1,30})\)")
_NAME = re.compile(rf"(?:{_SHARERS})\s+(?P<name>.+)", re.DOTALL)
_BY = (
    rf"(?:{_SHARERS})[^\S\n]+(?P<name>[^\n]{{1,120}}?)[^\S\n]*"
    r"\(@(?P<handle>[A-Za-z0-9._]{1,30})\)(?![^\S\n]*\(@)"
)
_DATE = (
    r"[^\S\n]+(?:on|am|le|el|il|em|op)[^\S\n]+(?P<date>[^\n]{4,40}?[0-9]{4})"
    r"(?:[^\S\n]+(?:at|um|à|a las|alle|às|om)[^\S\n]+[^\n]{0,24})?(?=\n|$)"
)

MARKERS = EmbedMarkers(
    hints=("instagram", "instagr.am", "instgrm"),
    quote_classes=(_CLASS,),
    elements=("amp-instagram",),
    id_attributes=("data-instgrm-permalink", "data-shortcode", "data-feed"),
    widget_classes=("ig-b-", "ig-follow"),
    widget_paths=tuple(
        f"{host}/{path}/"
        for host in ("www.instagram.com", "instagram.com")
        for path in ("accounts", "explore", "stories")
    ),
    flattened=(
        FlattenedForm(
            pattern=re.compile(rf"(?:{_VIEWS})\s+{_BY}(?:{_DATE})?"),
            body=BodyPlace.NONE,
            anchors=("(@",),
        ),
        FlattenedForm(
            pattern=re.compile(_BY + _DATE),
            body=BodyPlace.BEFORE,
            anchors=("(@",),
            opening=re.compile(_VIEWS),
            zones=(("PDT", -420), ("PST", -480)),
        ),
        FlattenedForm(pattern=re.compile(_BY), body=BodyPlace.NONE, anchors=("(@",)),
    ),
)


def copy_of(source: str) -> EmbedCopy | None:
    """What the embed code has of its post; None for markup of another kind.

    Versions up to 12 have the caption and an exact time, later ones neither.
    """
    root = markup.fragment(" ".join(source.split()))
    if root is None:
        return None
    block = next(markup.by_class(root, "blockquote", _CLASS), None)
    if block is not None:
        return _of_block(block)
    frames = (item for item in root.iter("iframe", "amp-instagram"))
    return EmbedCopy() if any(_shows_post(frame) for frame in frames) else None


def _shows_post(frame: HtmlElement) -> bool:
    if frame.tag == "amp-instagram":
        return names.ref_of_code(frame.get("data-shortcode") or "") is not None
    return names.match(frame.get("src") or frame.get("data-src") or "") is not None


def _of_block(block: HtmlElement) -> EmbedCopy:
    paragraphs = [item for item in block.iter("p") if isinstance(item, HtmlElement)]
    line = next((item for item in reversed(paragraphs) if _is_attribution(item)), None)
    stamp = None if line is None else line.find(".//time")
    created = None if stamp is None else values.time_of(stamp.get("datetime"))[0]
    name, handle = (None, None) if line is None else _names(line)
    text = None
    if _version(block) < _FIRST_WITHOUT_CAPTION:
        captions = (_caption(item) for item in paragraphs if item is not line)
        text = next((caption for caption in captions if caption), None)
    return EmbedCopy(
        text=text,
        author_name=name,
        handle=handle,
        date_line=None if stamp is None else markup.words(stamp).strip() or None,
        created=created,
        cut=text is not None and text.endswith(("…", "...")),
    )


def _version(block: HtmlElement) -> int:
    """The version that the code states; 0 where it states none."""
    stated = block.get("data-instgrm-version") or ""
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 0


def _is_attribution(paragraph: HtmlElement) -> bool:
    return _HANDLE.search(markup.words(paragraph)) is not None


def _caption(paragraph: HtmlElement) -> str | None:
    """The words of a paragraph that is one link to the post; None for "View this post"."""
    links = [link for link in paragraph.iter("a") if names.match(link.get("href") or "")]
    words = metapages.lines(markup.words(paragraph))
    return words if links and words not in _VIEW else None


def _names(line: HtmlElement) -> tuple[str | None, str | None]:
    """Name and handle: the last handle is the platform's, an earlier one the display name's."""
    stamp = line.find(".//time")
    words = markup.words(line, lambda element: "" if element is stamp else None)
    found = list(_HANDLE.finditer(words))[-1]
    named = _NAME.fullmatch(" ".join(words[: found.start()].split()))
    name = named["name"] if named else None
    if name is None:
        profiles = [link for link in line.iter("a") if names.match(link.get("href") or "") is None]
        name = markup.words(profiles[0]) if profiles else None
    return values.name_of(name), found["handle"]
