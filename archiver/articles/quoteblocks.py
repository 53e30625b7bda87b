"""The block that holds a post's words and its attribution line, as publishers paste it.

``<blockquote><p lang dir>words</p>&mdash; NAME (@HANDLE) <a href="the post">DATE</a>``
and what content systems make of it: more or no paragraphs, another dash or none, the
attribution in a paragraph of its own, no words at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bs4 import Tag

from archiver.articles.endings import DASHES, Endings
from archiver.articles.matcher import Match
from archiver.hookspecs import EmbedCopy
from archiver.model import PostRef
from archiver.text.html import UNSEEN, Mark, TextBuilder, attribute, emoji_of, walk, write

ATTRIBUTION = re.compile(
    r"(?:(?P<dash>&mdash;|â€”|[—–―‒]|--?)[^\S\n]*)?(?P<name>[^\n]{0,120}?)[^\S\n]*"
    r"\((?P<at>[@＠])(?P<handle>[\w.\-]{1,64}(?:@[\w.\-]{1,80})?)\)[^\S\n]*$"
)
_DASHES = re.compile(DASHES)
_LONGEST_NAME = 80
_DASHED_ONLY = re.compile(r"(?:&mdash;|â€”|[—–―‒]|--?)\s*(?P<name>[^\n()]{0,80}?)\s*$")
_HANDLE_END = re.compile(r"\([@＠](?P<handle>[\w.\-]{1,64}(?:@[\w.\-]{1,80})?)\)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteBlock:
    """What a block says of its post. All but ``ref`` may be missing."""

    ref: PostRef | None
    text: str | None = None
    line: str | None = None
    """The attribution line as the page shows it."""
    name: str | None = None
    handle: str | None = None
    date_line: str | None = None
    created: datetime | None = None
    """From an exact time in the markup, UTC."""
    language: str | None = None
    interface_language: str | None = None
    version_id: str | None = None
    cut: bool = False
    images: tuple[tuple[str, str | None], ...] = ()


@dataclass(slots=True)
class _Link:
    ref: PostRef
    tag: Tag
    mark: Mark

    @property
    def span(self) -> tuple[int, int]:
        end = self.mark.end or 0
        return (end if self.mark.start is None else self.mark.start), end


def read_block(
    block: Tag, match: Match, endings: Endings, *, first_link: bool = False
) -> QuoteBlock:
    """The post in ``block``, read the way that fits most: words, dash, name, handle, date.

    Its last link to a post is the one that the block is of: an earlier one is part of the words
    (a quoted post). With ``first_link`` it is the first.
    """
    text, links = _flatten(block, match)
    images = _images(block)
    language = next(
        (attribute(tag, "lang") for tag in block.find_all("p", limit=8) if attribute(tag, "lang")),
        attribute(block, "lang"),
    )
    interface_language = attribute(block, "data-lang") or None
    if not links:
        cited = match(attribute(block, "cite"))
        return QuoteBlock(
            ref=cited,
            text=endings.words(text) or None,
            language=language or None,
            interface_language=interface_language,
            images=images,
        )
    link = links[0 if first_link else -1]
    start, end = link.span
    words, before = _cut(text, start, end, endings)
    name, handle = _names(before)
    label = text[start:end].strip()
    return QuoteBlock(
        ref=link.ref,
        text=endings.words(words) or None,
        line=f"{before} {label}".strip() if before else None,
        name=name,
        handle=handle or link.ref.handle,
        date_line=label if label and not _is_address(label) else None,
        created=_exact_time(link.tag, block),
        language=language or None,
        interface_language=interface_language,
        images=images,
    )


def as_the_platform_reads_it(block: QuoteBlock, copy: EmbedCopy, shown: str) -> QuoteBlock:
    """``block`` with what its platform read from it; ``shown`` is all of its text."""
    return replace(
        block,
        text=copy.text,
        line=_line_behind(shown, copy),
        name=copy.author_name,
        handle=copy.handle,
        date_line=copy.date_line,
        created=copy.created,
        language=copy.language,
        interface_language=None,
        version_id=copy.version_id,
        cut=copy.cut,
    )


def _line_behind(shown: str, copy: EmbedCopy) -> str | None:
    """The attribution behind the words, as the block shows it, on one line."""
    words = "".join((copy.text or "").split())
    places = [at for at, char in enumerate(shown) if not char.isspace()]
    at = "".join(shown.split()).rfind(words) if words else -1
    if at < 0:
        return None
    behind = shown[places[at + len(words) - 1] + 1 :].split("\n")
    told = [word for word in (copy.handle, copy.author_name, copy.date_line) if word]
    lines = [" ".join(line.split()) for line in behind]
    telling = [n for n, line in enumerate(lines) if any(word in line for word in told)]
    return " ".join(filter(None, lines[telling[0] : telling[-1] + 1])) if telling else None


def _is_address(label: str) -> bool:
    return "/" in label and " " not in label


def _flatten(block: Tag, match: Match) -> tuple[str, list[_Link]]:
    builder = TextBuilder()
    links: list[_Link] = []
    for node, begins in walk(block, lambda tag: tag.name in UNSEEN):
        opens = isinstance(node, Tag) and node.name == "a"
        if isinstance(node, Tag) and opens and begins:
            ref = match(attribute(node, "href"))
            if ref is not None:
                links.append(_Link(ref, node, builder.open()))
        write(builder, node, begins=begins)
        if opens and not begins and links and links[-1].tag is node:
            builder.close(links[-1].mark)
    return builder.text(), links


def _cut(text: str, start: int, end: int, endings: Endings) -> tuple[str, str]:
    """The words, and the attribution line before its link."""
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    split = attribution_start(before, endings)
    if split is None:
        alone = bool(text[:line].strip()) and len(before) <= _LONGEST_NAME
        split = 0 if alone else len(before)
    words = text[: line + split].strip()
    return words or text[end:].strip(), before[split:].strip()


def attribution_start(before: str, endings: Endings) -> int | None:
    """Where the attribution begins in one line of text that ends before its date.

    None where nothing shows it. A dash right behind a media link is surer than a later one:
    display names may hold dashes.
    """
    paren = _HANDLE_END.search(before)
    end = paren.start() if paren else len(before)
    if behind_media := endings.then_dash.search(before, 0, end):
        return behind_media.end()
    dashes = [found.start() for found in _DASHES.finditer(before, 0, end)]
    # A hyphen may be a name's ("Tom Reed - Labour"): where a real dash stands, that one counts.
    dashes = [at for at in dashes if before[at] != "-"] or dashes
    if dashes and end - dashes[-1] <= _LONGEST_NAME:
        return dashes[-1]
    media = [found.end() for found in endings.any.finditer(before, 0, end)]
    if paren and media and end - media[-1] <= _LONGEST_NAME:
        return media[-1]
    return 0 if paren and end <= _LONGEST_NAME else None


def _names(line: str) -> tuple[str | None, str | None]:
    found = ATTRIBUTION.match(line.strip())
    if found:
        return found["name"].strip() or None, found["handle"]
    bare = _DASHED_ONLY.match(line.strip())
    return (bare["name"] or None, None) if bare else (None, None)


def _exact_time(anchor: Tag, block: Tag) -> datetime | None:
    stamps = [attribute(anchor, "data-datetime"), attribute(anchor, "datetime")]
    stamps += [attribute(tag, "datetime") for tag in block.find_all("time", limit=4)]
    return next((time for stamp in stamps if (time := read_time(stamp)) is not None), None)


def read_time(stamp: str) -> datetime | None:
    """A time with a zone, as UTC: ISO 8601 or the old API's "Wed Oct 10 20:19:24 +0000 2018".

    None for a mere day, and for a time without a zone.
    """
    if len(stamp) <= len("2018-10-10T20:19"):
        return None
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        try:
            time = datetime.strptime(stamp, "%a %b %d %H:%M:%S %z %Y")
        except ValueError:
            return None
    return None if time.tzinfo is None else time.astimezone(UTC)


def _images(block: Tag) -> tuple[tuple[str, str | None], ...]:
    return tuple(
        (address, attribute(image, "alt") or None)
        for image in block.find_all("img", limit=16)
        if not emoji_of(image)
        and (address := attribute(image, "src") or attribute(image, "data-src")).startswith(
            ("http://", "https://", "//")
        )
    )
