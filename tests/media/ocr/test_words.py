"""Words in lines: what stands side by side is one line, however it was parted."""

from __future__ import annotations

import pytest

from archiver.media.ocr.layout import mean_confidence
from archiver.media.ocr.words import OcrWord, lines_of
from archiver.model import Box


def word(text: str, left: int, top: int, *, first: bool = False, sure: float = 0.9) -> OcrWord:
    box = Box(left=left, top=top, right=left + 10 * len(text), bottom=top + 20)
    return OcrWord(text=text, confidence=sure, box=box, starts_line=first)


def test_lines_come_from_top_to_bottom() -> None:
    words = (
        word("second", 0, 40, first=True),
        word("line", 80, 40),
        word("first", 0, 0, first=True),
    )
    assert [line.text for line in lines_of(words)] == ["first", "second line"]


def test_two_lines_at_one_height_are_one() -> None:
    words = (word("@handle", 200, 3, first=True), word("Name", 0, 0, first=True))
    assert [line.text for line in lines_of(words)] == ["Name @handle"]


def test_what_lies_over_each_other_is_not_one_line() -> None:
    words = (word("above", 0, 0, first=True), word("below", 0, 8, first=True))
    assert [line.text for line in lines_of(words)] == ["above", "below"]


def test_no_words_are_no_lines() -> None:
    assert lines_of(()) == ()
    assert mean_confidence(()) == 0.0


def test_long_words_count_more() -> None:
    words = (word("a", 0, 0, sure=0.0), word("lantern", 20, 0, sure=0.8))
    assert mean_confidence(words) == pytest.approx(0.7)
