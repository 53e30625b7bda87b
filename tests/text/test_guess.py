from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.guess import guess_language, settle_language

FIXTURE = Path(__file__).parents[2] / "fixtures" / "languages" / "news.toml"
NEWS: dict[str, list[str]] = tomllib.loads(FIXTURE.read_text("utf-8"))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param(tag, text, id=f"{tag}-{number}")
        for tag, texts in NEWS.items()
        for number, text in enumerate(texts)
    ],
)
def test_a_news_sentence_tells_its_language(tag: str, text: str) -> None:
    assert guess_language(text) == tag


@pytest.mark.parametrize(
    ("stated", "text", "settled"),
    [
        pytest.param("en", NEWS["ja"][0], "ja", id="english-on-japanese"),
        pytest.param("en-US", NEWS["ru"][0], "ru", id="english-on-russian"),
        pytest.param("en", NEWS["ar"][0], "ar", id="english-on-arabic"),
        pytest.param("ja", NEWS["zh"][0], "zh", id="japanese-on-chinese"),
        pytest.param("zh-TW", NEWS["zh"][1], "zh-TW", id="right"),
        pytest.param("en", NEWS["de"][0], "en", id="same-script-is-left"),
        pytest.param("en", "東京", "en", id="too-little"),
        pytest.param("xx", NEWS["ja"][0], "xx", id="unknown-code-is-left"),
        pytest.param("sr-Latn", NEWS["pl"][0], "sr-Latn", id="two-scripts"),
        pytest.param("iw", NEWS["he"][0], "he", id="former-code"),
        pytest.param("jp", NEWS["ja"][0], "ja", id="country"),
        pytest.param("in-ID", NEWS["id"][0], "id-ID", id="former-code-with-region"),
        pytest.param("zh", NEWS["zh"][0] + NEWS["en"][0] * 4, "zh", id="chinese-on-english-posts"),
        pytest.param("ja", NEWS["en"][0], "en", id="japanese-on-english"),
        pytest.param(None, NEWS["pt"][0], "pt", id="nothing-stated"),
        pytest.param("", NEWS["ko"][0], "ko", id="empty"),
    ],
)
def test_a_stated_language_gives_way_to_another_script(
    stated: str | None, text: str, settled: str
) -> None:
    assert settle_language(stated, text) == settled


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("12345 !!! 😀", None, id="no-letters"),
        pytest.param("Hello there", None, id="too-short"),
        pytest.param("東京", None, id="two-signs"),
        pytest.param("X (Twitter) https://example.org/a/b " + NEWS["ja"][0], "ja", id="with-links"),
        pytest.param("Reuters — " + NEWS["ko"][0] + " CEO, AI, KBS", "ko", id="with-names"),
        pytest.param(NEWS["zh"][0] + "ファンの皆さん", "zh", id="chinese-with-a-japanese-name"),
    ],
)
def test_small_and_mixed_texts(text: str, tag: str | None) -> None:
    assert guess_language(text) == tag


@given(st.text(max_size=200), st.none() | st.text(max_size=12))
def test_no_text_is_too_odd(text: str, stated: str | None) -> None:
    guessed = guess_language(text)
    assert guessed is None or len(guessed) == 2
    assert settle_language(stated, text) is None or isinstance(settle_language(stated, text), str)
