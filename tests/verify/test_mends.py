"""Small faults of laying and judging that were found and mended, each with its neighbours."""

from __future__ import annotations

import pytest

from archiver.hookspecs import Habits, HandleForm
from archiver.model import Channel, EditKind, Tier, Verdict
from tests.verify.conftest import LayIn
from tests.verify.stories import Story, applied, writer

K = EditKind


@pytest.mark.parametrize(
    ("tag", "words", "post", "kinds"),
    [
        pytest.param(
            "en",
            "They mended the roof. roof",
            "They mended the roof. #roof",
            [K.HASHTAG_MARK],
            id="a-word-that-is-a-hashtag-too",
        ),
        pytest.param(
            "en",
            "We shut the mill forever",
            "We shut the mill. The shop stays forever",
            [K.WORD_INSERTED],
            id="one-word-of-a-later-sentence",
        ),
        pytest.param(
            "en",
            "We shut the mill. The shop stays",
            "We shut the mill. It was sad. The shop stays",
            [K.SPLICED],
            id="a-sentence-left-out",
        ),
        pytest.param(
            "hi",
            "पहले दुकान, फिर मकान।",
            "पहले मकान, फिर दुकान।",
            [K.REORDERED, K.REORDERED],
            id="hi-places-changed",
        ),
        pytest.param(
            "zh", "先修桥，后建塔。", "先建塔，后修桥。", [K.REORDERED] * 2, id="zh-places-changed"
        ),
        pytest.param(
            "ko",
            "시장 먼저, 학교는 다음",
            "학교 먼저, 시장은 다음.",
            [K.REORDERED, K.REORDERED],
            id="ko-particles-change-with-the-place",
        ),
        pytest.param(
            "ko",
            "버스 먼저, 학교는 다음",
            "학교 먼저, 시장은 다음.",
            [K.WORD_SUBSTITUTED, K.WORD_SUBSTITUTED],
            id="ko-another-word",
        ),
        pytest.param(
            "en", "It cost 40K to mend", "It cost 40k to mend", [K.FIRST_LETTER_CASE], id="k"
        ),
        pytest.param("en", "It cost $7.5BN", "It cost $7.5bn", [K.FIRST_LETTER_CASE], id="bn"),
        pytest.param("de", "Es ist 5M lang", "Es ist 5m lang", [K.INNER_CASE], id="a-unit"),
        pytest.param("en", "The MILL is shut", "The mill is shut", [K.INNER_CASE], id="a-word"),
        pytest.param(
            "en", "It cost 40k to mend", "It cost 50k to mend", [K.NUMBER_CHANGED], id="another-sum"
        ),
        pytest.param(
            "en",
            "They imported the clay",
            "They ported the clay",
            [K.WORD_SUBSTITUTED],
            id="import",
        ),
        pytest.param(
            "en", "It is an able crew", "It is an unable crew", [K.NEGATION_CHANGED], id="unable"
        ),
        pytest.param(
            "en", "The informal talk", "The formal talk", [K.NEGATION_CHANGED], id="informal"
        ),
        pytest.param(
            "de", "Das war ein Unfall", "Das war ein Fall", [K.WORD_SUBSTITUTED], id="de-unfall"
        ),
        pytest.param(
            "es",
            "Hay desacuerdo sobre el puente",
            "Hay acuerdo sobre el puente",
            [K.NEGATION_CHANGED],
            id="es-a-denial-of-such-a-word",
        ),
        pytest.param(
            "he",
            "הגשרים בטוחים",
            "הגשרים מסוכנים",
            [K.NEGATION_CHANGED],
            id="he-safe-and-dangerous",
        ),
        pytest.param(
            "he", "הדרכים בטוחות", "הדרכים מסוכנות", [K.NEGATION_CHANGED], id="he-feminine"
        ),
        pytest.param(
            "ko",
            "손님은 서른두 명이었습니다",
            "손님은 32명이었습니다.",
            [K.ABBREVIATION],
            id="ko-counter",
        ),
        pytest.param(
            "ko",
            "손님은 서른두 명이었습니다",
            "손님은 42명이었습니다.",
            [K.NUMBER_CHANGED],
            id="ko-number",
        ),
        pytest.param(
            "ko",
            "나무 스무 그루를 심었다",
            "나무 20그루를 심었다.",
            [K.ABBREVIATION],
            id="ko-trees",
        ),
        pytest.param(
            "ko", "나무 스무 그루를 심었다", "나무 20톤을 심었다.", [K.NUMBER_CHANGED], id="ko-unit"
        ),
        pytest.param(
            "ko",
            "좌셕(원문 그대로)이 모자랍니다",
            "좌셕이 모자랍니다. 미안해요.",
            [K.BRACKETED],
            id="ko-a-note-inside-a-word",
        ),
    ],
)
def test_the_edits(lay_in: LayIn, tag: str, words: str, post: str, kinds: list[EditKind]) -> None:
    alignment = lay_in(tag, words, post)
    assert alignment is not None
    assert [edit.kind for edit in alignment.edits] == kinds
    assert applied(alignment, post) == words


def test_a_note_inside_a_word_hides_no_other_word(lay_in: LayIn) -> None:
    alignment = lay_in("ko", "좌셕(원문 그대로)이 모자랍니다", "의자가 모자랍니다.")
    assert alignment is not None
    assert max(edit.kind.tier for edit in alignment.edits) is Tier.UNMARKED


# -- which post is meant ------------------------------------------------------------------

SHOWN = {
    "zh": "市场星期四关门，请大家不要迟到，谢谢各位",
    "ja": "市場は木曜に閉まります。遅れないでください。よろしく",
    "hi": "बाज़ार गुरुवार को बंद रहेगा और सबको समय पर आना होगा",
}
WORDS = {
    "zh": "市场星期天关门，请大家早点过来，明天见",
    "ja": "市場は日曜も開いています。みんなで来てください。",
    "hi": "बाज़ार रविवार को बंद रहेगा और सबको जल्दी पर आना होगा",
}


@pytest.mark.parametrize(
    ("tag", "said", "cue", "accuses"),
    [
        pytest.param("zh", "罗晴发推：", "发推", True, id="zh-tweeted"),
        pytest.param("zh", "罗晴又发推：", "发推", False, id="zh-tweeted-again"),
        pytest.param("zh", "羅晴還發推：", "發推", False, id="zh-tweeted-too"),
        pytest.param("zh", "罗晴曾发推：", "发推", False, id="zh-had-tweeted"),
        pytest.param("zh", "罗晴发文：", "发文", True, id="zh-posted"),
        pytest.param("ja", "森口さんはツイートした。", "ツイート", True, id="ja-tweeted"),
        pytest.param("ja", "森口さんは … ともツイートした。", "ツイート", False, id="ja-too"),
        pytest.param("hi", "रूपा ने वीडियो शेयर करते हुए लिखा,", "लिखा", True, id="hi-with-a-video"),
        pytest.param("hi", "रूपा ने वीडियो में लिखा,", "लिखा", False, id="hi-in-a-video"),
    ],
)
def test_what_stands_before_the_verb_of_posting_tells_of_another_post(
    tag: str, said: str, cue: str, *, accuses: bool
) -> None:
    named = {"zh": "罗晴", "ja": "森口", "hi": "रूपा"}[tag]
    named = "羅晴" if "羅" in said else named
    post = writer(SHOWN[tag], author_name=named, handle="rawq", language=tag)()
    piece = Story(named=named, cue=cue).says(said, WORDS[tag], attribution=said)
    assert piece.shows(post).judged(post, language=tag).verdict.accuses is accuses


ORDER = "Bridges first, schools later."
MOVED = "Schools first, bridges later."
finch = writer(ORDER, author_name="Ada Finch", handle="adafinch")


@pytest.mark.parametrize(
    ("said", "words", "shown", "verdict"),
    [
        pytest.param("Finch tweeted earlier:", MOVED, True, Verdict.ALTERED, id="moved"),
        pytest.param("Finch tweeted earlier:", MOVED, False, Verdict.UNVERIFIABLE, id="not-there"),
        pytest.param("In 2019 Finch tweeted:", MOVED, True, Verdict.UNVERIFIABLE, id="a-year"),
        pytest.param(
            "Finch tweeted earlier:",
            "Bridges first, mills later.",
            True,
            Verdict.UNVERIFIABLE,
            id="another-word",
        ),
    ],
)
def test_few_words_in_another_order_are_of_the_post_that_stands_there(
    said: str, words: str, verdict: Verdict, *, shown: bool
) -> None:
    piece = Story(named="Finch", cue="tweeted").says(said, words)
    piece = piece if shown else piece.line("It rained for a week.")
    post = finch(created=None)
    assert piece.shows(post).judged(post).verdict is verdict


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        pytest.param("Ada Finch", Verdict.ALTERED, id="her-name"),
        pytest.param("Volunteer Ada Finch", Verdict.ALTERED, id="a-role-before-it"),
        pytest.param("Volunteer Bea Finch", Verdict.UNVERIFIABLE, id="a-relative"),
    ],
)
def test_a_role_before_the_name_is_no_other_author(first: str, verdict: Verdict) -> None:
    thanks = finch("Thank you all for coming to the mill tonight.", 3)
    piece = Story(named="Finch").says("In a tweet:", thanks.text, attributed_to=first)
    piece = piece.shows(thanks)
    piece.says("She added:", MOVED, channel=Channel.NEUTRAL, cue="added")
    assert piece.shows(finch()).judged(finch(), thanks).verdict is verdict


@pytest.mark.parametrize(
    ("form", "accuses"),
    [
        pytest.param(HandleForm.DOMAIN, True, id="a-domain-may-be-left-out"),
        pytest.param(HandleForm.PLAIN, False, id="all-of-it-counts"),
        pytest.param(HandleForm.DOTLESS, False, id="only-dots-may-be-left-out"),
    ],
)
def test_handles_compare_by_their_platform(form: HandleForm, *, accuses: bool) -> None:
    thanks = finch("Thank you all for coming to the mill tonight.", 3, handle="ada.finch")
    moved = finch(handle="ada.finch")
    piece = Story(named="@ada").says("In a post:", thanks.text).shows(thanks)
    piece.says("She added:", MOVED, channel=Channel.NEUTRAL, cue="added").shows(moved)
    report = piece.report(moved, thanks, habits={"x": Habits(handles=form)})
    assert report.quotations[-1].verdict.accuses is accuses
