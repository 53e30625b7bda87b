"""Posts drawn here, read by the real reader: how often what is read is right.

The figures stand in docs/accuracy-screenshots.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from archiver.media.ocr.agree import agreement
from archiver.media.ocr.engine import Ocr, Unread
from archiver.media.ocr.layout import Reading, mean_confidence, read_layout, shows_handle
from archiver.media.raster import decoded
from archiver.media.screenshot import LONGEST, fit_for_reading, may_be_post
from archiver.pipeline.screenshots import MADE_OUT
from archiver.verify.lookalikes import skeleton

Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
SAVED: tuple[tuple[str, dict[str, Any]], ...] = (("PNG", {}), ("JPEG", {"quality": 35}))


def reading(reader: Ocr, payload: bytes) -> Reading | None:
    image = decoded(payload, longest=LONGEST).image
    if not may_be_post(image):
        return None
    found = reader.words(fit_for_reading(image), ["eng"])
    assert not isinstance(found, Unread), found.why
    return read_layout(found)


@pytest.mark.parametrize("theme", ["light", "dark", "dim"])
def test_posts_are_read(reader: Ocr, draw: Draw, encode: Encode, cards: Any, theme: str) -> None:
    """Of handles nine in ten, up to letters that no eye tells apart; nearly all words of each."""
    handles = total = 0
    for scale in (1.0, 2.0):
        for kind, options in SAVED:
            for card in cards:
                found = reading(reader, encode(draw(card, theme, scale), kind, **options))
                total += 1
                where = f"{card.handle} {theme} {scale} {kind}"
                assert found is not None, where
                assert found.sure, where
                assert found.time is not None, where
                text = agreement(found.text, card.text)
                assert text.nearly_all, where
                assert text.agreeing >= 0.9 * text.words, where
                assert agreement(card.text, found.text).nearly_all, where
                handles += skeleton(found.handle or "") == skeleton(card.handle)
    print(f"{theme}: {handles} of {total} handles")
    assert handles >= 0.9 * total


def test_nothing_is_found_in_other_pictures(
    reader: Ocr, encode: Encode, no_posts: dict[str, Image.Image]
) -> None:
    for what, image in no_posts.items():
        found = reader.words(fit_for_reading(image), ["eng"])
        assert not isinstance(found, Unread), what
        assert read_layout(found) is None, what
        assert reading(reader, encode(image, "JPEG", quality=35)) is None, what


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_nothing_is_found_in_a_turned_post(
    reader: Ocr, draw: Draw, encode: Encode, cards: Any, turned: int
) -> None:
    assert reading(reader, encode(draw(cards[0], "light", 1.5).rotate(turned, expand=True))) is None


def test_a_script_without_language_data_is_not_made_out(
    reader: Ocr, draw: Draw, cards: Any
) -> None:
    russian = replace(
        cards[0],
        text="Старый паром уходит завтра на рассвете и не вернётся, пока гавань не углубят.",
    )
    found = reader.words(fit_for_reading(draw(russian, "light", 2.0)), ["eng"])
    assert not isinstance(found, Unread)
    assert shows_handle(found)
    assert mean_confidence(found) < MADE_OUT


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        pytest.param(
            "fra",
            "Le vieux bac part demain à l'aube et ne reviendra pas avant que le port soit dragué.",
            "19:45 · 5 sept. 2018",
            id="French",
        ),
        pytest.param(
            "deu",
            "Die alte Fähre fährt morgen früh und kommt erst zurück, wenn der Hafen tiefer ist.",
            "19:45 · 5. Sept. 2018 · 1.234 Mal angezeigt",
            id="German",
        ),
    ],
)
def test_other_languages_are_read_with_their_data(
    reader: Ocr, draw: Draw, cards: Any, language: str, text: str, time: str
) -> None:
    if language not in reader.languages:
        pytest.skip(f"Tesseract's data for {language} are not installed")
    image = draw(replace(cards[0], text=text, time=time), "light", 2.0)
    found = reader.words(fit_for_reading(image), [language, "eng"])
    assert not isinstance(found, Unread)
    read = read_layout(found)
    assert read is not None
    assert agreement(read.text, text).agreeing >= 0.9 * agreement(text, text).words
    assert read.time is not None
    assert read.sure
