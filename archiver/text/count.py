"""How many words a text has, in any script."""

from __future__ import annotations

import regex

SIGNS_OF_A_WORD = 2
"""The signs that make a word where no spaces do, on average (Chinese, Japanese, Thai)."""
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
)


def word_count(text: str) -> int:
    """The number of words; where nothing parts them, every two signs count as one."""
    rest, signs = _UNSPACED.subn(" ", text)
    return len(rest.split()) + (signs + SIGNS_OF_A_WORD - 1) // SIGNS_OF_A_WORD
