"""Spans between quotation marks, paragraph by paragraph.

A paragraph begins anew: a mark too many in one loses nothing of the next. The one thing
that crosses paragraphs is a quotation of several, each opening with a mark, the last closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

_DOUBLE = '"“”„‟«»『』「」〝〞〟＂'
_SINGLE = "'‘’‚‛‹›"
_ALWAYS_OPEN = "„‟〝『「“"
_CLOSERS = {
    '"': '"“”＂',
    "＂": '＂"“”',
    "“": '”"“',
    "”": '”"',
    "„": '“”"‟',
    "‟": '”"',
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
}
_SINGLE_CLOSERS = {"'": "'", "‘": "’'", "’": "’", "‚": "‘’", "‛": "’", "‹": "›", "›": "‹"}
_DASH_OR_BRACKET = "([{—–-/:…>"
_PARAGRAPH = regex.compile(r"[^\n]+")
_WORD = regex.compile(r"\w")
_MIN_SINGLE_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What stands between two marks: code points, the marks themselves left out."""

    start: int
    end: int
    single: bool = False
    """Between single marks: an outer quotation only in headlines and some papers."""


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its closing one."""

    at: int
    mark: str


def spans_between_marks(text: str, masked: tuple[tuple[int, int], ...] = ()) -> tuple[Marked, ...]:
    """All outermost spans between quotation marks in ``text``, in order.

    Nothing is found in ``masked`` spans, and no span runs into one. A span holds at least one
    letter or digit, and no white space at its ends.
    """
    found: list[Marked] = []
    waiting: _Open | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if waiting and not _reopens(text, start, end, waiting):
            waiting = None
        pieces, waiting = _scan(text, start, end, masked, waiting)
        found += pieces
        if waiting and any(s < end and start < e for s, e in masked):
            waiting = None
    doubles = [m for m in (_trimmed(text, m) for m in found) if m]
    return tuple(sorted([*doubles, *_singles(text, masked, doubles)], key=lambda m: m.start))


def _reopens(text: str, start: int, end: int, waiting: _Open) -> bool:
    first = text[start:end].lstrip()[:1]
    return first == waiting.mark or (first in _DOUBLE and first in _CLOSERS and first in '"“„«»')


def _scan(
    text: str, start: int, end: int, masked: tuple[tuple[int, int], ...], waiting: _Open | None
) -> tuple[list[Marked], _Open | None]:
    """The closed spans of one paragraph, and the mark that is open at its end."""
    found: list[Marked] = []
    nested: list[str] = []
    repeated = waiting is not None
    for at in range(start, end):
        mark = text[at]
        if mark not in _DOUBLE or any(s <= at < e for s, e in masked):
            continue
        if waiting is None:
            if _opens(text, at, start, end):
                waiting = _Open(at=at, mark=mark)
        elif repeated and not text[start:at].strip():
            repeated = False
        elif _nests(text, at, start, end, nested[-1] if nested else waiting.mark):
            nested.append(mark)
        elif nested and mark in _CLOSERS[nested[-1]] and _closes(text, at, end):
            nested.pop()
        elif mark in _CLOSERS[waiting.mark] and _closes(text, at, end):
            found.append(Marked(start=waiting.at + 1, end=at))
            waiting, nested = None, []
    return found, waiting


def _nests(text: str, at: int, start: int, end: int, outer: str) -> bool:
    """Whether a mark inside a quotation opens an inner one, of another kind of marks."""
    mark = text[at]
    if mark in '"＂”' or mark == outer or not _opens(text, at, start, end):
        return False
    before = text[at - 1] if at > start else " "
    return mark not in _CLOSERS[outer] or before.isspace() or before in _DASH_OR_BRACKET


def _opens(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if mark not in _CLOSERS or (after.isspace() and mark not in "«»"):
        return False
    if mark in _ALWAYS_OPEN and mark != "“":
        return True
    if before.isdigit() and mark in '"＂”':
        return False
    if mark == "«" or (mark == "“" and not before.isalnum()):
        return True
    return before.isspace() or before in _DASH_OR_BRACKET or before in _SINGLE or _is_cjk(before)


def _closes(text: str, at: int, end: int) -> bool:
    """Whether a mark that may close does: inches (6'2") and marks before a word do not."""
    mark = text[at]
    before = text[at - 1]
    after = text[at + 1] if at + 1 < end else " "
    if mark not in '"＂':
        return not (mark == "“" and after.isalnum() and before.isspace())
    if before.isspace() and after.isalnum():
        return False
    if before.isdigit() and after.isspace():
        return text.count('"', at + 1, end) % 2 == 0
    return True


def _is_cjk(sign: str) -> bool:
    return "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def _trimmed(text: str, marked: Marked) -> Marked | None:
    exact = text[marked.start : marked.end]
    if not _WORD.search(exact):
        return None
    start = marked.start + len(exact) - len(exact.lstrip())
    end = marked.end - (len(exact) - len(exact.rstrip()))
    return Marked(start=start, end=end, single=marked.single)


# -- single marks -----------------------------------------------------------------------


def _singles(
    text: str, masked: tuple[tuple[int, int], ...], doubles: list[Marked]
) -> Iterator[Marked]:
    """Spans of two words and more between single marks, outside double marks."""
    taken = [*masked, *((m.start - 1, m.end + 1) for m in doubles)]
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        opened: _Open | None = None
        for at in range(start, end):
            mark = text[at]
            if mark not in _SINGLE or any(s <= at < e for s, e in taken):
                continue
            if (
                opened
                and mark in _SINGLE_CLOSERS[opened.mark]
                and _single_closes(text, at, end, opened.mark)
            ):
                marked = _trimmed(text, Marked(start=opened.at + 1, end=at, single=True))
                clear = not any(s < at and opened.at < e for s, e in taken)
                if marked and clear and _enough(text[marked.start : marked.end], opened.mark):
                    yield marked
                opened = None
            elif _single_opens(text, at, start, end):
                opened = _Open(at=at, mark=mark)


def _enough(exact: str, mark: str) -> bool:
    return mark == "‹" or len(exact.split()) >= _MIN_SINGLE_WORDS


def _single_opens(text: str, at: int, start: int, end: int) -> bool:
    if text[at] == "’" or text[at] not in _SINGLE_CLOSERS:
        return False
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return (before.isspace() or before in _DASH_OR_BRACKET) and not after.isspace()


def _single_closes(text: str, at: int, end: int, opener: str) -> bool:
    """Not an apostrophe: no letter follows, and it isn't a plural's with the end to come."""
    after = text[at + 1] if at + 1 < end else " "
    if after.isalnum() or text[at - 1].isspace():
        return False
    if text[at - 1] != "s" or not after.isspace():
        return True
    for k in range(at + 1, end):
        if text[k] == opener and _single_opens(text, k, at, end):
            return True
        if text[k] in _SINGLE_CLOSERS[opener] and not (text[k + 1 : k + 2] or " ").isalnum():
            return False
    return True
