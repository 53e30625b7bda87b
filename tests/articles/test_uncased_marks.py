"""Marks in scripts that write without spaces, without capitals, or from right to left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.marks import spans_between_marks
from archiver.articles.quotations import find_quotations
from archiver.articles.uncased_marks import BIDI, inner, is_without_apostrophes, neighbours


def exacts(text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in spans_between_marks(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("彼は「橋は直す」と述べた。", ["橋は直す"], id="ja"),
        pytest.param(
            "父は「『諦めるな』と言え」と語った。", ["『諦めるな』と言え"], id="ja-nested"
        ),
        pytest.param("著書『静かな町』が話題。", ["静かな町"], id="ja-double-corner"),
        pytest.param("｢半角｣と書いた。", ["半角"], id="ja-halfwidth"),
        pytest.param("彼は＂橋は直す＂と述べた。", ["橋は直す"], id="full-width"),
        pytest.param(
            "「一段落目。\n「二段落目」と述べた。", ["一段落目。\n「二段落目"], id="two-paragraphs"
        ),
        pytest.param("他说：“我们不会关闭。”白宫没有回应。", ["我们不会关闭。"], id="zh"),
        pytest.param("他说“《书》很好”。", ["《书》很好"], id="zh-title-first"),
        pytest.param("他读了《静静的城》和〈夜〉。", [], id="zh-titles-are-none"),
        pytest.param('他说"不会"，又说"也许"。', ["不会", "也许"], id="zh-straight"),
        pytest.param("他说‘不会关闭’。", ["不会关闭"], id="zh-single"),
        pytest.param("﹁直排﹂的字", ["直排"], id="vertical"),
        pytest.param('그는 "고치겠다"라고 했다.', ["고치겠다"], id="ko-particle-behind"),
        pytest.param("그는 “고치겠다.”라고 했다.", ["고치겠다."], id="ko-curly"),
        pytest.param("국회는 '민생'을 앞세웠다.", ["민생"], id="ko-single-word"),
        pytest.param("국회는 ‘민생 법안’을 앞세웠다.", ["민생 법안"], id="ko-single-curly"),
        pytest.param("उन्होंने 'पुल' कहा।", ["पुल"], id="hi-single"),
        pytest.param("उन्होंने “पुल बनेगा।” कहा।", ["पुल बनेगा।"], id="hi-curly"),
        pytest.param("قال: «سنعيد البناء».", ["سنعيد البناء"], id="ar"),
        pytest.param("قال: »سنعيد البناء«.", ["سنعيد البناء"], id="ar-turned"),
        pytest.param('وصفه بـ"الخطأ الكبير" أمس.', ["الخطأ الكبير"], id="ar-proclitic"),
        pytest.param("وصفه بـ«الخطأ الكبير» أمس.", ["الخطأ الكبير"], id="ar-proclitic-guillemets"),
        pytest.param('ה"אמת החדשה" התפרסמה.', ["אמת החדשה"], id="he-proclitic"),
        pytest.param('צה"ל ומנכ"לית ארה"ב ודו"חות אמרו.', [], id="he-acronyms"),
        pytest.param(
            '"יו"ר הוועד קיבל 40 ש"ח".', ['יו"ר הוועד קיבל 40 ש"ח'], id="he-acronym-first"
        ),
        pytest.param("״ח״כ לוי לא קרא״, אמרה.", ["ח״כ לוי לא קרא"], id="he-gershayim"),
        pytest.param('אמר: "צה"ל כאן".', ['צה"ל כאן'], id="he-acronym-inside"),
        pytest.param('ה־"אמת" כתבה.', ["אמת"], id="he-maqaf"),
    ],
)
def test_spans_between_marks(text: str, found: list[str]) -> None:
    assert exacts(text) == found


@pytest.mark.parametrize("sign", sorted(BIDI))
def test_turning_signs_are_no_neighbours_and_no_part_of_a_span(sign: str) -> None:
    text = f'قال: {sign}"{sign}سنعيد البناء{sign}"{sign}.'
    assert exacts(text) == ["سنعيد البناء"]
    assert neighbours(text, (6, 7), (0, len(text))) == (" ", "س")


def test_turning_signs_inside_words_stay() -> None:
    assert exacts('אמר: "של\u200fום לך".') == ["של\u200fום לך"]


@given(
    st.text(
        alphabet=[*"\"“”«»「」״'", "א", "ב", " ", "\u200f", "，", "字", "가", "\n"], max_size=40
    )
)
def test_spans_hold_a_letter_and_no_edge(text: str) -> None:
    for mark in spans_between_marks(text):
        exact = text[mark.start : mark.end]
        assert any(sign.isalnum() for sign in exact)
        assert not exact[0].isspace()
        assert not exact[-1].isspace()
        assert exact[0] not in BIDI
        assert exact[-1] not in BIDI
        assert mark.outer_start < mark.start <= mark.end < mark.outer_end + 1


@given(st.text(alphabet=[" ", "\u200f", "\ufeff", "a", "字"], max_size=12))
def test_what_is_inner_has_no_edge(text: str) -> None:
    start, end = inner(text, 0, len(text))
    assert text[start:end] == text.strip(" " + "".join(BIDI))


def test_scripts_without_apostrophes() -> None:
    assert is_without_apostrophes("민생")
    assert not is_without_apostrophes("people's")


def test_a_pull_quote_without_spaces_counts_once() -> None:
    words = "橋は春までに必ず架け直しますと市長は約束した"
    found = find_quotations(f"市長は「{words}」と述べた。\n「{words}」\n終わり。", language="ja")
    assert len(found) == 1
