"""Who speaks, and where, in scripts without capitals."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.articles.quotations import find_quotations
from archiver.articles.structure import Span, SpanKind
from archiver.articles.uncased_grammar import FILLER, grammar
from archiver.model import Channel, Quotation

TAGS = ("ar", "he", "hi", "ja", "ko", "zh")
FOLDER = Path(__file__).parents[2] / "fixtures" / "quotations"
CASES: dict[str, list[dict[str, Any]]] = {
    tag: tomllib.loads((FOLDER / f"{tag}.toml").read_text("utf-8"))["cases"] for tag in TAGS
}
EVERY = [pytest.param(tag, case, id=f"{tag}-{case['id']}") for tag in TAGS for case in CASES[tag]]


def asked(tag: str, case: dict[str, Any], text: str | None = None) -> Quotation:
    at: int = case.get("at", 0)
    return find_quotations(case["text"] if text is None else text, language=tag)[at]


@pytest.mark.parametrize(("tag", "case"), EVERY)
def test_who_says_it_and_where(tag: str, case: dict[str, Any]) -> None:
    quotation = asked(tag, case)
    assert (quotation.channel.value, quotation.attributed_to) == (
        case["channel"],
        case.get("speaker"),
    )


@pytest.mark.parametrize("tag", TAGS)
def test_the_tables_are_large_and_half_of_them_are_no_posts(tag: str) -> None:
    cases = CASES[tag]
    posted = sum(case["channel"] == "posted" for case in cases)
    assert len(cases) >= 45
    assert 15 <= posted <= len(cases) * 0.6
    assert len({case["id"] for case in cases}) == len(cases)


@pytest.mark.parametrize(("tag", "case"), EVERY)
def test_the_speaker_and_the_words_about_it_stand_in_the_article(
    tag: str, case: dict[str, Any]
) -> None:
    quotation = asked(tag, case)
    text: str = case["text"]
    assert quotation.attributed_to is None or quotation.attributed_to in text
    assert quotation.attribution is None or all(
        part in text for part in quotation.attribution.split(" … ")
    )
    position = quotation.position
    assert text[position.start : position.end] == quotation.quote.exact


@pytest.mark.parametrize(("tag", "case"), EVERY)
def test_other_paragraphs_change_nothing(tag: str, case: dict[str, Any]) -> None:
    around = f"{CASES[tag][-1]['text']}\n{case['text']}\n{CASES[tag][0]['text']}"
    first = len(find_quotations(CASES[tag][-1]["text"], language=tag))
    found = find_quotations(around, language=tag)[first + case.get("at", 0)]
    alone = asked(tag, case)
    assert (alone.channel, alone.cue, alone.quote.exact) == (
        found.channel,
        found.cue,
        found.quote.exact,
    )


@pytest.mark.parametrize(("tag", "case"), [one for one in EVERY if one.values[0] in {"ar", "he"}])
def test_signs_that_turn_the_writing_change_nothing(tag: str, case: dict[str, Any]) -> None:
    text: str = case["text"]
    turned = text.replace('"', '\u200f"\u200f').replace("«", "\u2067«").replace("»", "»\u2069")
    alone, found = asked(tag, case), asked(tag, case, turned)
    assert (alone.channel, alone.attributed_to) == (found.channel, found.attributed_to)
    assert found.quote.exact[0] not in "\u200f\u2067"
    assert found.quote.exact[-1] not in "\u200f\u2069"


@pytest.mark.parametrize(
    ("tag", "text", "lead"),
    [
        pytest.param("ja", "水島健太氏はXで次のようにつづった。", True, id="ja"),
        pytest.param("zh", "郭晓彤在微博上写道：", True, id="zh"),
        pytest.param("ko", "문가영 씨는 인스타그램에 다음과 같이 적었다.", True, id="ko"),
        pytest.param("ar", "وكتب سامر الحداد على إكس:", True, id="ar"),
        pytest.param("he", "אורן דגני כתב בטוויטר:", True, id="he"),
        pytest.param("hi", "देवेंद्र राठी ने एक्स पर लिखा:", True, id="hi"),
        pytest.param("ja", "雨が降っていた。", False, id="ja-nothing"),
        pytest.param("he", "ירד גשם כל היום.", False, id="he-nothing"),
    ],
)
def test_a_block_quote_is_led_in_by_the_paragraph_before(tag: str, text: str, lead: bool) -> None:
    words = "— — 1 2 3 — —"
    span = Span(start=len(text) + 1, end=len(text) + 1 + len(words), kind=SpanKind.BLOCKQUOTE)
    (quotation,) = find_quotations(f"{text}\n{words}", spans=(span,), language=tag)
    assert (quotation.channel is Channel.POSTED) is lead
    assert (quotation.attributed_to is not None) is lead


def test_the_words_of_an_embed_are_no_attribution() -> None:
    post = "水島健太氏はXに投稿した："
    text = f"{post}\n「橋はもう直りません、残念です」\n終わり。"
    span = Span(start=0, end=len(post) + 1, kind=SpanKind.EMBED)
    (quotation,) = find_quotations(text, spans=(span,), language="ja")
    assert (quotation.channel, quotation.attribution) == (Channel.NONE, None)


@pytest.mark.parametrize("tag", TAGS)
def test_every_pattern_compiles_and_none_matches_nothing(tag: str) -> None:
    rules = grammar(tag)
    assert rules.names
    assert rules.short
    for name in ("posted", "place", "spoken", "neutral", "denial", "repost", "term_before"):
        assert rules[name].search(FILLER) is None
        assert rules[name].search("") is None


def test_a_language_without_patterns_has_an_empty_grammar() -> None:
    rules = grammar("en")
    assert rules.cues("he tweeted on X") == []


_PIECES = [case["text"] for tag in TAGS for case in CASES[tag][:12]]
_SIGNS = [
    "「",
    "」",
    "『",
    "“",
    "”",
    '"',
    "«",
    "»",
    "\u200f",
    "：",
    "、",
    "。",
    "\n",
    "と",
    "@a",
    "ـ",
    "״",
]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*_PIECES, *_SIGNS]), max_size=12).map("".join),
    st.sampled_from(TAGS),
)
def test_no_text_is_too_odd(text: str, tag: str) -> None:
    for quotation in find_quotations(text, language=tag):
        start, end = quotation.position.start, quotation.position.end
        assert text[start:end] == quotation.quote.exact
        if quotation.channel in {Channel.TERM, Channel.NONE}:
            assert quotation.attributed_to is None


@pytest.mark.parametrize("tag", TAGS)
def test_time_is_linear_in_the_text(tag: str) -> None:
    piece = "\n".join(case["text"] for case in CASES[tag][:10]) + "\n"

    def seconds(times: int) -> float:
        began = perf_counter()
        find_quotations(piece * times, language=tag)
        return perf_counter() - began

    seconds(1)
    few, many = max(seconds(5), 0.02), seconds(40)
    assert many < few * 40


@pytest.mark.parametrize(
    ("piece", "end"),
    [
        pytest.param("山田は", "「橋」", id="topics"),
        pytest.param("「」", "", id="marks"),
        pytest.param("「橋」", "", id="quotations"),
        pytest.param('\u200f"', "", id="turned-marks"),
        pytest.param("在" * 3, "：“桥”", id="one-sign"),
        pytest.param("وقال ", '"نص"', id="verbs"),
        pytest.param("אמר ", '"דבר"', id="hebrew-verbs"),
        pytest.param("ने ", '"बात"', id="particles"),
    ],
)
def test_no_text_takes_more_than_linear_time(
    piece: str, end: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    def read(quarters: int) -> None:
        for tag in TAGS:
            find_quotations(piece * 300 * quarters + end, language=tag)

    assert growth(read) < 9
