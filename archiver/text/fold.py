"""What counts as the same sign: folding for comparison, never for storage."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

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
VOWEL_MARKS = regex.compile(
    r"[\u0640\u064b-\u0652\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"
)
"""Vowel points of Arabic and Hebrew, and the sign that draws an Arabic word out."""
_HEBREW_MARKS = str.maketrans({"״": '"', "׳": "'"})
_HAN = regex.compile(r"\p{Han}")
_COMPATIBLE = ("<font>", "<wide>", "<narrow>", "<small>")
_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"


def fold_word(word: str) -> str:
    """The key under which two forms of a word are one: case, glyphs and Unicode form folded.

    So are the vowel points of Arabic and Hebrew, the two Chinese scripts, the dot that lower case
    leaves on a Turkish capital, and the two dots that Russian papers leave off. Superscripts,
    fractions and circled digits keep their own keys: 10² is not 102.
    """
    if word.isascii():
        return word.lower()
    stripped = VOWEL_MARKS.sub("", _INVISIBLE.sub("", word)).translate(_HEBREW_MARKS)
    stripped = stripped.translate(_APOSTROPHES).translate(_DASHES)
    plain = unicodedata.normalize("NFC", fold_compatible(stripped)).casefold()
    if _HAN.search(plain):
        plain = plain.translate(_simplified())
    return unicodedata.normalize("NFC", plain.replace("i\u0307", "i")).replace("ё", "е")


@cache
def _simplified() -> dict[int, int]:
    """What a traditional Chinese sign is in simplified script."""
    source = files("archiver.text") / "hans.toml"
    signs = tomllib.loads(source.read_text(encoding="utf-8"))
    both = (signs[name].replace("\n", "") for name in ("traditional", "simplified"))
    return {ord(one): ord(other) for one, other in zip(*both, strict=True)}


def _compatible(sign: str) -> str:
    if sign in _LIGATURES or unicodedata.decomposition(sign).startswith(_COMPATIBLE):
        return unicodedata.normalize("NFKC", sign)
    return sign


def fold_compatible(text: str) -> str:
    """``text`` with ligatures, wide and font forms of letters as the letters that they are."""
    return text if text.isascii() else "".join(_compatible(sign) for sign in text)


_MARK_FORMS = str.maketrans("،؛؟٪。।۔｡、､", ",;?%....,,")


def fold_marks(text: str) -> str:
    """``text`` with the forms that other scripts have of comma, full stop and their like."""
    return text if text.isascii() else fold_compatible(text).translate(_MARK_FORMS)


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
