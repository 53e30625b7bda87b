"""Few words: a term in the article's sentence, or direct speech that was posted so."""

from __future__ import annotations

import pytest

from archiver.model import (
    Channel,
    EditKind,
    ImageObject,
    Quotation,
    QuotationKind,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
)
from archiver.text.language import language
from archiver.verify.direct import is_direct, is_woven_in
from tests.verify.stories import Story, writer


def quotation(words: str, behind: str, said: str = "…") -> Quotation:
    return Quotation(
        quote=TextQuoteSelector(exact=words, suffix=behind),
        position=TextPositionSelector(start=0, end=len(words)),
        kind=QuotationKind.MARKS,
        channel=Channel.POSTED,
        attribution=said,
    )


@pytest.mark.parametrize(
    ("tag", "words", "behind", "direct"),
    [
        pytest.param("ko", "시장은 화요일에 문을 닫습니다", '"라고 썼다.', True, id="ko-wrote"),
        pytest.param(
            "ko", "시장은 화요일에 닫습니다", "”이라고도 적었다.", True, id="ko-wrote-too"
        ),
        pytest.param("ko", "비가 많이 왔어요", '"라고 페이스북에 올렸다.', True, id="ko-platform"),
        pytest.param(
            "ko", "비가 많이 왔어요", '"라고 불리는 노래를 올렸다.', False, id="ko-called"
        ),
        pytest.param("ko", "최악의 시장", '"이라고 썼다.', False, id="ko-two-words"),
        pytest.param("ko", "비가 많이 왔어요", '"라는 제목의 책', False, id="ko-title"),
        pytest.param("ko", "비가 많이 왔어요", '"\n라고 썼다.', False, id="ko-another-line"),
        pytest.param("ja", "市場は火曜休み", "」と投稿した。", True, id="ja-posted"),
        pytest.param("ja", "市場は火曜休み", "」とも書き込んだ。", True, id="ja-too"),
        pytest.param("ja", "市場は火曜休み", "」って呟いた。", True, id="ja-muttered"),
        pytest.param("ja", "市場は火曜休み", "」と呼ばれる投稿", False, id="ja-called"),
        pytest.param("ja", "最悪", "」と投稿した。", False, id="ja-one-word"),
        pytest.param("tr", "pazar salı günü kapanıyor", '" diye yazdı.', True, id="tr-wrote"),
        pytest.param("tr", "pazar salı günü kapanıyor", '" diye bağırdı.', False, id="tr-shouted"),
        pytest.param("en", "the market shuts early", "” wrote Finch.", False, id="en-none"),
    ],
)
def test_direct_speech_that_was_posted(tag: str, words: str, behind: str, *, direct: bool) -> None:
    tables, one = language(tag).judging, quotation(words, behind)
    assert is_direct(one, tables) is direct
    assert is_woven_in(one, tables) is not direct


@pytest.mark.parametrize(
    ("words", "said", "woven"),
    [
        pytest.param("cost of living", "He tweeted about the", True, id="term"),
        pytest.param("The cost of living!", "He tweeted", False, id="ends-as-a-sentence"),
        pytest.param("cost of living", "He tweeted:", False, id="led-in"),
        pytest.param("cost of living", "", False, id="alone"),
        pytest.param("the cost of living is far too high", "He tweeted that", False, id="many"),
    ],
)
def test_a_term_is_woven_in(words: str, said: str, *, woven: bool) -> None:
    assert is_woven_in(quotation(words, "”", said), language("en").judging) is woven


POST = "시장은 목요일에 닫습니다. 늦지 마세요!"
bae = writer(POST, author_name="배소담", handle="baesodam", language="ko")


def story(words: str, behind: str) -> Story:
    return Story(named="배소담", cue="X에").says(
        "배소담 씨는 X에",
        words,
        f"{behind} 썼다.",
        quote=TextQuoteSelector(exact=words, suffix=f"”{behind} 썼다."),
        attribution=f"배소담 씨는 X에 … {behind} 썼다.",
    )


@pytest.mark.parametrize(
    ("words", "behind", "images", "verdict"),
    [
        pytest.param("시장은 화요일에 닫습니다", "라고", False, Verdict.ALTERED, id="one-word"),
        pytest.param("시장은 목요일에 닫습니다", "라고", False, Verdict.EXACT, id="exact"),
        pytest.param(
            "시장은 화요일에 닫습니다",
            "라고",
            True,
            Verdict.UNVERIFIABLE,
            id="a-picture-may-say-it",
        ),
        pytest.param(
            "시장은 화요일에 닫습니다",
            "는 말을",
            False,
            Verdict.OUT_OF_SCOPE,
            id="no-direct-speech",
        ),
    ],
)
def test_three_words_of_direct_speech(
    words: str, behind: str, verdict: Verdict, *, images: bool
) -> None:
    shown = bae(images=(ImageObject(content_url="https://pbs.example/1.jpg"),) if images else ())
    found = story(words, behind).shows(shown).judged(shown, language="ko")
    assert found.verdict is verdict


def test_what_differs_of_three_words_is_told() -> None:
    shown = bae()
    found = story("시장은 화요일에 닫습니다", "라고").shows(shown).judged(shown, language="ko")
    assert found.alignment is not None
    assert [edit.kind for edit in found.alignment.edits] == [EditKind.NAME_CHANGED]


def test_three_words_of_direct_speech_are_not_anothers() -> None:
    shown = bae(author_name="노은결", handle="noeungyeol")
    found = story("시장은 화요일에 닫습니다", "라고").shows(shown).judged(shown, language="ko")
    assert not found.verdict.accuses
