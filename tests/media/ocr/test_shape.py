"""Which pictures are read at all, by their shape."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from archiver.media.screenshot import LONGEST, fit_for_reading, may_be_post

Draw = Callable[..., Image.Image]


@pytest.mark.parametrize("theme", ["light", "dark", "dim"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_posts_may_be_posts(draw: Draw, cards: Any, theme: str, scale: float) -> None:
    assert all(may_be_post(draw(card, theme, scale)) for card in cards)


@pytest.mark.parametrize("kind", ["photo", "meme", "plain"])
def test_pictures_without_lines_of_text_are_not_read(
    no_posts: dict[str, Image.Image], kind: str
) -> None:
    assert not may_be_post(no_posts[kind])


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((1, 1), id="dot"),
        pytest.param((5, 3000), id="thin"),
        pytest.param((2400, 150), id="banner"),
        pytest.param((LONGEST, LONGEST), id="large"),
    ],
)
def test_odd_sizes_are_no_trouble(size: tuple[int, int]) -> None:
    begin = time.process_time()
    assert not may_be_post(Image.new("RGB", size, "white"))
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("theme", ["light", "dark", "dim"])
def test_letters_are_made_dark_on_light_and_large(draw: Draw, cards: Any, theme: str) -> None:
    image = draw(cards[0], theme)
    page = fit_for_reading(image)
    assert page.mode == "L"
    assert page.size == (2 * image.width, 2 * image.height)
    histogram = page.histogram()
    assert sum(histogram[200:]) > sum(histogram[:200])
