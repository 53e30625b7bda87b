"""Where the words of a flattened post begin and end, given its attribution line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

DISPLACED = "attribution line stood inside the post"
GLUED = "the next paragraph was glued to the post"
RAN_ON = "nothing marked where the post begins: text before it ran on"
QUOTED = "quote marks at the beginning of lines were dropped"

_LONG_POSTS = date(2023, 2, 8)
_DOUBLED = date(2017, 11, 7)
_LIMITS = ((_DOUBLED, 140), (_LONG_POSTS, 280))
_LONGEST = 4_000
_LINK_WEIGHT = 23
_LONGEST_PER_WEIGHT = 4
"""Code points per unit of weight that are looked at: links are longer than they weigh."""
_MAX_LINES = 8
_MAX_CHARS = 300
_MAX_ALTERNATIVES = 6
_SHORT_LINE = 70
_LINK = re.compile(r"https?://t\.co/\w{10}|(?:https?://|pic\.)\S+")
_MEDIA = re.compile(r"(?:pic\.(?:twitter|x)\.com/|https?://t\.co/)[A-Za-z0-9]{10}")
_PICTURE = re.compile(r"pic\.(?:twitter|x)\.com/[A-Za-z0-9]{10}")
_SENTENCE = re.compile(r"(?<=[.!?…\"”»)])\s*(?=[\"“«#@(]?[^\W\d_a-zß-ÿ]|[@#])|(?<=:)\s+(?=\S)")
_QUOTE_PREFIX = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ANNOUNCES = re.compile(r"[:：]\s*$")
_MARKS = re.compile(r"[\"“”„«»「」『』]")
_WEIGHT_ONE = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the words of a post may stand. All are positions in the text."""

    floor: int
    """The end of what stands before and is not this post's."""
    start: int
    """The attribution line, start included, end excluded."""
    end: int
    ceiling: int
    """The start of what comes after and is not this post's."""
    next_is_anchor: bool
    """True where the next attribution line begins at the ceiling."""
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The likeliest words, the span of words and attribution line, and other readings."""

    text: str
    start: int
    end: int
    alternatives: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    text: str
    start: int
    end: int
    repairs: tuple[str, ...] = ()


def weighted_length(text: str) -> int:
    """The length as X counts it: links 23, letters of most alphabets 1, all else 2."""
    links = len(_LINK.findall(text))
    rest = _LINK.sub("", text)
    return links * _LINK_WEIGHT + sum(
        1 if any(low <= ord(char) <= high for low, high in _WEIGHT_ONE) else 2 for char in rest
    )


def _fits(text: str, limit: int) -> bool:
    return len(text) <= limit * _LONGEST_PER_WEIGHT and weighted_length(text) <= limit


def budget(day: date) -> int:
    """The weighted length that a post of that day could have."""
    return next((limit for before, limit in _LIMITS if day < before), _LONGEST)


def read_body(text: str, room: Room) -> Body:
    """The words of the post, the likeliest reading first.

    Same line before the attribution; the lines before it where it stands alone; the lines
    after it too where a media link shows that it was moved into the post. What is longer
    than a post of that day could be is cut or left out.
    """
    line_start = max(room.floor, text.rfind("\n", 0, room.start) + 1)
    same_line = text[line_start : room.start]
    limit = budget(room.day)
    if _QUOTE_PREFIX.sub("", same_line).strip():
        readings = list(_beside(text, room, line_start, limit))
    else:
        readings = list(_above(text, room, line_start, limit))
    if not readings:
        return Body(text="", start=room.start, end=room.end)
    best = readings[0]
    others = dict.fromkeys(reading.text for reading in readings[1:] if reading.text != best.text)
    return Body(
        text=best.text,
        start=min(best.start, room.start),
        end=max(best.end, room.end),
        alternatives=tuple(others)[:_MAX_ALTERNATIVES],
        repairs=best.repairs,
    )


def _beside(text: str, room: Room, line_start: int, limit: int) -> Iterator[_Reading]:
    """Readings where words stand right before the attribution, on its line."""
    own = _trimmed(text, line_start, room.start)
    runs_on = bool(_rest_of_line(text, room.end).strip()) or line_start == room.floor > 0
    ends_in_media = _ends_in_media(own.text)
    displaced = [] if ends_in_media else list(_displaced(text, room, own, limit))
    sure = [reading for reading, shown in displaced if shown]
    yield from sure
    if runs_on or not _fits(own.text, limit):
        yield from _run_on(text, line_start, own, limit)
    else:
        yield own
    yield from (reading for reading, shown in displaced if not shown)
    if not sure:
        for start in _lines_up(text, room.floor, line_start):
            longer = _trimmed(text, start, room.start)
            if not _fits(longer.text, limit):
                break
            yield longer


def _displaced(text: str, room: Room, own: _Reading, limit: int) -> Iterator[tuple[_Reading, bool]]:
    """Readings that go on after the attribution line; True where a media link ends them."""
    if text[room.end : room.end + 1] not in {"\n", "\r"} or not own.text:
        return
    at = room.end
    for _ in range(_MAX_LINES):
        start = _next_line(text, at)
        if start >= room.ceiling:
            return
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        media = _last_media(text, start, min(stop, room.ceiling))
        held_by_next = room.next_is_anchor and not text[stop : room.ceiling].strip(" \t\r\n>")
        if held_by_next or start - room.end > _MAX_CHARS:
            return
        end = media or stop
        words = text[room.end : end].strip()
        joined = f"{own.text}\n{words}"
        if not _fits(joined, limit):
            return
        glued = (GLUED,) if media and text[media:stop].strip() else ()
        yield (
            _Reading(text=joined, start=own.start, end=end, repairs=(DISPLACED, *glued)),
            bool(media),
        )
        if media:
            return
        at = stop


def _above(text: str, room: Room, line_start: int, limit: int) -> Iterator[_Reading]:
    """Readings where the attribution stands alone on its line: the words are above it."""
    quoted = _quoted_lines(text, room.floor, line_start)
    if quoted is not None:
        yield quoted
        return
    steps: list[_Reading] = []
    for start in _lines_up(text, room.floor, line_start):
        reading = _trimmed(text, start, line_start)
        if not _fits(reading.text, limit):
            break
        steps.append(reading)
    if not steps:
        yield from _suffixes(text, _line_above(text, room.floor, line_start), line_start, limit)
        return
    best = 0
    while best + 1 < len(steps) and _goes_on(text, steps[best + 1], steps[best]):
        best += 1
    if not _ends_in_media(steps[0].text):
        yield from (one for one, shown in _displaced(text, room, steps[0], limit) if shown)
    yield steps[best]
    yield from (reading for at, reading in enumerate(steps) if at != best)


def _goes_on(text: str, longer: _Reading, shorter: _Reading) -> bool:
    """True where the line that ``longer`` adds looks like a line of the same post."""
    added = text[longer.start : shorter.start]
    line = added.strip()
    return (
        added.count("\n") == 1
        and len(line) <= _SHORT_LINE
        and not _ANNOUNCES.search(line)
        and not _MARKS.search(line)
        and not _ends_in_media(line)
    )


def _quoted_lines(text: str, floor: int, line_start: int) -> _Reading | None:
    """The lines above that are marked as a quotation with ">", without their marks."""
    start = line_start
    while start > floor:
        above = max(floor, text.rfind("\n", 0, start - 1) + 1)
        if not text[above:start].lstrip(" \t").startswith(">"):
            break
        start = above
    if start == line_start:
        return None
    words = _QUOTE_PREFIX.sub("", text[start:line_start])
    return _Reading(
        text=re.sub(r"\n[ \t]*(?=\n)", "\n", words).strip(),
        start=start,
        end=line_start,
        repairs=(QUOTED,),
    )


def _run_on(text: str, line_start: int, own: _Reading, limit: int) -> Iterator[_Reading]:
    """Readings of a line on which the post may not begin, the likeliest first.

    Words between quotation marks are more likely the article's quotation of a post than the
    post itself: the longest reading without them comes first.
    """
    readings = [own] if _fits(own.text, limit) else []
    readings += _suffixes(text, line_start, own.end, limit)
    best = next((one for one in readings if not _MARKS.search(one.text)), None)
    if best is not None:
        yield best
    yield from (one for one in readings if one is not best)


def _suffixes(text: str, start: int, end: int, limit: int) -> Iterator[_Reading]:
    """Readings that begin at a sentence of an overlong line, the longest that fits first."""
    near = max(start, end - limit * _LONGEST_PER_WEIGHT)
    for boundary in _SENTENCE.finditer(text, near, end):
        reading = _trimmed(text, boundary.end(), end)
        if reading.text and _fits(reading.text, limit):
            yield _Reading(
                text=reading.text, start=reading.start, end=reading.end, repairs=(RAN_ON,)
            )


def _trimmed(text: str, start: int, end: int) -> _Reading:
    """The words between two positions, quote marks of lines dropped."""
    raw = text[start:end]
    words = _QUOTE_PREFIX.sub("", raw)
    lead = len(raw) - len(raw.lstrip())
    return _Reading(
        text=words.strip(),
        start=start + lead,
        end=end,
        repairs=(QUOTED,) if words != raw else (),
    )


def _lines_up(text: str, floor: int, start: int) -> Iterator[int]:
    """Where the lines above begin, the nearest first; blank lines count for nothing."""
    seen = 0
    while start > floor and seen < _MAX_LINES:
        above = max(floor, text.rfind("\n", 0, start - 1) + 1)
        if text[above:start].strip():
            seen += 1
            yield above
        start = above


def _line_above(text: str, floor: int, start: int) -> int:
    return next(_lines_up(text, floor, start), start)


def _next_line(text: str, at: int) -> int:
    while at < len(text) and text[at] in "\r\n":
        at += 1
    return at


def _rest_of_line(text: str, at: int) -> str:
    stop = text.find("\n", at)
    return text[at : len(text) if stop < 0 else stop]


def _ends_in_media(words: str) -> bool:
    return _last_media(words, 0, len(words)) == len(words.rstrip()) > 0


def _last_media(text: str, start: int, end: int) -> int:
    """Where the media link ends that ends the words of a line, or 0."""
    pictures = list(_PICTURE.finditer(text, start, end))
    if pictures:
        return pictures[-1].end()
    links = list(_MEDIA.finditer(text, start, end))
    return links[-1].end() if links and not text[links[-1].end() : end].strip() else 0
