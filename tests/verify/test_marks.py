"""An editor's notes in brackets, as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import EditKind, Verdict
from archiver.text.language import language
from archiver.text.tokens import tokenize
from archiver.verify.align import align, prepare
from archiver.verify.marks import Mark, has_ellipsis, read_marks
from archiver.verify.verdict import judge


@pytest.mark.parametrize(
    ("tag", "post", "said", "kind"),
    [
        pytest.param("en", "Evry ticket is sold.", "Evry [sic] ticket is sold.", "sic", id="en"),
        pytest.param(
            "ru",
            "Кождый билет продан.",
            "Кождый (так в оригинале. — Прим. ред.) билет продан.",
            "sic",
            id="ru",
        ),
        pytest.param("ja", "前売卷は完売。", "前売卷（原文ママ）は完売。", "sic", id="ja"),
        pytest.param("zh", "门飘已经售完。", "门飘（原文如此）已经售完。", "sic", id="zh"),
        pytest.param(
            "ja", "二十年立った。温かい。悔いはない。", "二十年立った（中略）悔いはない。",
            "ellipsis", id="ja-left-out",
        ),
        pytest.param(
            "ko", "스무 해 섰다. 따뜻했다. 후회는 없다.", "스무 해 섰다 (중략) 후회는 없다.",
            "ellipsis", id="ko-left-out",
        ),
        pytest.param(
            "ru", "Я вышла. Было тепло. Не жалею.", "Я вышла <…> Не жалею.", "ellipsis",
            id="angle-brackets",
        ),
    ],
)  # fmt: skip
def test_notes_are_marks(tag: str, post: str, said: str, kind: str) -> None:
    laid = align(prepare(said), tokenize(post), language(tag).judging)
    assert laid is not None
    assert judge(laid.edits).verdict is Verdict.MARKED, laid.edits
    assert EditKind(kind) in {edit.kind for edit in laid.edits}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("We met (sick as we were) at noon", id="a-word-that-begins-so"),
        pytest.param("We met (and sang) at noon", id="a-remark"),
        pytest.param("<3 and (x)", id="signs"),
    ],
)
def test_other_brackets_are_words(said: str) -> None:
    assert read_marks(tokenize(said)) is None
    assert not has_ellipsis(said)


@settings(deadline=None)
@given(st.text(alphabet="[](sicab) …", max_size=24))
def test_no_mark_stands_in_another(said: str) -> None:
    marked = read_marks(tokenize(said))
    if marked is None:
        return
    tokens = marked.tokens
    assert all(a <= b for a, b in zip(tokens.ends, tokens.starts[1:], strict=False))
    assert {mark for _, mark in marked.marks} <= set(Mark)
