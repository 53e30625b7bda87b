"""What an editor marks in a quotation: ellipses, square brackets, [sic]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

import regex

from archiver.text.fold import ELLIPSIS, fold_word
from archiver.text.language import available, language
from archiver.text.tokens import TokenKind, Tokens, tokenize

_BRACKET = regex.compile(r"\[([^\[\]\n]{0,120})\]")
_LETTER = r"[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
"""A letter of a script that puts spaces between words."""
_ADJUSTED = regex.compile(
    rf"({_LETTER}*)\[({_LETTER}{{1,4}})\]({_LETTER}*(?:['’]{_LETTER}+)?)", regex.VERSION1
)
_OPEN, _SHUT = r"[\[(（【〔<〈]", r"[\])）】〕>〉]"
_ELLIPSIS_MARK = regex.compile(rf"{_OPEN}?\s?(?:{ELLIPSIS.pattern})\s?{_SHUT}?")


_BRACKETS = frozenset("[(（【〔<〈")

Shape = tuple[str, str, str]
"""A word with letters in a bracket, folded: what stands before it, in it and after it."""
_STEM, _ENDING = 3, 3
"""The fewest letters before a bracket, and the most that it may stand for."""


class Mark(Enum):
    """What a marked token stands for."""

    BRACKET = "bracket"
    """Words of the editor's, for words of the post or beside them."""
    ADJUSTED = "adjusted"
    """A word of the post with letters changed: "[w]e", "clinic[s]"."""
    SIC = "sic"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTokens:
    """A quotation's tokens with its marks read as marks.

    A bracket is one token, brackets included. ``marks`` has the marked tokens by index;
    ``ellipses`` the indices of tokens in front of which an ellipsis stands.
    """

    tokens: Tokens
    marks: tuple[tuple[int, Mark], ...]
    ellipses: frozenset[int]
    adjusted: Mapping[int, Shape]


def fits(shape: Shape, key: str) -> bool:
    """Whether an editor can have made such a word of the one with that key.

    "[w]e" of "We", "clinic[s]" of "clinic", "promise[d]" of "promises", "[re]open" of "open".
    """
    before, inside, after = shape
    if key in {before + inside + after, before + after}:
        return True
    ending = key.removeprefix(before)
    return (
        not after
        and len(before) >= _STEM
        and len(ending) < len(key)
        and len(ending) <= _ENDING
        and ending.isalpha()
    )


def has_ellipsis(gap: str) -> bool:
    """Whether what stands between two words holds an ellipsis, bracketed or not.

    So does a note in brackets that says so in words.
    """
    if ELLIPSIS.search(gap) is not None:
        return True
    return not _BRACKETS.isdisjoint(gap) and _note("omitted").search(gap) is not None


@cache
def _note(name: str) -> regex.Pattern[str]:
    """An editor's note in brackets that begins with one of the words that any language has."""
    tables = (language(tag).context for tag in available())
    words = sorted({word for table in tables for word in table.get(name, ())}, key=len)[::-1]
    listed = "|".join(map(regex.escape, words)) or r"(?!)"
    return regex.compile(
        rf"{_OPEN}\s*(?:{listed})(?!\p{{L}})[^\n{_SHUT[1:-1]}]{{0,60}}{_SHUT}", regex.IGNORECASE
    )


def without_marks(gap: str) -> str:
    """``gap`` with its ellipses and square brackets taken out."""
    gap = _note("omitted").sub("", _ELLIPSIS_MARK.sub("", gap))
    return gap.replace("[", "").replace("]", "")


def read_marks(plain: Tokens) -> MarkedTokens | None:
    """The tokens with marks read as such, or None where the text has no mark."""
    text = plain.text
    if _BRACKETS.isdisjoint(text) and not has_ellipsis(text):
        return None
    groups = _groups(text)
    omitted = [match.span() for match in _note("omitted").finditer(text)]
    if not groups and not has_ellipsis(text):
        return None
    items: list[tuple[int, int, str, TokenKind, Mark | None]] = [
        (start, end, key, TokenKind.WORD, mark) for start, end, mark, key in groups
    ]
    items += [
        (plain.starts[i], plain.ends[i], plain.keys[i], plain.kinds[i], None)
        for i in range(len(plain))
        if not any(start < plain.ends[i] and plain.starts[i] < end for start, end, _, _ in groups)
        and not any(start < plain.ends[i] and plain.starts[i] < end for start, end in omitted)
    ]
    items.sort(key=lambda item: item[0])
    tokens = Tokens.of(text, [(key, start, end, kind) for start, end, key, kind, _ in items])
    ellipses = frozenset(
        i
        for i in range(1, len(tokens))
        if has_ellipsis(text[tokens.ends[i - 1] : tokens.starts[i]])
    )
    marks = tuple((i, item[4]) for i, item in enumerate(items) if item[4])
    adjusted = {i: _shape(tokens.word(i)) for i, mark in marks if mark is Mark.ADJUSTED}
    return MarkedTokens(tokens=tokens, marks=marks, ellipses=ellipses, adjusted=adjusted)


def _shape(word: str) -> Shape:
    note = _note("sic").search(word)
    if note:
        return fold_word(word[: note.start()]), "", fold_word(word[note.end() :])
    before, _, rest = word.partition("[")
    inside, _, after = rest.partition("]")
    return fold_word(before), fold_word(inside), fold_word(after)


def _with_its_word(
    text: str, start: int, end: int, mark: Mark, key: str
) -> tuple[int, int, Mark, str]:
    """A note, or the whole word where the note stands inside it: "입장꿘(원문 그대로)은"."""
    before = _LETTERS_BEFORE.search(text, 0, start)
    after = _LETTERS_AFTER.match(text, end)
    if before is None or after is None:
        return start, end, mark, key
    return before.start(), after.end(), Mark.ADJUSTED, fold_word(before.group() + after.group())


_LETTERS_BEFORE = regex.compile(rf"{_LETTER}+\Z", regex.VERSION1)
_LETTERS_AFTER = regex.compile(rf"{_LETTER}+", regex.VERSION1)


def _groups(text: str) -> list[tuple[int, int, Mark, str]]:
    """Spans of brackets with words in them: (start, end, mark, key), in order, none in another."""
    found = [
        (m.start(), m.end(), Mark.SIC, f"[{fold_word(m.group()[1:-1].strip())}]")
        for m in _note("sic").finditer(text)
    ]
    found = [_with_its_word(text, *group) for group in found]
    taken = [(start, end) for start, end, _, _ in found]
    taken += [match.span() for match in _note("omitted").finditer(text)]

    def is_free(match: regex.Match[str]) -> bool:
        return not any(start < match.end() and match.start() < end for start, end in taken)

    for match in filter(is_free, _ADJUSTED.finditer(text)):
        if match.group(1) or match.group(3):
            key = fold_word(match.group().replace("[", "").replace("]", ""))
            found.append((match.start(), match.end(), Mark.ADJUSTED, key))
    taken += [(start, end) for start, end, _, _ in found]
    for match in filter(is_free, _BRACKET.finditer(text)):
        inside = match.group(1).strip()
        if len(tokenize(inside)):
            found.append((match.start(), match.end(), Mark.BRACKET, f"[{fold_word(inside)}]"))
    return sorted(found, key=lambda group: group[0])
