"""Where the words of a flattened post begin and end, given its attribution line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from archiver.articles.endings import Endings
from archiver.hookspecs import Counting, EmbedMarkers

DISPLACED = "attribution line stood inside the post"
GLUED = "the next paragraph was glued to the post"
RAN_ON = "nothing marked where the post begins: text before it ran on"
QUOTED = "quote marks at the beginning of lines were dropped"

_LONGEST = 5_000
"""Where a platform does not say how long its posts can be."""
_LONGEST_PER_WEIGHT = 4
"""Code points per unit of weight that are looked at: links are longer than they weigh."""
_MAX_LINES = 8
_MAX_CHARS = 300
_MAX_ALTERNATIVES = 6
_SHORT_LINE = 70
_SENTENCE = re.compile(r"(?<=[.!?…\"”»)])\s*(?=[\"“«#@(]?[^\W\d_a-zß-ÿ]|[@#])|(?<=:)\s+(?=\S)")
_QUOTE_PREFIX = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ANNOUNCES = re.compile(r"[:：]\s*$")
_MARKS = re.compile(r"[\"“”„«»「」『』]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How long a post could be, and how its platform counts that."""

    limit: int
    counting: Counting = field(default_factory=Counting)

    def of(self, text: str) -> int:
        """The length as the platform counts it."""
        counting, links = self.counting, 0
        if counting.links is not None:
            text, links = counting.links.subn("", text)
        narrow = counting.narrow
        wide = narrow and sum(not any(a <= ord(c) <= b for a, b in narrow) for c in text)
        return links * counting.link + len(text) + (wide or 0)

    def fits(self, text: str) -> bool:
        """True where the text is no longer than a post could be."""
        return len(text) <= self.limit * _LONGEST_PER_WEIGHT and self.of(text) <= self.limit


def measure_of(markers: EmbedMarkers | None, day: date | None) -> Measure:
    """How long posts of that platform and day could be; where no day is known, ever."""
    if markers is None or not markers.longest:
        return Measure(limit=_LONGEST)
    limits = [limit for since, limit in markers.longest if day is None or since <= day]
    return Measure(limit=limits[-1] if limits else markers.longest[0][1], counting=markers.counting)


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
    measure: Measure
    endings: Endings


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


def read_body(
    text: str, room: Room, *, opening: re.Pattern[str] | None = None, after: bool = False
) -> Body:
    """The words of the post, the likeliest reading first.

    Behind an ``opening`` they are all up to the attribution. With ``after`` they are the lines
    behind it, up to a blank one. Else: the same line before the attribution; the lines before
    it where it stands alone; the lines after it too where a media link shows that it was moved
    into the post. What is longer than a post of that day could be is cut or left out.
    """
    if after:
        return _behind(text, room)
    if opening is not None and (body := _opened(text, room, opening)) is not None:
        return body
    line_start = max(room.floor, text.rfind("\n", 0, room.start) + 1)
    same_line = text[line_start : room.start]
    if _QUOTE_PREFIX.sub("", same_line).strip():
        readings = list(_beside(text, room, line_start))
    else:
        readings = list(_above(text, room, line_start))
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


def _opened(text: str, room: Room, opening: re.Pattern[str]) -> Body | None:
    """The words between the last opening and the attribution; None without an opening."""
    near = max(room.floor, room.start - room.measure.limit * _LONGEST_PER_WEIGHT)
    openings = list(opening.finditer(text, near, room.start))
    if not openings:
        return None
    last = openings[-1]
    words = _trimmed(text, last.end(), room.start)
    if not room.measure.fits(words.text):
        return None
    return Body(text=words.text, start=last.start(), end=room.end, repairs=words.repairs)


def _behind(text: str, room: Room) -> Body:
    """The lines right behind the attribution, up to a blank one or what is another post's."""
    below = text.find("\n", room.end) + 1
    start = end = below if below and not text[room.end : below].strip() else room.end
    while end < room.ceiling:
        stop = text.find("\n", end)
        stop = min(room.ceiling, len(text) if stop < 0 else stop)
        if not text[end:stop].strip() or not room.measure.fits(text[start:stop].strip()):
            break
        end = min(stop + 1, room.ceiling)
    words = _trimmed(text, start, end)
    if not words.text:
        return Body(text="", start=room.start, end=room.end)
    return Body(
        text=words.text,
        start=room.start,
        end=start + len(text[start:end].rstrip()),
        repairs=words.repairs,
    )


def _beside(text: str, room: Room, line_start: int) -> Iterator[_Reading]:
    """Readings where words stand right before the attribution, on its line."""
    own = _trimmed(text, line_start, room.start)
    runs_on = bool(_rest_of_line(text, room.end).strip()) or line_start == room.floor > 0
    ends_in_media = room.endings.end_in_media(own.text)
    displaced = [] if ends_in_media else list(_displaced(text, room, own))
    sure = [reading for reading, shown in displaced if shown]
    yield from sure
    if runs_on or not room.measure.fits(own.text):
        yield from _run_on(text, room, line_start, own)
    else:
        yield own
    yield from (reading for reading, shown in displaced if not shown)
    if not sure:
        for start in _lines_up(text, room.floor, line_start):
            longer = _trimmed(text, start, room.start)
            if not room.measure.fits(longer.text):
                break
            yield longer


def _displaced(text: str, room: Room, own: _Reading) -> Iterator[tuple[_Reading, bool]]:
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
        media = room.endings.last(text, start, min(stop, room.ceiling))
        held_by_next = room.next_is_anchor and not text[stop : room.ceiling].strip(" \t\r\n>")
        if held_by_next or start - room.end > _MAX_CHARS:
            return
        end = media or stop
        words = text[room.end : end].strip()
        joined = f"{own.text}\n{words}"
        if not room.measure.fits(joined):
            return
        glued = (GLUED,) if media and text[media:stop].strip() else ()
        yield (
            _Reading(text=joined, start=own.start, end=end, repairs=(DISPLACED, *glued)),
            bool(media),
        )
        if media:
            return
        at = stop


def _above(text: str, room: Room, line_start: int) -> Iterator[_Reading]:
    """Readings where the attribution stands alone on its line: the words are above it."""
    quoted = _quoted_lines(text, room.floor, line_start)
    if quoted is not None:
        yield quoted
        return
    steps: list[_Reading] = []
    for start in _lines_up(text, room.floor, line_start):
        reading = _trimmed(text, start, line_start)
        if not room.measure.fits(reading.text):
            break
        steps.append(reading)
    if not steps:
        above = _line_above(text, room.floor, line_start)
        yield from _suffixes(text, room, above, line_start)
        return
    best = 0
    while best + 1 < len(steps) and (
        _is_missing(text, room, steps[best + 1], steps[best])
        or _goes_on(text, room, steps[best + 1], steps[best])
    ):
        best += 1
    if not room.endings.end_in_media(steps[0].text):
        yield from (one for one, shown in _displaced(text, room, steps[0]) if shown)
    yield steps[best]
    yield from (reading for at, reading in enumerate(steps) if at != best)


def _is_missing(text: str, room: Room, longer: _Reading, shorter: _Reading) -> bool:
    """True where ``shorter`` is only the mark of a picture, and its words may stand right above."""
    if room.endings.words(shorter.text):
        return False
    added = text[longer.start : shorter.start]
    line = added.strip()
    return added.count("\n") == 1 and not _ANNOUNCES.search(line) and not _MARKS.search(line)


def _goes_on(text: str, room: Room, longer: _Reading, shorter: _Reading) -> bool:
    """True where the line that ``longer`` adds looks like a line of the same post."""
    added = text[longer.start : shorter.start]
    line = added.strip()
    return (
        added.count("\n") == 1
        and len(line) <= _SHORT_LINE
        and not _ANNOUNCES.search(line)
        and not _MARKS.search(line)
        and not room.endings.end_in_media(line)
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


def _run_on(text: str, room: Room, line_start: int, own: _Reading) -> Iterator[_Reading]:
    """Readings of a line on which the post may not begin, the likeliest first.

    Words between quotation marks are more likely the article's quotation of a post than the
    post itself: the longest reading without them comes first.
    """
    readings = [own] if room.measure.fits(own.text) else []
    readings += _suffixes(text, room, line_start, own.end)
    best = next((one for one in readings if not _MARKS.search(one.text)), None)
    if best is not None:
        yield best
    yield from (one for one in readings if one is not best)


def _suffixes(text: str, room: Room, start: int, end: int) -> Iterator[_Reading]:
    """Readings that begin at a sentence of an overlong line, the longest that fits first."""
    near = max(start, end - room.measure.limit * _LONGEST_PER_WEIGHT)
    for boundary in _SENTENCE.finditer(text, near, end):
        reading = _trimmed(text, boundary.end(), end)
        if reading.text and room.measure.fits(reading.text):
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
