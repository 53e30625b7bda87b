"""Words with their places to what they are in a post: handle, name, text, time.

The row with the handle stands above the text, the time and the counts below it, or the time in
the row itself. Where neither a time nor a count is found, other pictures of text look the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from archiver.media.ocr.signs import Signs, Table, is_number, table, words_of
from archiver.media.ocr.words import OcrLine, OcrWord, lines_of
from archiver.text.datelines import find_dateline

_HANDLE = regex.compile(
    r"""[(\[]?[@＠]
    (?P<handle> (?:\w|[/|!](?=[\w/|!])){2,40} (?:[.-]\w+)* (?:@[\w-]+(?:\.[\w-]+)*)? )
    (?P<end>[)\].,:;…·]*)""",
    regex.VERBOSE,
)
_STROKES = regex.compile(r"[/|!]")
"""What a thin "l" or "I" is read as; no handle has one."""
_DOMAIN = regex.compile(r"(?P<rest>[\w-]+(?:\.[\w-]+)+)[)\].,:;…·]*")
_ENDING = regex.compile(r"\w{2,20}")
_STROKE = (0.5, 0.8)
"""The least and the greatest width of an underscore, in heights of the word before it."""
_CLOCK = regex.compile(r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d{2}(?!\d)")
_SHORT_TIME = regex.compile(r"(?<!\w)\d{1,3}\s?\p{L}{1,6}\.?(?!\w)")
_EMPTY = regex.compile(r"[^\p{L}\p{N}]*")
_UPPER_LINES = 8
"""Lines from the top among which the row with the handle stands."""
_NAME_WORDS, _TAIL_WORDS = 6, 6
"""The most words before and behind a handle in its row."""
_TIME_LONGEST, _SHORT_LONGEST = 70, 14
"""Signs of a line of a time, and of a day without a year."""
_STRANGERS, _STRANGERS_BY_DATE = 2, 4
"""Words of a line of counts, or of a time, that are known as neither: slips of the reader. More of
them where a day and a time of day stand there."""
_FEWEST_WORDS = 2
_GAP = 1.1
"""Heights of a line between two paragraphs at least."""
_FAR = 2.5
"""Heights of a line between a name and the handle below it at most."""
_SURE, _SURE_OF_NAME = 0.3, 0.8
"""How sure the reader is of a word that counts, at least, and of a short one at a name's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a picture says, where it is laid out like a post."""

    text: str
    confidence: float
    """Of the words of ``text``, on average, 0 to 1."""
    handle: str | None = None
    """Without the at sign."""
    name: str | None = None
    time: str | None = None
    """The line with the time, or what stands behind the handle."""
    platform: str | None = None
    sure: bool = False
    """True where a time or counts stand where a post has them; else it may be any text."""


def read_layout(words: Iterable[OcrWord]) -> Reading | None:
    """The post that the words look like; None where they look like none.

    A row with a handle near the top and words below it; or, for platforms that show no handles,
    a name, a time below it, words, and what can be done with a post.
    """
    lines = tuple(_cleaned(lines_of(tuple(words))))
    known = table()
    row = _handle_row(lines)
    return _named(lines, known) if row is None else _handled(lines, row, known)


def mean_confidence(words: Sequence[OcrWord]) -> float:
    """How sure the reader is, 0 to 1, long words counting more; 0 where there is no word."""
    signs = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / signs if signs else 0.0


def shows_handle(words: Iterable[OcrWord]) -> bool:
    """Whether one of the words is a handle, whatever the others are."""
    return any(_HANDLE.fullmatch(word.text) for word in words)


def _cleaned(lines: Iterable[OcrLine]) -> Iterator[OcrLine]:
    """The lines without what pictures and icons are read as."""
    for line in lines:
        kept = tuple(word for word in line.words if _is_word(word))
        if kept:
            yield OcrLine(words=kept)


def _is_word(word: OcrWord) -> bool:
    if word.text.startswith(("@", "＠", "#")):
        return True
    sure = word.confidence >= _SURE and _EMPTY.fullmatch(word.text) is None
    return sure or word.text in {"·", "|"}


# -- with a handle ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    first: int
    last: int
    """Words of the line that are the handle."""
    handle: str


def _handle_row(lines: Sequence[OcrLine]) -> _Row | None:
    for number, line in enumerate(lines[:_UPPER_LINES]):
        for place, word in enumerate(line.words):
            match = _HANDLE.fullmatch(word.text)
            if match and place <= _NAME_WORDS and len(line.words) - place - 1 <= _TAIL_WORDS:
                handle = _STROKES.sub("l", match["handle"])
                rest = _rest_of_handle(line, place, match["end"])
                last = place + 1 if rest else place
                return _Row(line=number, first=place, last=last, handle=handle + rest)
    return None


def _rest_of_handle(line: OcrLine, place: int, end: str) -> str:
    """What the next word adds to a handle that was read as two.

    A domain whose full stop was read as more; and a last word behind a gap as wide as a stroke
    is, for a stroke that was not read at all.
    """
    if place + 1 == len(line.words):
        return ""
    word, after = line.words[place], line.words[place + 1]
    if end in {".", ","}:
        match = _DOMAIN.fullmatch(after.text)
        return f".{match['rest']}" if match else ""
    gap = (after.box.left - word.box.right) / max(1, word.box.bottom - word.box.top)
    alone = place == 0 and len(line.words) == place + 2 and not end
    found = alone and _STROKE[0] < gap < _STROKE[1] and _ENDING.fullmatch(after.text)
    known = table()
    action, _ = known.actions.within(words_of(after.text))
    chrome, _ = known.chrome.within(words_of(after.text))
    return f"_{after.text}" if found and not action and not chrome else ""


def _handled(lines: Sequence[OcrLine], row: _Row, known: Table) -> Reading | None:
    line = lines[row.line]
    tail = " ".join(word.text for word in line.words[row.last + 1 :]).strip(" ·.-—")
    in_row = tail if _is_short_time(tail, known) else None
    body, below, time = _parted(lines[row.line + 1 :], known)
    text = _joined(body)
    if len(words_of(text)) < _FEWEST_WORDS:
        return None
    return Reading(
        text=text,
        confidence=mean_confidence([word for one in body for word in one.words]),
        handle=row.handle,
        name=_name(lines, row, known),
        time=time or in_row,
        platform=_platform(row.handle, lines[row.line :], known),
        sure=bool(time or in_row or below),
    )


def _name(lines: Sequence[OcrLine], row: _Row, known: Table) -> str | None:
    """What stands before the handle in its row, else the line right above it."""
    own = _plain(lines[row.line].words[: row.first])
    if own:
        return own
    if row.line == 0:
        return None
    above, line = lines[row.line - 1], lines[row.line]
    if line.top - above.bottom > _FAR * line.height:
        return None
    _, left = known.chrome.within(words_of(above.text))
    return _plain(above.words) if left else None


def _plain(words: Sequence[OcrWord]) -> str | None:
    """The words without what badges and portraits are misread as, at both ends."""
    kept = list(words)
    while kept and not _is_name(kept[-1].text):
        kept.pop()
    while kept and (not _is_name(kept[0].text) or _is_portrait(kept[0])):
        kept.pop(0)
    return " ".join(word.text for word in kept) or None


def _is_name(word: str) -> bool:
    return sum(sign.isalpha() for sign in word) > 1


def _is_portrait(word: OcrWord) -> bool:
    return len(word.text) <= _STRANGERS + 1 and word.confidence < _SURE_OF_NAME


# -- without one ------------------------------------------------------------------------


def _named(lines: Sequence[OcrLine], known: Table) -> Reading | None:
    """A post of a platform that shows names alone: the time stands right below the name."""
    for number, line in enumerate(lines[1:_UPPER_LINES], 1):
        if not _is_time(line.text, known, short=True):
            continue
        name = _plain(lines[number - 1].words)
        body, below, _ = _parted(lines[number + 1 :], known)
        text = _joined(body)
        platform = _platform(None, lines[number:], known)
        if name and below and platform and len(words_of(text)) >= _FEWEST_WORDS:
            return Reading(
                text=text,
                confidence=mean_confidence([word for one in body for word in one.words]),
                name=name,
                time=line.text.strip(" ·"),
                platform=platform,
                sure=True,
            )
        return None
    return None


# -- what a line is ---------------------------------------------------------------------


def _parted(lines: Sequence[OcrLine], known: Table) -> tuple[tuple[OcrLine, ...], bool, str | None]:
    """The lines of the text, whether counts or actions stand below it, and the line of its time."""
    body: list[OcrLine] = []
    time: str | None = None
    for line in lines:
        if not body and _begins(known.replying, line):
            continue
        if body and _is_time(line.text, known, short=False):
            time = line.text.strip(" ·")
            return tuple(body), True, time
        if body and _is_below(line.text, known):
            return tuple(body), True, _later_time(lines, line, known)
        body.append(line)
    return tuple(body), False, time


def _later_time(lines: Sequence[OcrLine], after: OcrLine, known: Table) -> str | None:
    """The time where counts or actions stand above it."""
    below = [line for line in lines if line.top > after.top][:3]
    times = (line.text.strip(" ·") for line in below if _is_time(line.text, known, short=False))
    return next(times, None)


def _begins(signs: Signs, line: OcrLine) -> bool:
    words = tuple(words_of(line.text))
    return any(words[: len(phrase)] == phrase for phrase in signs.phrases)


def _is_below(text: str, known: Table) -> bool:
    """Whether a line has the counts of a post, or what can be done with it, and hardly more."""
    words = words_of(text)
    numbers = sum(map(is_number, words))
    found, left = known.counts.within([word for word in words if not is_number(word)])
    if found and numbers and len(_long(left)) <= _STRANGERS:
        return True
    if numbers > 1 and not _long(left):
        return True
    done, left = known.actions.within(words)
    return bool(done) and not _long([word for word in left if not is_number(word)])


def _is_time(text: str, known: Table, *, short: bool) -> bool:
    """Whether a line has a time of day with a date, or one of them, and hardly more.

    With ``short``, also a time that is so long ago ("2 h").
    """
    if len(text) > _TIME_LONGEST:
        return False
    day = find_dateline(text)
    clock = _CLOCK.search(text)
    if day is None and clock is None:
        return short and _is_short_time(text.strip(" ·"), known)
    rest = text if day is None else text[: day.start] + " " + text[day.end :]
    words = [word for word in words_of(_CLOCK.sub(" ", rest)) if not is_number(word)]
    _, words = known.sources.within(words)
    _, words = known.counts.within(words)
    both = day is not None and clock is not None
    return len(_long(words)) <= (_STRANGERS_BY_DATE if both else _STRANGERS)


def _is_short_time(text: str, known: Table) -> bool:
    """Whether it is a time as it stands in the row of a handle: "2h", "Sep 5", "3 Std."."""
    if not any(sign.isdigit() for sign in text):
        return False
    if find_dateline(text) is not None or _CLOCK.search(text):
        return True
    _, words = known.chrome.within(words_of(text))
    few = 0 < len(words) <= _STRANGERS + 1
    return few and (len(text) <= _SHORT_LONGEST or _SHORT_TIME.search(text) is not None)


def _long(words: Iterable[str]) -> list[str]:
    """Words of more than one or two letters: icons are read as those."""
    return [word for word in words if len(word) > 2 or not word.isascii()]


def _joined(body: Sequence[OcrLine]) -> str:
    """The text, a line feed where a paragraph ends."""
    parts: list[str] = []
    for number, line in enumerate(body):
        if number:
            before = body[number - 1]
            far = line.top - before.bottom > _GAP * max(line.height, before.height)
            parts.append("\n" if far else " ")
        parts.append(line.text)
    return "".join(parts).strip(" ·\n")


def _platform(handle: str | None, lines: Sequence[OcrLine], known: Table) -> str | None:
    """The platform that the handle's form or the most words speak for; a guess."""
    if handle is not None and "@" in handle:
        return "mastodon"
    if handle is not None and handle.count(".") > 1:
        return "bluesky"
    words = [word for line in lines for word in words_of(line.text) if not is_number(word)]
    found = {name: signs.within(words)[0] for name, signs in known.platforms.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else None
