"""What tells marks from letters in scripts that write words without spaces or capitals."""

from __future__ import annotations

import regex

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that only turn the direction of writing: a mark's neighbour stands beyond them."""
AS_ONE = dict(zip("״｢｣﹁﹂﹃﹄", '"「」「」『』', strict=True))
"""Marks of these scripts, and those that they stand for."""
_EDGE = regex.compile(r"[\s\p{Bidi_Control}\ufeff]*")
_CLITIC = regex.compile(
    r"(?<![\p{L}\p{M}\"״'׳])(?:[והבכלמש]{1,3}|[وفبكل]{0,2}(?:ال|لل)?ـ?)(?<=[\p{L}])$"
)
"""What Hebrew and Arabic write together with the word behind it, marks and all."""
_ACRONYM_END = regex.compile(r"[\u05d0-\u05ea](?![\p{L}\p{M}])")
"""The last letter of a Hebrew acronym, behind the sign that shows it to be one."""
_LONGEST_CLITIC = 8
_NO_APOSTROPHES = regex.compile(
    r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}\p{Devanagari}\p{Arabic}]"
)


def neighbours(text: str, span: tuple[int, int], within: tuple[int, int]) -> tuple[str, str]:
    """The signs before and behind a span; a space where ``within`` begins or ends."""
    (start, end), (floor, ceiling) = span, within
    while start > floor and text[start - 1] in BIDI:
        start -= 1
    while end < ceiling and text[end] in BIDI:
        end += 1
    return text[start - 1] if start > floor else " ", text[end] if end < ceiling else " "


def inner(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and turning signs at its ends."""
    edge = _EDGE.match(text, start, end)
    begin = edge.end() if edge else start
    while end > begin and (text[end - 1].isspace() or text[end - 1] in BIDI):
        end -= 1
    return begin, end


def opens_behind_clitic(text: str, start: int, end: int, floor: int) -> bool:
    """Whether a mark between letters opens behind a particle: ב"הארץ", and not צה"ל."""
    while end < len(text) and text[end] in BIDI:
        end += 1
    if text[start] not in '"״«“' or not text[end : end + 1].isalpha():
        return False
    front = text[max(floor, start - _LONGEST_CLITIC) : start].rstrip("".join(BIDI))
    return _CLITIC.search(front) is not None and _ACRONYM_END.match(text, end) is None


def is_within_word(before: str, after: str) -> bool:
    """Whether a mark stands between two Hebrew letters, as in acronyms: יו"ר."""
    return "\u05d0" <= before <= "\u05ea" and "\u05d0" <= after <= "\u05ea"


def is_cjk(sign: str) -> bool:
    """Whether it is a sign of Chinese or Japanese, or one as wide as these."""
    return "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def is_spaceless(sign: str) -> bool:
    """Whether a word of this script may stand right behind a closing mark."""
    return is_cjk(sign) or "\uac00" <= sign <= "\ud7a3"


def is_without_apostrophes(words: str) -> bool:
    """Whether the first letter is of a script in which a single mark is nothing else."""
    return _NO_APOSTROPHES.match(words) is not None
