"""What counts as the same sign: folding for comparison, never for storage."""

from __future__ import annotations

import unicodedata

import regex

DOUBLE_QUOTES = '"“”„‟«»『』〝〞〟＂″❝❞'
SINGLE_QUOTES = "'‘’‚‛‹›「」`´ʼ′＇❛❜"
APOSTROPHES = "'’‘ʼ′´`＇‛"
DASHES = "-‐‑‒–—―−﹘﹣－"
ELLIPSIS = regex.compile(r"\.(?:\s?\.){2,}|…+(?:\.)?|⋯")

_QUOTES = str.maketrans(dict.fromkeys(DOUBLE_QUOTES + SINGLE_QUOTES, '"'))
_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_DASHES = str.maketrans(dict.fromkeys(DASHES, "-"))
_DASH_RUN = regex.compile(r"\s*-+\s*")
_SPACE_RUN = regex.compile(r"\s+")
_INVISIBLE = regex.compile(r"[\p{Cf}\ufe00-\ufe0f]+")
_COMPATIBLE = ("<font>", "<wide>", "<narrow>", "<small>")
_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"


def fold_word(word: str) -> str:
    """The key under which two forms of a word are one: case, glyphs and Unicode form folded.

    Superscripts, fractions and circled digits keep their own keys: 10² is not 102.
    """
    if word.isascii():
        return word.lower()
    stripped = _INVISIBLE.sub("", word).translate(_APOSTROPHES).translate(_DASHES)
    plain = fold_compatible(stripped)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())


def _compatible(sign: str) -> str:
    if sign in _LIGATURES or unicodedata.decomposition(sign).startswith(_COMPATIBLE):
        return unicodedata.normalize("NFKC", sign)
    return sign


def fold_compatible(text: str) -> str:
    """``text`` with ligatures, wide and font forms of letters as the letters that they are."""
    return text if text.isascii() else "".join(_compatible(sign) for sign in text)


def fold_space(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return _SPACE_RUN.sub(" ", text)


def fold_invisible(text: str) -> str:
    """``text`` without format characters and variation selectors, in NFC."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def fold_quotes(text: str) -> str:
    """``text`` with every quotation mark and apostrophe as ``"``."""
    return text.translate(_QUOTES).replace('""', '"')


def fold_dashes(text: str) -> str:
    """``text`` with every dash or run of dashes, and the spaces around it, as one hyphen."""
    return _DASH_RUN.sub("-", text.translate(_DASHES))


def fold_ellipses(text: str) -> str:
    """``text`` with every form of ellipsis, and the spaces around it, as ``…``."""
    return regex.sub(r"\s*…\s*", "…", ELLIPSIS.sub("…", text))


def letters(text: str) -> str:
    """Only the letters and digits of ``text``, casefolded: what damage leaves of words."""
    return "".join(sign for sign in fold_word(text) if sign.isalnum())
