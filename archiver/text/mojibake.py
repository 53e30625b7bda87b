"""Damage to signs, found and read again, for comparison only.

UTF-8 that was read as Windows-1252, and character references that nobody decoded.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import regex

_CONTINUATION = "".join(
    byte.decode("cp1252", errors="ignore") or chr(byte[0])
    for byte in (bytes([value]) for value in range(0x80, 0xC0))
)
_RUN = regex.compile(
    f"[\\u00c2-\\u00f4][{regex.escape(_CONTINUATION, literal_spaces=True)}]{{1,3}}"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A text with its damaged signs read again.

    ``offsets[i]`` is the code point of the damaged text where code point ``i`` of
    ``text`` came from; the last entry is the damaged text's length.
    """

    text: str
    offsets: tuple[int, ...]


def mend(damaged: str) -> Mended | None:
    """``damaged`` read again, or None where no sign in it is damaged."""
    if damaged.isascii() and "&" not in damaged:
        return None
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _RUN.finditer(damaged):
        sign = _reread(match.group())
        if sign is None:
            continue
        parts += [damaged[position : match.start()], sign]
        offsets += [*range(position, match.start()), *[match.start()] * len(sign)]
        position = match.end()
    if not parts:
        return None
    parts.append(damaged[position:])
    offsets += range(position, len(damaged) + 1)
    return Mended(text="".join(parts), offsets=tuple(offsets))


# Signs that people type behind a letter with an accent: “café”…
_TYPED = frozenset("‘’“”–—…•")
_MEANT = frozenset({"Å“", "Å’"})  # œ and Œ


def _reread(run: str) -> str | None:
    if run.startswith("&"):
        sign = html.unescape(run)
        return None if sign in {run, "\ufffd", ""} else sign
    if run[0] != "Ã" and run not in _MEANT and _TYPED.issuperset(run[1:]):
        return None
    raw = bytearray()
    for sign in run:
        try:
            raw += sign.encode("cp1252")
        except UnicodeEncodeError:
            raw.append(ord(sign))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
