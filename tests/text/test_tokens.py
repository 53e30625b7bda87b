from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.text.tokens import TokenKind, tokenize

KINDS = {
    TokenKind.WORD: "w",
    TokenKind.NUMBER: "n",
    TokenKind.HASHTAG: "h",
    TokenKind.MENTION: "m",
    TokenKind.LINK: "l",
    TokenKind.EMOJI: "e",
}


@pytest.mark.parametrize(
    ("text", "words", "kinds"),
    [
        pytest.param("We won, today!", "We won today", "www", id="words"),
        pytest.param("", "", "", id="nothing"),
        pytest.param("— … ?! ()", "", "", id="marks-alone"),
        pytest.param("“We won,” (he) [said]", "We won he said", "wwww", id="wrapped"),
        pytest.param("don't won’t o'clock", "don't won’t o'clock", "www", id="apostrophes"),
        pytest.param("teachers’ ‘yes’", "teachers yes", "ww", id="marks-at-the-ends"),
        pytest.param("long-term plan", "long term plan", "www", id="hyphen"),
        pytest.param("U.S. e.g. Mr. end.", "U.S. e.g. Mr end", "wwww", id="initials"),
        pytest.param("a & b R&B", "a & b R & B", "wwwwww", id="ampersand"),
        pytest.param("12 1,000 3.5 7:30 9/11", "12 1,000 3.5 7:30 9/11", "nnnnn", id="numbers"),
        pytest.param("$5 €1.5m 5% 20k 1st -5", "$5 €1.5m 5% 20k 1st -5", "nnnnnn", id="units"),
        pytest.param("COVID-19 4-0", "COVID 19 4 0", "wnnn", id="hyphen-is-no-minus"),
        pytest.param("½ 10² G7 20th.", "½ 10 ² G7 20th", "nnnwn", id="fractions-and-powers"),
        pytest.param("#MAGA ＃日本 #1 a#b", "#MAGA ＃日本 1 a b", "hhnww", id="hashtags"),
        pytest.param("@bob .@jo ＠x a@b.c", "@bob @jo ＠x a b c", "mmmwww", id="mentions"),
        pytest.param("@a@b.social hi", "@a@b.social hi", "mw", id="fediverse-mention"),
        pytest.param("see https://t.co/aB3.", "see https://t.co/aB3", "wl", id="link"),
        pytest.param("(http://a.b/c?d=e#f)", "http://a.b/c?d=e#f", "l", id="link-in-brackets"),
        pytest.param("t.co/a1 pic.x.com/a/1", "t.co/a1 pic.x.com/a/1", "ll", id="bare"),
        pytest.param("example.com www.a.org", "example com www.a.org", "wwl", id="bare-domain"),
        pytest.param("🎉🎉 ❤️ 👩‍👩‍👧 🇬🇧 1️⃣", "🎉 🎉 ❤️ 👩‍👩‍👧 🇬🇧 1️⃣", "eeeeee", id="emoji"),
        pytest.param("Acme® ™ ©", "Acme", "w", id="signs-that-are-no-emoji"),
        pytest.param("日本語です", "日 本 語 で す", "wwwww", id="unspaced"),
        pytest.param("שלום, عالم", "שלום عالم", "ww", id="right-to-left"),
        pytest.param("cafe\u0301 naïve", "cafe\u0301 naïve", "ww", id="combining"),
        pytest.param("f***ing s*** **bold**", "f***ing s*** bold", "www", id="hidden-letters"),
        pytest.param("co\u00adop a\u200bb", "co\u00adop a\u200bb", "ww", id="invisible"),
        pytest.param("שלום\u200fי", "שלום\u200fי", "w", id="bidi-control"),
        pytest.param("すごいコーヒー", "す ご い コーヒー", "wwww", id="katakana-run"),
        pytest.param("十二万円と3億", "十二万 円 と 3 億", "wwwnw", id="numerals-run"),
        pytest.param("ｶﾞﾝﾊﾞﾚ", "ｶﾞﾝﾊﾞﾚ", "w", id="half-width-kana"),
        pytest.param("30만명이 1만2000", "30만명이 1만 2000", "nnn", id="hangul-behind-digits"),
        pytest.param("'가자'고 d'oro", "가자 고 d'oro", "www", id="marks-in-hangul"),
        pytest.param('צה"ל ח״כ', 'צה"ל ח״כ', "ww", id="hebrew-initials"),
        pytest.param("किताबें हैं", "किताबें हैं", "ww", id="vowel-signs"),
        pytest.param("10 % 5 € %10 ٣٥٪", "10 % 5 € %10 ٣٥٪", "nwnwnn", id="units-apart"),
        pytest.param("5€ 17h30 1er 2º", "5€ 17h30 1er 2º", "nnnn", id="units-behind"),
        pytest.param("١٬٠٠٠ ٣٫٥", "١٬٠٠٠ ٣٫٥", "nn", id="arabic-digits"),
        pytest.param("https://t.co/a1，不是", "https://t.co/a1 不 是", "lww", id="link-and-comma"),
    ],
)  # fmt: skip
def test_tokens(text: str, words: str, kinds: str) -> None:
    tokens = tokenize(text)
    assert " ".join(tokens.word(i) for i in range(len(tokens))) == words
    assert "".join(KINDS[kind] for kind in tokens.kinds) == kinds


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("Don’t SHOUT", ["don't", "shout"], id="case-and-glyph"),
        pytest.param("CafÃ© â€œyesâ€\x9d", ["café", "yes"], id="mojibake"),
        pytest.param("don&#39;t &amp; &quot;go&quot;", ["don't", "&", "go"], id="references"),
        pytest.param("ﬁne Ｗide", ["fine", "wide"], id="compatible-forms"),
        pytest.param("10² 102", ["10", "²", "102"], id="a-power-is-no-digit"),
    ],
)
def test_keys(text: str, keys: list[str]) -> None:
    assert list(tokenize(text).keys) == keys


def test_positions_of_damaged_text_are_its_own() -> None:
    text = "We canâ€™t &amp; won't"
    tokens = tokenize(text)
    assert [tokens.word(i) for i in range(len(tokens))] == ["We", "canâ€™t", "&amp;", "won't"]


def test_places() -> None:
    tokens = tokenize("a b a c")
    assert dict(tokens.places) == {"a": -1, "b": 1, "c": 3}
    assert tokens.line == "\na\nb\na\nc\n"


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=60))
def test_tokens_are_in_order_and_not_empty(text: str) -> None:
    tokens = tokenize(text)
    at = 0
    for start, end, key in zip(tokens.starts, tokens.ends, tokens.keys, strict=True):
        assert at <= start < end <= len(text)
        assert key
        at = end
    assert len(tokens.kinds) == len(tokens)


@settings(deadline=None, max_examples=100)
@given(words=st.lists(st.from_regex(r"[a-z]{1,8}('[a-z]{1,3})?", fullmatch=True), max_size=8))
def test_plain_words_are_read_the_same_alone_and_in_a_sentence(words: list[str]) -> None:
    marked = [f"“{word}”, —" for word in words]
    assert tokenize(" ".join(marked)).keys == tokenize(" ".join(words)).keys == tuple(words)
