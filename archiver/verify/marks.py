"""What an editor marks in a quotation: ellipses, square brackets, [sic]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import regex

from archiver.text.fold import ELLIPSIS, fold_word
from archiver.text.tokens import TokenKind, Tokens, tokenize

_BRACKET = regex.compile(r"\[([^\[\]\n]{0,120})\]")
_ADJUSTED = regex.compile(r"(\p{L}*)\[(\p{L}{1,4})\](\p{L}*(?:['’]\p{L}+)?)")
_ELLIPSIS_MARK = regex.compile(rf"[\[(]?\s?(?:{ELLIPSIS.pattern})\s?[\])]?")


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
    """Whether what stands between two words holds an ellipsis, bracketed or not."""
    return ELLIPSIS.search(gap) is not None


def without_marks(gap: str) -> str:
    """``gap`` with its ellipses and square brackets taken out."""
    return _ELLIPSIS_MARK.sub("", gap).replace("[", "").replace("]", "")


def read_marks(plain: Tokens) -> MarkedTokens | None:
    """The tokens with marks read as such, or None where the text has no mark."""
    text = plain.text
    if "[" not in text and not has_ellipsis(text):
        return None
    groups = _groups(text)
    items: list[tuple[int, int, str, TokenKind, Mark | None]] = [
        (start, end, key, TokenKind.WORD, mark) for start, end, mark, key in groups
    ]
    items += [
        (plain.starts[i], plain.ends[i], plain.keys[i], plain.kinds[i], None)
        for i in range(len(plain))
        if not any(start < plain.ends[i] and plain.starts[i] < end for start, end, _, _ in groups)
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
    before, _, rest = word.partition("[")
    inside, _, after = rest.partition("]")
    return fold_word(before), fold_word(inside), fold_word(after)


def _groups(text: str) -> list[tuple[int, int, Mark, str]]:
    """Spans of brackets with words in them: (start, end, mark, key), in order."""
    adjusted = [
        (m.start(), m.end(), Mark.ADJUSTED, fold_word(m.group().replace("[", "").replace("]", "")))
        for m in _ADJUSTED.finditer(text)
        if m.group(1) or m.group(3)
    ]
    taken = [(start, end) for start, end, _, _ in adjusted]
    others = []
    for match in _BRACKET.finditer(text):
        inside = match.group(1).strip()
        if not len(tokenize(inside)) or any(
            s < match.end() and match.start() < e for s, e in taken
        ):
            continue
        mark = Mark.SIC if fold_word(inside).rstrip("!") == "sic" else Mark.BRACKET
        others.append((match.start(), match.end(), mark, f"[{fold_word(inside)}]"))
    return sorted(adjusted + others, key=lambda group: group[0])
