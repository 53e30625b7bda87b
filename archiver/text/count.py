"""How many words a text has, counted so that it compares between scripts."""

from __future__ import annotations

from functools import lru_cache

import regex

from archiver.text.tokens import Tokens, tokenize

_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*")
SIGNS_A_WORD = 2
"""Tokens of one sign, in scripts that put no spaces between words, that make about a word."""


def words_in(tokens: Tokens, start: int = 0, end: int | None = None) -> int:
    """How many words the tokens ``[start, end)`` make, two lone signs of such a script as one."""
    if tokens.text.isascii():
        return len(tokens.keys[start:end])
    return _words(tokens.keys[start:end])


def _words(keys: tuple[str, ...]) -> int:
    signs = sum(1 for key in keys if _SIGN.fullmatch(key))
    return len(keys) - signs + -(-signs // SIGNS_A_WORD)


@lru_cache(maxsize=2048)
def word_count(text: str) -> int:
    """How many words a text has, as ``words_in`` counts them."""
    return words_in(tokenize(text))


def tokens_a_word(tokens: Tokens) -> int:
    """2 where most tokens are lone signs of a script without spaces, else 1."""
    if tokens.text.isascii() or not len(tokens):
        return 1
    signs = sum(1 for key in tokens.keys if _SIGN.fullmatch(key))
    return SIGNS_A_WORD if signs * 2 > len(tokens) else 1
