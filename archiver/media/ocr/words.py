"""What a reader of pictures gives: words with their places, in lines."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrWord:
    """A word as it was read."""

    text: str
    confidence: float
    """0 to 1."""
    box: Box
    """In pixels of the picture that was given."""
    starts_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrLine:
    """Words that stand side by side, from left to right; never empty."""

    words: tuple[OcrWord, ...]

    @property
    def text(self) -> str:
        """The words with one space between."""
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> int:
        """Pixels from the top of the picture."""
        return min(word.box.top for word in self.words)

    @property
    def bottom(self) -> int:
        """The first row of pixels that is below it."""
        return max(word.box.bottom for word in self.words)

    @property
    def left(self) -> int:
        """Pixels from the left of the picture."""
        return min(word.box.left for word in self.words)

    @property
    def height(self) -> int:
        """Pixels of its middle word, which one odd sign doesn't change."""
        heights = sorted(word.box.bottom - word.box.top for word in self.words)
        return heights[len(heights) // 2]


def lines_of(words: tuple[OcrWord, ...]) -> tuple[OcrLine, ...]:
    """The words in lines, top to bottom.

    What Tesseract takes for two lines is one where they stand at one height side by side.
    """
    found: list[list[OcrWord]] = []
    for word in words:
        if word.starts_line or not found:
            found.append([])
        found[-1].append(word)
    lines = sorted((OcrLine(words=tuple(line)) for line in found), key=lambda one: one.top)
    joined: list[OcrLine] = []
    for line in lines:
        if joined and _beside(joined[-1], line):
            both = sorted((*joined[-1].words, *line.words), key=lambda word: word.box.left)
            joined[-1] = OcrLine(words=tuple(both))
        else:
            joined.append(line)
    return tuple(joined)


def _beside(one: OcrLine, other: OcrLine) -> bool:
    """Whether the two overlap in height by more than half, and not in width."""
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = all(
        min(a.box.right, b.box.right) <= max(a.box.left, b.box.left)
        for a in one.words
        for b in other.words
    )
    return apart and 2 * common > min(one.bottom - one.top, other.bottom - other.top)
