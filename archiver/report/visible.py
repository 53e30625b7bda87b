"""Hostile or invisible characters made visible, before a text is shown to people.

A post can carry terminal escapes, bidirectional overrides (Unicode Standard Annex 9,
section 2) or lone surrogates. Shown as they are, they recolour a terminal, turn the
order of words round, or break the encoding of the page.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final

_SHORT_NAMES: Final = MappingProxyType(
    {
        "\u200b": "ZWSP",
        "\u202a": "LRE",
        "\u202b": "RLE",
        "\u202c": "PDF",
        "\u202d": "LRO",
        "\u202e": "RLO",
        "\u2060": "WJ",
        "\u2066": "LRI",
        "\u2067": "RLI",
        "\u2068": "FSI",
        "\u2069": "PDI",
        "\ufeff": "BOM",
    }
)

_SUSPECT: Final = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f)"
    "|\r\n"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""The flags of England, Scotland and Wales are spelt with tag characters: those stay."""

_PLAIN_NAMES: Final = MappingProxyType(
    {"\n": "line break", "\r\n": "line break", "\t": "tab", " ": "space"}
)

_LONGEST_NAMED: Final = 3


def visible(text: str) -> str:
    """The text with every character shown that can't be seen or that steers a display.

    C0 controls become control pictures (U+2400 block), all else ``⟨RLO⟩`` or
    ``⟨U+00AD⟩``. Line breaks and tabs stay. The result always encodes to UTF-8.
    """
    return _SUSPECT.sub(_show, text)


def one_line(text: str, limit: int) -> str:
    """The text on one line, visible, at most ``limit`` code points with its ``…``."""
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= limit else flat[: max(limit - 1, 0)].rstrip() + "…"


def named(text: str, limit: int = 160) -> str:
    """The text in curly quotes; with names where its glyphs don't tell what it is.

    A lone mark gets its Unicode name, white space is named instead of shown.
    """
    if text.isspace() and len(text) <= _LONGEST_NAMED:
        return " and ".join(_name(char) for char in text.replace("\r\n", "\n"))
    shown = f"“{one_line(text, limit)}”"
    if len(text) == 1 and unicodedata.category(text)[0] in "PS":
        return f"{shown} ({_name(text)})"
    return shown


def code_points(text: str, limit: int = 8) -> str:
    """``U+0065 U+0301``, for texts that look alike."""
    listed = " ".join(f"U+{ord(char):04X}" for char in text[:limit])
    return f"{listed} …" if len(text) > limit else listed


def _name(char: str) -> str:
    return _PLAIN_NAMES.get(char) or unicodedata.name(char, f"U+{ord(char):04X}").lower()


def _show(match: re.Match[str]) -> str:
    char = match.group()
    if match["flag"]:
        return char
    if char == "\r\n":
        return "\n"
    code = ord(char)
    if code < ord(" "):
        return chr(0x2400 + code)
    if char == "\x7f":
        return "\N{SYMBOL FOR DELETE}"
    return f"⟨{_SHORT_NAMES.get(char, f'U+{code:04X}')}⟩"
