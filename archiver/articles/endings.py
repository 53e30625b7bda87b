"""How copies of a platform's posts end: in links or marks that stand for pictures."""

from __future__ import annotations

import re

from archiver.hookspecs import EmbedMarkers

DASHES = r"&mdash;|â€”|[—–―‒]|(?:(?<=\s)|^)--?(?=\s)"
_NEVER = re.compile(r"(?!)")


class Endings:
    """What stands at the end of a post's words in copies of it, as its platform's markers say."""

    def __init__(self, markers: EmbedMarkers | None) -> None:
        pictures = [] if markers is None else [markers.media_link, markers.media_mark]
        links = [] if markers is None else [*pictures, markers.short_link]
        self._picture = _either(*pictures)
        self.any = _either(*links)
        self.then_dash = re.compile(rf"(?:{self.any.pattern})\s*(?=(?:{DASHES}))")
        self._mark = _either(None if markers is None else markers.media_mark)

    def words(self, text: str) -> str:
        """``text`` without the marks at its end that are none of the words, trimmed."""
        words = text.strip()
        marks = [(mark.start(), mark.end()) for mark in self._mark.finditer(words)]
        while marks and marks[-1][1] == len(words):
            words = words[: marks.pop()[0]].rstrip()
        return words

    def end_in_media(self, words: str) -> bool:
        """True where the words end in a picture's link or mark, or in a link."""
        return self.last(words, 0, len(words)) == len(words.rstrip()) > 0

    def last(self, text: str, start: int, end: int) -> int:
        """Where the link or mark ends that ends the words of a line, or 0."""
        pictures = list(self._picture.finditer(text, start, end))
        if pictures:
            return pictures[-1].end()
        links = list(self.any.finditer(text, start, end))
        return links[-1].end() if links and not text[links[-1].end() : end].strip() else 0


def _either(*patterns: re.Pattern[str] | None) -> re.Pattern[str]:
    known = [
        f"(?i:{one.pattern})" if one.flags & re.IGNORECASE else f"(?:{one.pattern})"
        for one in patterns
        if one is not None
    ]
    return re.compile("|".join(known)) if known else _NEVER
